"""What the words before a number say: that it is a person's, a phone's, a card's or nobody's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from microapp_llm.redaction.numbers.word_search import WordSearch
from microapp_llm.redaction.phrases import one_of, phrases

_REACH = 44
_WORDS = WordSearch(
    {
        "national": phrases("numbers/national"),
        "phone": phrases("numbers/phones", "phones"),
        "number": phrases("numbers/phones", "numbers"),
        "other": phrases("numbers/others"),
    }
)
_CARD = re.compile(one_of("numbers/cards"))
_RIGHT_BEFORE = re.compile(
    rf"(?:{one_of('numbers/national', 'right before')})"
    r"[ \w]{0,14}?(?:[ .:=#\"'-]{1,4}|(?<=[\u3040-\u9fff]))(?:is |ist |est |es |é |to |je |är )?$"
)
_ENDED = re.compile(r"[0-9][^.!?\n]*[.!?\n](?=[^\n]*[^\W\d_])")
"""A number, and the end of a sentence below which more is said: what was before it is told."""
_LETTER = re.compile(r"[^\W\d_]")
_CAMEL = re.compile("([A-Z])(?<=[a-z].)")  # nhsNumber, homePhone


class _Places(NamedTuple):
    """Where the last word of each meaning begins in what stands before a number, or -1."""

    national: int
    phone: int
    number: int
    other: int
    card: int


@lru_cache(maxsize=512)
def _places(near: str) -> _Places | None:
    if not _LETTER.search(near):
        return None
    if _CAMEL.search(near):
        near = _CAMEL.sub(r" \1", near)
    small = near.lower().replace("_", " ")
    national = phone = number = other = card = -1
    for meaning, start in _WORDS.find(small):
        if meaning == "national":
            national = max(national, start)
        elif meaning == "other":
            other = max(other, start)
        elif meaning == "number":
            number = max(number, start)
        else:
            phone = max(phone, start)
    if other >= 0 and _ENDED.search(small, other):
        other = -1
    for match in _CARD.finditer(small):
        card = match.start()
    found = _Places(national, phone, number, other, card)
    return found if max(found) >= 0 else None


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


def said_before(text: str, start: int, run_start: int) -> Said:
    """What is said before this place in a run of digits and marks, which itself says nothing."""
    reach = _REACH - (start - run_start)
    if reach <= 0:
        return NOTHING
    earliest = max(0, run_start - _REACH)
    places = _places(text[earliest:run_start])
    if places is None:
        return NOTHING
    return _said(text, start, places, run_start - reach - earliest)


def _said(text: str, start: int, places: _Places, first: int) -> Said:
    national, phone, number, other, card = (at if at >= first else -1 for at in places)
    nearest = max(national, phone, number, other, card)
    if nearest < 0:
        return NOTHING
    is_national = national >= 0 and national >= max(phone, other)
    return Said(
        national=is_national,
        phone=max(phone, number) >= max(other, 0) and (phone >= national or number > national),
        card=card >= max(other, 0),
        other=other >= 0 and other == nearest,
        right_before=is_national and _is_right_before(text, start),
        dialled=phone == nearest,
        card_last=card > national >= 0,
    )


def _is_right_before(text: str, start: int) -> bool:
    """Whether what stands right before this place names a person's number and nothing else."""
    return bool(_RIGHT_BEFORE.search(text[max(0, start - 40) : start].lower().replace("_", " ")))
