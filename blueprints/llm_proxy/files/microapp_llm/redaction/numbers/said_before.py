"""What the words before a number say: that it is a person's, a phone's, a card's or nobody's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from microapp_llm.redaction.numbers.forms import ALWAYS_MEANT, ANY_FORM, FORMS, NAMES, bare
from microapp_llm.redaction.numbers.word_search import WordSearch
from microapp_llm.redaction.phrases import longest_first, one_of, phrases
from microapp_llm.redaction.plain import small_letters

REACH = 44
_FAR = 120
_MOST_MARKS = 3  # between a word and its number
_NEAR = 12  # a word before that says what a short name belongs to: "order ID number"
_CARD = re.compile(one_of("numbers/cards"))
_LOOSELY = re.compile(
    r"(?![ \w]{0,14}[0-9]{5})[ \w]{0,14}?(?:[ .:=#\"'-]{1,4}|(?<=[\u3040-\u9fff]))"
    rf"(?:(?:{one_of('numbers/linking')}) )?\Z"
)
"""What may stand between the name of a person's number and one that is long: no other one."""
_STRICTLY = re.compile(
    r"(?:[ \n.:=#\"'()*|>\u00b0\u2116/-]|</?[a-z]{1,6}>|\[\"?"
    rf"|(?:{'|'.join(longest_first('numbers/named', 'between', 'whose'))})(?!\w)"
    rf"|{one_of('numbers/named', 'between without blanks')})*+\Z"
)
_JOINT = re.compile(r"\w{0,4}[ -]?(?:d[aeio]s? )?")
_COUNTED = "number"
_SIGN = re.compile(r"[:=#>|*\u2116\u00b0\"']")
_ENDED = re.compile(r"[0-9][^.!?\n]*[.!?\n](?=[^\n]*[^\W\d_])")
"""A number, and the end of a sentence below which more is said: what was before it is told."""
_LETTER = re.compile("[^\\W\\d_]|[\u260e\u2706\U0001f4de\U0001f4f1\U0001f4f2]")  # or a telephone
_CAMEL = re.compile("([A-Z\u00c0-\u00de])(?<=[a-z\u00df-\u00ff].)")  # nhsNumber, homePhone


def _search() -> WordSearch:
    """For all meanings; where one word has several, the first one counts."""
    short = sorted(NAMES, key=len, reverse=True)
    before, near = (phrases("numbers/national", one) for one in ("right before", "near"))
    is_before, is_near = (re.compile("|".join(words)).fullmatch for words in (before, near))
    pattern = {name: rf"\b{re.escape(name.removesuffix('.'))}(?!\w)" for name in short}
    return WordSearch(
        {
            "named": longest_first("numbers/named", "names"),
            "paper": longest_first("numbers/named", "papers"),
            "short_before": [pattern[name] for name in short if is_before(name)],
            "short_near": [
                pattern[name] for name in short if not is_before(name) and is_near(name)
            ],
            "short": [pattern[name] for name in short if not (is_before(name) or is_near(name))],
            "before": before,
            "national": near,
            "phone": phrases("numbers/phones", "phones"),
            "number": phrases("numbers/phones", "numbers"),
            "other": phrases("numbers/others"),
        }
    )


_NAMED = ("named", "paper")
_SHORT = ("short", "short_near", "short_before")
_RIGHT_BEFORE = ("named", "before", "short_before")
_NATIONAL = (*_RIGHT_BEFORE, "short_near")
_WORDS = _search()


class _Places(NamedTuple):
    """Where the last word of each meaning begins in what stands before a number, or -1."""

    national: int
    phone: int
    number: int
    other: int
    card: int
    right_before: bool
    forms: frozenset[str] | None  # how a number has to be written that is named strictly


