"""Finds the names of persons, by lists of names, by the words around, and by their shape."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.name_cues import SURE_WORDS, is_likely_around, is_surely_before

_LISTS = Path(__file__).with_name("names")
_CAPITALS = "".join(chr(code) for code in range(0x41, 0x530) if chr(code).isupper())
PARTICLES = "van|von|vom|der|den|de|del|della|di|da|do|dos|das|du|des|la|le|el|al|bin|ibn|ben|ter|ten|zu|af|y|e"
_NOBLE = frozenset(("van", "von", "vom", "zu", "bin", "ibn", "ben", "af", "ter", "ten"))
_ROMANCE = frozenset(("de", "del", "della", "di", "da", "do", "dos", "das", "du", "des"))
_WORD = rf"[{_CAPITALS}](?:[^\W\d_]|['-](?=[^\W\d_])){{0,30}}"
_RUN = re.compile(
    rf"(?<![\w@./\\#$-]){_WORD}\.?(?: (?:(?:{PARTICLES}) ){{0,3}}{_WORD}\.?(?![\w@])){{0,5}}"
)
_PART = re.compile(rf"{_WORD}|[^\W\d_]+")
_SUFFIX = re.compile(
    r"(?:sson|son|sen|ski|ska|cki|cka|dzki|wicz|czyk|ová|ova|eva|enko|енко|чук|щук|юк|ук|ко|ський|ська|цький|цька"
    r"|ович|івна|овна|евна|евич|ов|ова|ев|ева|ін|єв|єва|opoulos|όπουλος|idis|akis|άκης|ίδης|elli|etti|ini|ucci|acci"
    r"|mann|stein|berg|baum|bauer|meyer|meier|maier|müller|hoff|wald|bach|feld|dóttir|oğlu|yan|shvili|dze|ström|strøm"
    r"|quist|qvist|lund|gren|dahl|holm|ić|vić|escu|eanu|ez|íguez|ães|ões|inho|eiro|ães|stra|sma|inga|huizen|donk"
    r"|aud|ault|eau|eux|ière|ier|ín|ek|ík|ák|čík|ský|cký|ný|ská|ná)$"
)
_NO_NAME = (
    *(
        "tion",
        "tions",
        "ment",
        "ments",
        "ing",
        "ings",
        "ity",
        "ness",
        "ware",
    ),
    *(
        "able",
        "ship",
        "ance",
        "ence",
        "ism",
        "ics",
        "ung",
        "ungen",
        "keit",
    ),
    *(
        "heit",
        "schaft",
        "ción",
        "sión",
        "ções",
        "ção",
        "zione",
        "zioni",
        "ität",
    ),
    *(
        "té",
        "logy",
        "logie",
        "logía",
        "ість",
        "ння",
        "ство",
    ),
)


def find(text: str) -> Iterator[Found]:
    """Every name, as far as evidence goes."""
    for match in _RUN.finditer(text):
        if match[0].lower() in _listed("no_names"):
            continue
        yield from _in_run(text, match)


def no_names() -> frozenset[str]:
    """Give the words that begin sentences or name things, in small letters: alone, no name."""
    return _listed("no_names")


@cache
def _listed(name: str) -> frozenset[str]:
    lines = (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    words = (word for line in lines for word in line.split()[1:])
    return frozenset(word.lower() if name == "no_names" else word for word in words)


def _is_given(word: str) -> bool:
    given = _listed("given")
    return word in given or word.title() in given or word.split("-")[0] in given


def _is_family(word: str) -> bool:
    family = _listed("family")
    return (
        word in family
        or word.title() in family
        or word.split("-")[-1] in family
        or word.removeprefix("O'") in family
        or (word.endswith(("ova", "ová", "а")) and word[:-1].removesuffix("ov") in family)
    )


def _is_no_name(word: str) -> bool:
    """Whether the word begins sentences, or names a thing or a place."""
    small = word.lower()
    return small in _listed("no_names") or (len(word) > 5 and small.endswith(_NO_NAME))


def _in_run(text: str, match: re.Match[str]) -> Iterator[Found]:
    """The names in a run of words with capitals: what is no name divides it."""
    stretch: list[tuple[int, int]] = []
    for part in _PART.finditer(text, *match.span()):
        word = part[0]
        is_particle = word[0].islower()
        divides = not is_particle and (
            (
                _is_no_name(word)
                and not (stretch and _is_family(word))
                and not _fits(word, text, part)
            )
            or word.lower() in SURE_WORDS
        )
        if stretch and not is_particle and "." in text[stretch[-1][1] : part.start()]:
            initial = stretch[-1][1] - stretch[-1][0] <= 2
            if not initial:
                yield from _judged(text, stretch)
                stretch = []
        if divides:
            if stretch:
                yield from _judged(text, stretch)
            stretch = []
        else:
            stretch.append(part.span())
    yield from _judged(text, stretch)


def _fits(word: str, text: str, part: re.Match[str]) -> bool:
    """Whether a word that is both, like Paris or May, stands where a given name does."""
    if not _is_given(word):
        return False
    following = _PART.match(text, part.end() + 1)
    return bool(following and _is_family(following[0]) and not _is_no_name(following[0]))


def _judged(text: str, stretch: list[tuple[int, int]]) -> Iterator[Found]:
    spans = _trimmed(text, stretch)
    while spans:
        words = [text[start:end] for start, end in spans]
        if _is_name(text, spans, words):
            yield Found(spans[0][0], spans[-1][1], "name")
            return
        at = next((at for at, word in enumerate(words) if word[0].islower()), None)
        spans = _from_given(words, spans) if at is None else _trimmed(text, spans[at:])


def _from_given(words: list[str], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What begins at the first given name, if that is not the first word."""
    for at, word in enumerate(words[1:], start=1):
        if _is_given(word):
            return spans[at:]
    return []


