"""Holds the files of a proxy's owner against the schemas of editors, in words for everybody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema_rs

from microapp_cli.adapters import assets
from microapp_cli.core import owner_words
from microapp_cli.core.meant import did_you_mean
from microapp_cli.core.plain_data import pointer

FOLDER = Path("blueprints/llm_proxy/files/microapp_llm/file_schemas")
MOST = 50
ELSEWHERE = (
    ("models", "const", "needs_approval"),
    ("models", "pattern", "key"),
    ("models", "pattern", "base_url"),
    ("models", "required", "base_url"),
)
"""What a rule of its own tells of, with its own why: kind of file, keyword, field."""

Told = tuple[str, str]
"""A JSON pointer and what is wrong there."""


def problems(kind: str, data: Any) -> list[Told]:
    """Everything that is wrong with a file of this kind; the first fifty."""
    found: list[Told] = []
    for error in _without_lower_bounds(islice(_validator(kind).iter_errors(data), MOST * 10)):
        found += (one for one in _told(kind, error) if one not in found)
        if len(found) >= MOST:
            break
    return sorted(found[:MOST])


def _without_lower_bounds(errors: Iterable[Any]) -> Iterator[Any]:
    """The errors, with the highest alone of several bounds that one value is below."""
    every = [(one, one.kind.name == "minimum", tuple(one.instance_path)) for one in errors]
    highest: dict[tuple[str | int, ...], float] = {}
    for one, is_bound, place in every:
        if is_bound:
            highest[place] = max(one.kind.value, highest.get(place, one.kind.value))
    for one, is_bound, place in every:
        if not is_bound or one.kind.value == highest[place]:
            yield one


class _Whole:
    """`type: integer` as the proxy has it: 1.0 is none."""

    def __init__(self, *_: object) -> None:
        pass

    def validate(self, value: object) -> None:
        """Refuse a number that is written with a point."""
        if isinstance(value, float):
            raise ValueError


@cache
def _schema(kind: str) -> Any:
    file = assets.folder() / FOLDER / f"{kind}.schema.json"
    return _with_whole(json.loads(file.read_text(encoding="utf-8")))


@cache
def _validator(kind: str) -> Any:
    return jsonschema_rs.Draft202012Validator(
        _schema(kind), offline=True, mask="this value", keywords={"whole": _Whole}
    )


def _with_whole(part: Any) -> Any:
    """The schema, in which every whole number is one as it is written, too."""
    if isinstance(part, list):
        return [_with_whole(item) for item in part]
    if not isinstance(part, dict):
        return part
    more = {"whole": True} if part.get("type") == "integer" else {}
    looser = ("JsonSchema",)  # there, 1.0 is a whole number
    told = {k: v if k in looser else _with_whole(v) for k, v in part.items()}
    return {**told, **more}


def _told(kind: str, error: Any) -> Iterator[Told]:
    """An error of the validator, or those within it that say more."""
    place, keyword = "", error.kind.name
    for step in error.instance_path:
        place = pointer(place, step)
    if keyword in ("anyOf", "oneOf") and (inner := _nearest(error)):
        for one in inner:
            yield from _told(kind, one)
    elif keyword in ("anyOf", "oneOf") and (kinds := _kinds(error)):
        yield place, owner_words.said(place, "type", kinds)
    elif keyword == "additionalProperties":
        known = _known(kind, error)
        is_schema = "$ref" in known  # a JSON Schema that the owner wrote
        for name in error.kind.unexpected:
            words = owner_words.no_keyword(name, place, known) if is_schema else ""
            yield pointer(place, name), words or owner_words.unknown(name, known)
    else:
        asked = error.kind.property if keyword == "required" else error.kind.value
        field = asked if keyword == "required" else place.rpartition("/")[2]
        if (kind, keyword, field) not in ELSEWHERE:
            meant = _meant(error.instance, asked) if keyword == "enum" else ""
            yield place, owner_words.said(place, keyword, asked) + meant


def _meant(word: object, words: Sequence[object]) -> str:
    meant = did_you_mean(word, map(str, words)) if isinstance(word, str) else ""
    return f" {meant}" if meant else ""


def _nearest(error: Any) -> Sequence[Any]:
    """Of several forms that a value may have, what is wrong with the one that it nearly has."""
    forms = [form for form in error.kind.context if form]
    here = len(error.instance_path)
    near = [form for form in forms if not _is_of_another_kind(form, here)]
    return near[0] if len(near) == 1 else ()


def _kinds(error: Any) -> list[str]:
    """The kinds that a value may have, where it has none of them."""
    here = len(error.instance_path)
    errors = (one for form in error.kind.context for one in form)
    found = [one.kind.types for one in errors if _is_of_kind(one, here)]
    return sorted({kind for kinds in found for kind in kinds})


def _is_of_kind(error: Any, here: int) -> bool:
    return error.kind.name == "type" and len(error.instance_path) == here


def _is_of_another_kind(form: Sequence[Any], here: int) -> bool:
    return any(
        one.kind.name in ("type", "const") and len(one.instance_path) == here for one in form
    )


def _known(kind: str, error: Any) -> Sequence[str]:
    """The fields that there are where one is that nobody knows."""
    part = _schema(kind)
    for step in error.schema_path[:-1]:
        part = part[step]
    return sorted(part.get("properties", ()))
