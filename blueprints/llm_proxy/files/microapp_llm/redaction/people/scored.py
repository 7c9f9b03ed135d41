"""Takes out of what was found the teams of a table and the dishes of a menu.

"Table after 12 rounds: Lord Nelson 25, St George 28", "Menu: Wellington 24 €", "4:1 z Orlik Reda".
"""

from __future__ import annotations

import re

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_family, is_only_family, is_only_given
from microapp_llm.redaction.people.shapes import WORD
from microapp_llm.redaction.phrases import one_of, phrases

_TABLES = frozenset(phrases("things/scored", "tables"))
_MENUS = frozenset(phrases("things/scored", "menus"))
_SPORTS = frozenset(
    form for word in phrases("things/scored", "sports") for form in (word, word.capitalize())
)
_HEADS = _TABLES | _MENUS
_POINTS = re.compile(
    r"(?: \([^()\n]{1,20}\))?:? [0-9]{1,3}(?=[,;.\n|]|\Z| [^\W\d_]{1,7}\.?(?=[,;.\n]|\Z))"
)
_PRICE = re.compile(
    rf"(?: \([^()\n]{{1,20}}\))?[ :.\u2026-]{{1,3}}(?:[€$£₹] ?)?[0-9]{{1,6}}(?:[.,][0-9]{{1,2}})?"
    rf" ?(?:{one_of('things/money')}|[,;\n]|\Z|[^\W\d_]{{1,3}}\b)"
)
_ITEM = re.compile(
    r"(?:\A|[,;:\n] ?)(?P<item>[^,;:\n\d]{3,36}?)(?: \([^()\n]{1,20}\))? [0-9]{1,3}(?=[,;.\n]|\Z)"
)
_RESULT = "[0-9]{1,2}:[0-9]|[0-9][\u2013-][0-9]"  # what has two digits behind a colon is an hour
_PLAYED = re.compile(rf" [-\u2013] (?P<other>{WORD}(?: {WORD}){{0,2}}) (?:{_RESULT})(?![0-9:.])")
_AGAINST = re.compile(rf"(?<![0-9:.])(?:{_RESULT}) (?:{one_of('things/scored', 'against')}) \Z")
_REACH = 20
_FEWEST = 3


def without_scored(text: str, words: frozenset[str], found: list[Found]) -> list[Found]:
    """What was found, less what a table or a menu of these words counts."""
    if not _SPORTS.isdisjoint(words):
        found = [one for one in found if not _is_a_team(text, one)]
    if _HEADS.isdisjoint(words):
        return found
    if not _TABLES.isdisjoint(words):
        found = _without(text, found, _POINTS, is_any=_is_of_teams(text, found))
    if not _MENUS.isdisjoint(words):
        found = _without(text, found, _PRICE, is_any=False)
    return found


def _is_a_team(text: str, one: Found) -> bool:
    """Whether two words won or lost a match, and are no person's: neither they nor the others."""
    name = text[one.start : one.end]
    if one.kind != "name" or name.count(" ") != 1 or _is_of_somebody(name):
        return False
    if played := _PLAYED.match(text, one.end):
        return not _is_of_somebody(played["other"])
    return _AGAINST.search(text, max(0, one.start - _REACH), one.start) is not None


def _without(
    text: str, found: list[Found], counted: re.Pattern[str], *, is_any: bool
) -> list[Found]:
    return [
        one
        for one in found
        if not counted.match(text, one.end)
        or not (is_any or not _is_sure(text[one.start : one.end]))
    ]


def _is_of_teams(text: str, found: list[Found]) -> bool:
    """Whether most of what has points in a text is nobody's name."""
    starts = {one.start for one in found}
    items = [item.start("item") for item in _ITEM.finditer(text)]
    persons = sum(at in starts for at in items)
    return len(items) >= _FEWEST and persons * 2 <= len(items)


def _is_of_somebody(name: str) -> bool:
    """Whether it is a given name and a family name, or two family names as in Spain."""
    words = name.split(" ")
    return _is_sure(name) or (len(words) > 1 and is_family(words[0]) and is_family(words[-1]))


def _is_sure(name: str) -> bool:
    """Whether it is a given name and a family name: a member of a club has points as well."""
    words = name.split(" ")
    return len(words) > 1 and is_only_given(words[0]) and is_only_family(words[-1])
