"""Finds names beside the numbers of beds, rooms and days that are theirs: "letto 4 Bellini"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.days import are_persons, is_of_shifts
from microapp_llm.redaction.people.shapes import PARTICLES, WORD
from microapp_llm.redaction.phrases import longest_first, phrases

_NAME = rf"{WORD}(?: (?:(?:{PARTICLES}) ){{0,2}}{WORD}){{0,2}}"
_FEWEST = 2  # who share the beds or rooms
_LIES = re.compile(
    rf"(?<![\w-])(?i:{'|'.join(longest_first('names_around/beds', ''))}) [0-9]{{1,2}}[a-z]?"
    rf"(?::|,| [-\u2013])? (?P<name>{_NAME})(?![\w@-])"
)
_BEDS = frozenset(
    form for bed in phrases("names_around/beds", "") for form in (bed, bed.capitalize())
)
_PLACES = "|".join(longest_first("names_around/beds", "places"))
_GIVEN_TO = re.compile(  # "Yoshida na 12", "Kerstin 05.-16."
    rf"[:;,] (?P<name>{_NAME}) (?:(?:{_PLACES}) (?:[^\W\d_]{{2,12}}\.? )?[0-9]{{1,3}}(?![\w:/%])"
    r"|(?:ab )?[0-9]{1,2}\.(?:[0-9]{1,2}\.)? ?[-\u2013] ?[0-9])"
)


def placed(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Every such name behind a word of a ward or a shift, if half of the list are known."""
    patterns = [] if _BEDS.isdisjoint(words) else [_LIES]
    if ": " in text and (", " in text or "; " in text):
        patterns.append(_GIVEN_TO)
    for pattern in patterns:
        names = [*pattern.finditer(text)]
        if len(names) < _FEWEST or not is_of_shifts(text, names[0].start()):
            continue  # woods of beds, paintings in halls, prices of stocks
        if are_persons([one["name"] for one in names]):
            yield from (Found(*one.span("name"), "name") for one in names)
