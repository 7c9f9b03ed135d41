"""Finds names on a roster: who works when, who is there, who signs below a message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.around import SURE_WORDS
from microapp_llm.redaction.people.lists import (
    is_family,
    is_given,
    is_no_name,
    is_only_family,
    is_only_given,
)
from microapp_llm.redaction.people.shapes import (
    CAPITAL_PARTICLES,
    CAPITALS,
    SMALL_PARTICLES,
    WORD,
    has_looks,
)
from microapp_llm.redaction.phrases import holds_one, one_of, phrases

_NAME = (  # "Rhys ap Gwilym"
    rf"{WORD}(?: (?![{CAPITALS}]\.)(?:(?:{SMALL_PARTICLES}) ){{0,2}}{WORD}){{0,2}}"
)
_INITIALS = rf"[{CAPITALS}]\.(?: ?[{CAPITALS}]\.)?"
_WITH_INITIALS = rf"(?:{_INITIALS} ?)?{_NAME}(?: {_INITIALS})?"  # "Petrov A. S.", "H. Whitcombe"
_TITLE = rf"(?:(?:{one_of('names_around/rosters', 'titles')}) )?"
_AS = r"(?: \([^()\n]{1,20}\))?"  # "Potts (chair)"
_ROLE = r"(?:(?:[^\W\d_A-Z]{1,3} )?[^\W\d_A-Z]{4,20} )?"  # "ja isännöitsijä Sanna Pelkonen"
_BESIDE = rf"{_TITLE}{_WITH_INITIALS}{_AS}"
_AND = one_of("names_around/joints", "and", "sign")
_ANDS = frozenset(phrases("names_around/joints", "and", "sign"))
_ROLES = frozenset(
    phrase.split()[-1]
    for name in ("professions", "relations", "roles", "offices", "no_speakers")
    for phrase in phrases(f"names_around/{name}")
)
_SHIFT = re.compile(
    r"(?:^[ \t>*|-]*|[;.] |: (?=pre[sz]|obec|anwes|aanw|přít|närv|läsn))"
    rf"(?i:{one_of('names_around/rosters', '')})"
    rf"(?:[ *|]{{0,3}}[:|] ?| (?={_WITH_INITIALS}, {WORD}))"
    rf"(?P<names>{_BESIDE}(?:(?:, ?| / |,? (?:{_AND}) ){_ROLE}{_BESIDE})*)"
    r"(?=[ .|*]*$|;|\. )",
    re.MULTILINE,
)
_BULLET = re.compile(
    rf"^[ \t]*[-*\u2022] (?P<name>{WORD})(?=:| [^\W\d_{CAPITALS}]|\n|\Z)", re.MULTILINE
)
_BULLETS = re.compile(r"^[ \t]*[-*\u2022] ", re.MULTILINE)
BULLETS = ("\n- ", "\n* ", "\n\u2022 ")  # one of them stands in each text that has a list
_LONGEST_ROLE = 24  # letters
_FEWEST = 2  # lines of a list
_PIECES = re.compile(rf"(?<!\w)(?!{_TITLE.removesuffix('?')}){_WITH_INITIALS}")
_SIGNED = re.compile(
    rf"(?:\n|[.!?] )[/\u2013\u2014] ?(?P<name>{WORD}(?: {WORD}){{0,2}})"
    r"(?:, [^\W\d_]{3,20})?[\"\u201d\u00bb]?\s*(?=\n|\Z)"
)
_TO = ("-1", "-2", "-0", "\u20131", "\u20132", "\u20130", "0 - ", "0 \u2013 ")
_SIGNING = ("/", "\u2013", "\u2014")
_HOUR = r"[0-9]{1,2}(?:[:.h][0-9]{2}|h)?"
_AT_HOURS = re.compile(  # "08-12 Siv 070-111 16 44"
    rf"^[ \t>*|-]{{0,4}}{_HOUR} ?[-\u2013] ?{_HOUR}(?: ?(?:h|Uhr|uur))?[: |]{{0,2}} ?"
    rf"(?P<name>{_NAME})(?=[ \t]*$|[ ,:;|]{{1,3}}[+(]?[0-9])",
    re.MULTILINE,
)


def may_hold_roster(text: str) -> bool:
    """Whether one of the signs is in a text that stand in each roster."""
    if ":" in text or "/" in text or "|" in text or "-1" in text or "-2" in text:
        return True
    return not text.isascii() and ("\u2013" in text or "\u2014" in text)


def on_rosters(text: str) -> Iterator[Found]:
    """Every such name."""
    if ":" in text or "|" in text or "pres." in text:
        for line in _SHIFT.finditer(text):
            yield from _in_shift(text, line)
    for match in _AT_HOURS.finditer(text) if holds_one(text, _TO) else ():
        words = match["name"].split()
        is_known = any(is_given(word) or is_only_family(word) for word in words)
        is_odd = any(is_no_name(word) and not is_given(word) for word in words)
        if is_known and not is_odd and has_looks(words):
            yield Found(*match.span("name"), "name")
    for match in _SIGNED.finditer(text) if holds_one(text, _SIGNING) else ():
        words = match["name"].split()
        if has_looks(words) and any(is_given(word) or is_family(word) for word in words):
            yield Found(*match.span("name"), "name")


def _in_shift(text: str, line: re.Match[str]) -> Iterator[Found]:
    """The names of one line, if one of them is known."""
    names = [
        one for one in _PIECES.finditer(text, *line.span("names")) if text[one.start() - 1] != "("
    ]
    words = [word for name in names for word in name[0].split()]
    words = [word for word in words if word.lower() not in CAPITAL_PARTICLES and "." not in word]
    if not any(is_only_family(word) or is_only_given(word) for word in words):
        return
    if any(_is_behind_a_word(text, name.start()) for name in names[1:]):
        return
    if text[line.end() : line.end() + 1] == "." and f"{words[-1].lower()}." in SURE_WORDS:
        return  # a title, and what follows it is no name by its form
    if not any(is_no_name(word) and not is_family(word) for word in words):
        yield from (Found(*name.span(), "name") for name in names)


def _is_behind_a_word(text: str, start: int) -> bool:
    """Whether a word in small letters stands before this name that is no person's role."""
    before = text[max(0, start - _LONGEST_ROLE) : start]
    word = before.split()[-1] if before.endswith(" ") else ""
    return word.isalpha() and word.islower() and word not in _ANDS and word not in _ROLES


def on_bullets(text: str) -> Iterator[Found]:
    """Family names with which all lines of a list begin: "- Quandt braucht ein Headset"."""
    lines = [*_BULLET.finditer(text)]
    if len(lines) < _FEWEST or len(lines) < len(_BULLETS.findall(text)):
        return
    names = [line["name"] for line in lines]
    if any(map(is_no_name, names)) or not all(
        is_family(one) or is_only_given(one) for one in names
    ):
        return
    if any(map(is_only_family, names)):
        yield from (Found(*line.span("name"), "name") for line in lines)
