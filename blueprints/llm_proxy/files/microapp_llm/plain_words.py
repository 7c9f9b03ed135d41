"""What msgspec says of a wrong value, in words for people: which field, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

NOT_A_WORD = ("Invalid enum value", "Invalid value")  # and msgspec does not say which there are
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


def words_of(shape: type[Struct], name: str) -> str:
    """Say which words the fields of this name take, anywhere in a shape."""
    words = list(dict.fromkeys(_words(shape, name)))
    return f", write one of {', '.join(words)}" if words else ""


def names_at(shape: type[Struct], place: tuple[str | int, ...]) -> set[str]:
    """Give the names that the group of fields at a place of a shape may hold."""
    groups = set(_groups(shape))
    for step in place:
        if isinstance(step, str):
            inner = [f.type for one in groups for f in fields(one) if f.encode_name == step]
            groups = {one for kind in inner for one in _groups(kind)}
    return {field.encode_name for one in groups for field in fields(one)}


def _groups(kind: Any) -> Iterator[type[Struct]]:
    if isinstance(kind, type) and issubclass(kind, Struct):
        yield kind
    for part in get_args(kind):
        yield from _groups(part)


def _words(kind: Any, name: str, inside: bool = False) -> Iterator[str]:
    if inside and get_origin(kind) is Literal:
        yield from map(str, get_args(kind))
        return
    if isinstance(kind, type) and issubclass(kind, Struct):
        if kind.__struct_config__.tag_field == name:
            yield str(kind.__struct_config__.tag)
        for field in fields(kind):
            yield from _words(field.type, name, inside=field.name == name)
        return
    for part in get_args(kind):
        yield from _words(part, name, inside)


def _plain(what: str) -> str:
    """Name kinds of values as people do: `int | null` is a whole number or nothing."""
    what = EITHER.sub(lambda either: either[0].replace(" | ", "` or `"), what)
    for theirs, ours in KINDS.items():
        what = what.replace(theirs, ours)
    return what