@lru_cache(maxsize=512)
def _places(near: str) -> _Places | None:
    if not _LETTER.search(near):
        return None
    if _CAMEL.search(near):
        near = _CAMEL.sub(r" \1", near)
    near = near.replace("_", " ")
    small = small_letters(near)
    last = dict.fromkeys(("national", "phone", "number", "other"), -1)
    named, short, before_end = (-1, -1), (-1, -1), -1
    for meaning, start, end in _without_numbers_of_things(small):
        if meaning in _NAMED:
            named = max(named, (start, end))
        elif meaning in _SHORT:
            short = max(short, (start, end))
        if meaning in _RIGHT_BEFORE:
            before_end = max(before_end, end)
        if meaning in _NATIONAL:
            meaning = "national"
        if meaning in last:
            last[meaning] = max(last[meaning], start)
    if last["other"] >= 0 and _ENDED.search(small, last["other"]):
        last["other"] = -1
    card = -1
    for match in _CARD.finditer(small):
        card = match.start()
    forms = None
    if named[0] >= 0 and _STRICTLY.match(small, named[1]):
        forms = ANY_FORM
    elif short[0] >= 0 and not 0 <= last["other"] > short[0] - _NEAR:
        forms = _forms(near, small, *short)
    if forms is None and max(card, *last.values()) < 0:
        return None
    right_before = before_end >= 0 and bool(_LOOSELY.match(small, before_end))
    return _Places(**last, card=card, right_before=right_before, forms=forms)


def _without_numbers_of_things(small: str) -> list[tuple[str, int, int]]:
    """The words that have a meaning, less those that go with a thing: "the tracking number"."""
    found = [*_WORDS.find(small)]
    things = [(start, end) for meaning, start, end in found if meaning == "other"]
    if not things:
        return found
    return [
        (meaning, start, end)
        for meaning, start, end in found
        if meaning != _COUNTED or not any(_goes_on(small, *one, start) for one in things)
    ]


def _goes_on(small: str, start: int, end: int, at: int) -> bool:
    """Whether a word at this place is part of one that begins before it, or stands behind it."""
    return start < at and (at < end or _JOINT.fullmatch(small, end, at) is not None)


def _forms(near: str, small: str, start: int, end: int) -> frozenset[str] | None:
    """How the number that a short name stands right before may be written; none if it does not."""
    if not _STRICTLY.match(small, end):
        return None
    name = small[start:end]
    is_meant = name in ALWAYS_MEANT or near[start:end].split()[0].isupper()
    return FORMS[bare(name)] if is_meant or _SIGN.search(small, end) else None


class Said(NamedTuple):
    """What the words before a number speak of: of two, the nearer one counts."""

    national: bool = False
    phone: bool = False
    card: bool = False
    other: bool = False
    right_before: bool = False
    dialled: bool = False  # of a phone, and not of a number alone
    card_last: bool = False  # of a card, and of a person's number before that


NOTHING = Said()


def named_next(near: str) -> frozenset[str] | None:
    """How a person's number has to be written that is named at the end of this; none if none is.

    `ANY_FORM` if what names it means nothing else.
    """
    places = _places(near)
    return places.forms if places else None


def is_named_afar(text: str, start: int) -> bool:
    """Whether what stands some words before this place, in another sentence too, names one."""
    far = small_letters(text[max(0, start - _FAR) : start])
    return any(meaning in _NAMED for meaning, _, _ in _WORDS.find(far))


def said_before(text: str, start: int, run_start: int) -> Said:
    """What is said before this place in a run of digits and marks, which itself says nothing."""
    earliest = max(0, run_start - REACH)
    if start == run_start:
        return _said_by(text[earliest:start])
    reach = REACH - (start - run_start)
    places = _places(text[earliest:run_start]) if reach > 0 else None
    if places is None:
        return NOTHING
    is_first = start - run_start < _MOST_MARKS and not text[run_start:start].isdigit()
    return _said(places, run_start - reach - earliest, is_first)


@lru_cache(maxsize=512)
def _said_by(near: str) -> Said:
    places = _places(near)
    return _said(places, 0, is_first=True) if places else NOTHING


def _said(places: _Places, first: int, is_first: bool) -> Said:
    """What these words say of the first number behind them, or of one that follows it."""
    ends = (places.national, places.phone, places.number, places.other, places.card)
    national, phone, number, other, card = (at if at >= first else -1 for at in ends)
    nearest = max(national, phone, number, other, card)
    if nearest < 0:
        return NOTHING
    is_national = national >= 0 and national >= max(phone, other)
    return Said(
        national=is_national,
        phone=max(phone, number) > other and (phone >= national or number > national),
        card=card >= max(other, 0),
        other=other >= 0 and other == nearest,
        right_before=is_national and is_first and places.right_before,
        dialled=phone >= 0 and phone == nearest,
        card_last=card > national >= 0,
    )
