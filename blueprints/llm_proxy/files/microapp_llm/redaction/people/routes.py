"""Takes out of what was found towns that dashes join: "ruta Santander-Bilbao"."""

from __future__ import annotations

import re

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import (
    is_family,
    is_given,
    is_no_name,
    is_only_given,
    listed,
)
from microapp_llm.redaction.people.shapes import CAPITALS
from microapp_llm.redaction.phrases import holds_one, phrases

_WORD = rf"[{CAPITALS}][^\W\d_]{{2,20}}"
_TOWN = rf"{_WORD}(?: {_WORD})?"
_DASHES = ("\u2013", "\u2014", " - ")
_DASH = r"(?:\s?[\u2013\u2014]\s?| - |-)"
_CHAIN = re.compile(rf"(?<![\w\u2013]){_TOWN}(?:{_DASH}{_TOWN}){{1,12}}(?![\w@])")
_SPACED = re.compile(r"\s?[\u2013\u2014]\s?| - ")
_ROUTES = frozenset(phrases("things/routes"))
_REACH = 32
_MOST_WORDS = 4  # from the word for a route to the first town: "ruta del camión 4:"
_FEWEST = 3  # towns of a row that nothing leads up to
_FEWEST_SURE = 2  # of them that no list of names holds


def without_routes(text: str, found: list[Found]) -> list[Found]:
    """What was found, less the towns of such rows."""
    if not holds_one(text, _DASHES):
        for one in found:
            if "-" in text[one.start : one.end]:
                break
        else:
            return found
    rows = [row.span() for row in _CHAIN.finditer(text) if _is_route(text, row)]
    if not rows:
        return found
    return [one for one in found if not any(a <= one.start and one.end <= z for a, z in rows)]


def _is_route(text: str, row: re.Match[str]) -> bool:
    """Whether a word for a route leads up to a row, or most of it can only be towns."""
    before = text[max(0, row.start() - _REACH) : row.start()].lower().rpartition("\n")[2].split()
    towns = _SPACED.split(row[0])
    if not _ROUTES.isdisjoint(word.strip(":,(") for word in before[-_MOST_WORDS:]):
        return not any(map(_is_double_name, towns))
    return len(towns) >= _FEWEST and sum(map(_is_a_town, towns)) >= _FEWEST_SURE


def _is_double_name(name: str) -> bool:
    """Whether a hyphen joins two given names, as in "Louis-Denis"."""
    first, _, last = name.partition("-")
    return bool(last) and is_only_given(first) and is_given(last.split(" ")[0])


def _is_a_town(name: str) -> bool:
    """Whether it is one, or a word that is no name by the lists."""
    if " " in name:
        return False
    if name in listed("family_cities") or name in listed("given_cities") or is_no_name(name):
        return True
    return not is_given(name) and not is_family(name)
