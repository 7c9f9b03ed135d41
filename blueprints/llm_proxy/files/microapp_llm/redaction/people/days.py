"""Finds names on a plan of days: "Mo: Aigner, Okafor", "lunedì Nadia, martedì Precious"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import (
    is_common,
    is_family,
    is_given,
    is_no_name,
    is_only_family,
    is_only_given,
    listed,
)
from microapp_llm.redaction.people.shapes import CAPITAL_PARTICLES, WORD, has_looks
from microapp_llm.redaction.phrases import longest_first, one_of, phrases

_LONG = "|".join(longest_first("names_around/days", ""))
_ANY = "|".join(longest_first("names_around/days"))
_NAME = rf"{WORD}(?: {WORD}){{0,2}}"
_AND = one_of("names_around/joints", "and", "sign")
_GAP = rf"(?:, ?| / | ?\+ ?|; | (?:{_AND}) )"
_DATE = r"(?:,? [0-9]{1,2}[./][0-9]{0,2}\.?)?"
_LINES = re.compile(
    rf"^[ \t>*|\u2022-]{{0,4}}(?i:{_ANY})\.?{_DATE}(?:[ *|]{{0,3}}[:|]| [-\u2013]) ?"
    rf"(?P<names>{_NAME}(?:{_GAP}{_NAME})*)(?=[ .|*]*$)",
    re.MULTILINE,
)
_IN_LINE = re.compile(
    rf"(?<![\w-])(?i:{_LONG}):? (?P<names>{_NAME}(?: (?:{_AND}) {_NAME})?)"
    rf"(?=[,.;]|$| (?:{_AND}) (?i:{_LONG})(?!\w))",
    re.MULTILINE,
)
_PIECE = re.compile(_NAME)
_DAYS = frozenset(
    form for day in phrases("names_around/days", "") for form in (day, day.capitalize())
)
_SHORT = frozenset(
    form
    for day in phrases("names_around/days", "short")
    for form in (day.capitalize(), day.upper())
)
_SHIFTS = re.compile(rf"(?<!\w)(?:{one_of('names_around/shifts')})(?!\w)", re.IGNORECASE)
_TRADES = frozenset((*phrases("names_around/professions"), *phrases("things/trades", "tradesmen")))
_FEWEST_LINES, _FEWEST_IN_LINE = 2, 3  # days of a plan
_CITIES = ("family_cities", "given_cities")


def on_days(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Every such name in a text of these words, if most names of the plan are known.

    Dishes, towns and composers have their day as well. Somebody works on more than one, or the plan
    is headed by a word of shifts.
    """
    if _DAYS.isdisjoint(words) and ("\n" not in text or _SHORT.isdisjoint(words)):
        return
    plans = []
    days = _DAYS & words
    if "\n" in text and len(days) + len(_SHORT & words) >= _FEWEST_LINES:
        plans.append((_LINES, _FEWEST_LINES))
    if len(days) > 1 and sum(map(text.count, days)) >= _FEWEST_IN_LINE:
        plans.append((_IN_LINE, _FEWEST_IN_LINE))
    for pattern, fewest in plans:
        lines = [*pattern.finditer(text)]
        if len(lines) >= fewest:
            names = [name for day in lines for name in _PIECE.finditer(text, *day.span("names"))]
            written = [name[0] for name in names]
            is_plan = len({*written}) < len(written) or is_of_shifts(text, lines[0].start())
            if is_plan and are_persons(written):
                yield from (Found(*name.span(), "name") for name in names)


def is_of_shifts(text: str, end: int) -> bool:
    """Whether a word of a shift, a ward or a handover heads what begins at this place."""
    return _SHIFTS.search(text, 0, end) is not None


def are_persons(names: list[str]) -> bool:
    """Whether half of these names are a person's for sure, and none is a word or a place."""
    every = set(names)
    if any(map(_is_odd, every)):
        return False
    return 2 * sum(map(_is_sure, every)) >= len(every)


def _is_odd(name: str) -> bool:
    """Whether one of its words is no name, or none that is written as one."""
    words = [word for word in name.split() if word[0].isupper()]
    words = [word for word in words if word.lower() not in CAPITAL_PARTICLES]
    return not has_looks(words) or any(map(_is_a_word, words))


def _is_a_word(word: str) -> bool:
    if is_no_name(word):
        return not is_only_given(word)
    return is_common(word) and not is_family(word) and not is_only_given(word)


def _is_sure(name: str) -> bool:
    """Whether it is a name by the lists, and no town, trade or word in small letters alone."""
    words = name.split()
    if len(words) == 1 and name.lower() in _TRADES:
        return False
    if len(words) == 1 and any(name in listed(cities) for cities in _CITIES):
        return False
    if is_given(words[0]):
        return len(words) > 1 or is_only_given(name)
    written = [word for word in words if word[0].isupper()]
    if len(written) > 1 and all(map(is_family, written)):
        return True
    has_particle = words[0].lower() in CAPITAL_PARTICLES
    return any(
        is_only_family(word) and (has_particle or word.lower() not in listed("lone_words"))
        for word in words
    )
