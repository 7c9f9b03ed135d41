"""What msgspec says of a wrong value, in words for people: which field, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
PATTERNS = {
    "^[a-z][a-z0-9-]{0,62}$": "small letters, digits and -, first a letter, at most 63 in all",
    "^[a-z0-9][a-z0-9-]{0,63}$": "small letters, digits and -, first no -, at most 64 in all",
}
"""Patterns of ids → what may stand there."""
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
    return _one_of(_words(shape, name))


def words_at(shape: type[Struct], place: Sequence[str]) -> str:
    """Say which words the field at a place takes; the place is names from the outside in."""
    if not place:
        return ""
    groups = _groups_at(shape, place[:-1])
    return _one_of(word for one in groups for word in _own_words(one, place[-1]))


def _one_of(words: Iterable[str]) -> str:
    told = list(dict.fromkeys(words))
    return f", write one of {', '.join(told)}" if told else ""


def _own_words(group: type[Struct], name: str) -> Iterator[str]:
    if group.__struct_config__.tag_field == name:
        yield str(group.__struct_config__.tag)
    for field in fields(group):
        if field.encode_name == name:
            yield from _words(field.type, name, inside=True)


def names_at(shape: type[Struct], place: tuple[str | int, ...]) -> set[str]:
    """Give the names that the group of fields at a place of a shape may hold."""
    groups = _groups_at(shape, [step for step in place if isinstance(step, str)])
    return {field.encode_name for one in groups for field in fields(one)}


def _groups_at(shape: type[Struct], place: Sequence[str]) -> list[type[Struct]]:
    groups = list(_groups(shape))
    for step in place:
        inner = [f.type for one in groups for f in fields(one) if f.encode_name == step]
        groups = list(dict.fromkeys(one for kind in inner for one in _groups(kind)))
    return groups


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
    for pattern, said in PATTERNS.items():
        what = what.replace(f"`str` matching regex '{pattern}'", said)
    for theirs, ours in KINDS.items():
        what = what.replace(theirs, ours)
    return what