def _trimmed(text: str, stretch: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without particles at the ends, save for one that a family name begins with."""
    start, end = 0, len(stretch)
    while start < end and text[stretch[start][0]].islower():
        start += 1
    while start < end and text[stretch[end - 1][0]].islower():
        end -= 1
    return stretch[start:end]


def _is_name(text: str, spans: list[tuple[int, int]], words: list[str]) -> bool:
    start, end = spans[0][0], spans[-1][1]
    named = [word for word in words if word[0].isupper()]
    if not named or all(len(word) == 1 for word in named) or len(named) > 4:
        return False
    if is_surely_before(text, start):
        return _has_looks(named) or any(_is_given(word) or _is_family(word) for word in named)
    if len(named) == 1:
        return _is_single(text, start, end, named[0])
    if not _has_looks(named):
        return _is_given(named[0]) and _is_family(named[-1])
    if words[1][0].islower() and not (_is_given(words[0]) or _is_family(words[0])):
        noble = words[1] in _NOBLE and not (words[2][0].isupper() and _is_no_name(words[2]))
        return noble or (words[1] in _ROMANCE and is_likely_around(text, start, end))
    if _is_given(named[0]) or (_is_given(named[-1]) and _is_family(named[0])):
        return True
    if len(named) <= 3 and (_is_family(named[-1]) or _SUFFIX.search(named[-1].lower())):
        return True
    if any(_is_given(word) for word in named[1:]):
        return False
    return len(named) <= 3 and is_likely_around(text, start, end)


def _is_single(text: str, start: int, end: int, word: str) -> bool:
    """Whether one word is a name: a given name where names stand."""
    if len(word) < 3 or not _is_given(word) or _is_no_name(word) or word.isupper():
        return False
    return is_likely_around(text, start, end) or text[end : end + 1] == ","


def _has_looks(words: list[str]) -> bool:
    """Whether all words are written as names are: a capital and small letters after it."""
    return all(
        len(word) == 1
        or (len(word) > 2 and any(letter.islower() for letter in word) and _is_title(word))
        for word in words
    )


def _is_title(word: str) -> bool:
    return all(
        part[:1].isupper()
        and (part[1:].islower() or part[:2] in ("Mc", "Ma", "De", "Di", "Le", "O'"))
        for part in re.split("['-]", word)
        if len(part) > 1
    )
