"""What msgspec says of a wrong value, in words for people: which field, and what is wrong."""

from __future__ import annotations

import re

ABOUT_A_FIELD = (
    (re.compile(r"Object contains unknown field `(.*)`", re.DOTALL), "There is no field `{}`"),
    (re.compile(r"Object missing required field `(.*)`"), "This needs the field `{}`"),
)
KINDS = {
    "`object`": "a group of fields",
    "`array`": "a list",
    "`str`": "text",
    "`int`": "a whole number",
    "`float`": "a number",
    "`null`": "nothing",
    "`bool`": "yes or no",
}
EITHER = re.compile(r"`[a-z]+(?: \| [a-z]+)+`")


def about(told: str) -> tuple[str, str, str]:
    """Give where msgspec found a fault, the field that it names there, and what is wrong."""
    what, _, place = told.rpartition(" - at `$")
    if not what:
        what, place = told, ""
    for pattern, said in ABOUT_A_FIELD:
        if found := pattern.fullmatch(what):
            return place.rstrip("`"), found[1], said.format(found[1])
    return place.rstrip("`"), "", _plain(what)


def _plain(what: str) -> str:
    """Name kinds of values as people do: `int | null` is a whole number or nothing."""
    what = EITHER.sub(lambda either: either[0].replace(" | ", "` or `"), what)
    for theirs, ours in KINDS.items():
        what = what.replace(theirs, ours)
    return what
