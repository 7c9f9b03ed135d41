"""Finds names in tables whose columns blanks divide, and behind hours: "Mo 8:00 Frerichs"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import (
    is_common,
    is_given,
    is_no_name,
    is_only_family,
    is_only_given,
)
from microapp_llm.redaction.people.shapes import WORD, has_looks

_NAME = rf"{WORD}(?:,? {WORD}){{0,2}}"
_CELL = re.compile(
    rf"(?:(?<=\n)|(?<=  )|\A)(?P<name>{WORD},? {WORD}(?: {WORD})?)(?=  |[ \t]*(?:\n|\Z))"
)
_HOUR = re.compile(
    r"(?:(?<=[\s(|])|\A)[0-9]{1,2}(?:[:.][0-9]{2}(?: ?(?:h|Uhr|uur|am|pm))?|h(?:[0-9]{2})?) "
    rf"(?P<name>{_NAME})(?=[,;|)]|[ \t]*(?:\n|\Z)| [\u2013\u2014(-])"
)
_FEWEST = 2  # lines of a table, or hours of a plan


def spaced(text: str, found: list[Found]) -> Iterator[Found]:
    """Names in a column in which one is known; `found` are those that are."""
    cells = [*_CELL.finditer(text)]
    known = {one.start for one in found}
    columns = {_column(text, one) for one in cells if one.start() in known}
    for cell in cells if columns else ():
        words = cell["name"].replace(",", "").split()
        if _column(text, cell) in columns and _may_be_names(words):
            yield Found(*cell.span("name"), "name")


def _column(text: str, cell: re.Match[str]) -> int:
    """How far into its line a cell begins."""
    return cell.start() - text.rfind("\n", 0, cell.start())


def may_hold_hours(text: str) -> bool:
    """Whether the signs of full hours are in a text: a fast look."""
    if ":00 " in text or ":30 " in text or ".00 " in text or ".30 " in text:
        return True
    return "\n" in text and "h " in text


def at_hours(text: str) -> Iterator[Found]:
    """Names behind hours, where one of them is known: "06h Wellington \u2013 joelho"."""
    items = [one for one in _HOUR.finditer(text) if _may_stand_there(one["name"].split())]
    sure = sum(_is_sure(one["name"].split()) for one in items)
    if len(items) < _FEWEST or not sure:
        return
    for item in items:
        words = item["name"].replace(",", "").split()
        if _is_sure(words) or is_given(words[0]) or 2 * sure >= len(items):
            yield Found(*item.span("name"), "name")


def _is_sure(words: list[str]) -> bool:
    return is_only_given(words[0]) or is_only_family(words[-1])


def _may_stand_there(words: list[str]) -> bool:
    words = [word.rstrip(",") for word in words]
    if len(words) == 1 and is_given(words[0]):
        return True
    return _may_be_names(words)


def _may_be_names(words: list[str]) -> bool:
    if not has_looks(words):
        return False
    return not any(is_no_name(word) or (is_common(word) and not is_given(word)) for word in words)
