"""`$ref` inside one document: looked up, bounded, never followed out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from microapp_cli.core.errors import BadContract

MAX_DEPTH = 100
MAX_VALUES = 3_000_000
MAX_HOPS = 30
KEYWORDS, NAMES, DATA = "keywords", "names", "data"
DATA_KEYS = frozenset({"default", "const", "enum", "example", "value", "mapping", "scopes"})
NAMED_KEYS = (
    frozenset({"callbacks", "content", "encoding", "examples", "headers", "links", "parameters"})
    | {"pathItems", "paths", "requestBodies", "responses", "schemas", "securitySchemes"}
    | {"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"}
    | {"variables", "webhooks"}
)
MISSING = object()


def check_references(document: Mapping[str, Any]) -> None:
    """Refuse a document that is too large, too deep, or refers to anything that is not in it."""
    for reference in sorted(_references(document)):
        if not reference.startswith("#"):
            raise BadContract(
                f"$ref {reference!r} leads out of the document, and nothing outside is read. "
                "Bundle the document into one file first."
            )
        if look_up(document, reference) is MISSING:
            raise BadContract(f"$ref {reference!r} points at nothing. Correct or remove it.")


def look_up(document: Mapping[str, Any], reference: str) -> Any:
    """Give what `#/a/b` points at, or MISSING."""
    if not reference.startswith("#"):
        return MISSING
    found: Any = document
    for part in reference[1:].split("/")[1:]:
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(found, Mapping) and key in found:
            found = found[key]
        elif isinstance(found, list) and key.isdecimal() and int(key) < len(found):
            found = found[int(key)]
        else:
            return MISSING
    return found


def follow(document: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """Give an object with its `$ref` followed, what stands beside it on top; a loop is empty."""
    beside: dict[str, Any] = {}
    for _ in range(MAX_HOPS):
        if not isinstance(value, Mapping):
            return beside
        reference = value.get("$ref")
        if not isinstance(reference, str):
            return {**value, **beside}
        beside = {**{key: part for key, part in value.items() if key != "$ref"}, **beside}
        value = look_up(document, reference)
    return beside


def _references(document: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting: list[tuple[Any, int, str]] = [(document, 0, KEYWORDS)]
    count = 0
    while waiting:
        value, depth, holds = waiting.pop()
        count += 1
        if count > MAX_VALUES:
            raise BadContract(f"The document holds more than {MAX_VALUES:,} values. Split it.")
        if depth > MAX_DEPTH:
            raise BadContract(f"The document is nested more than {MAX_DEPTH} levels deep.")
        if isinstance(value, str):  # most values are
            continue
        if isinstance(value, Mapping):
            if holds == KEYWORDS and isinstance(value.get("$ref"), str):
                found.add(value["$ref"])
            waiting += [(part, depth + 1, _kind(key, part, holds)) for key, part in value.items()]
        elif isinstance(value, list):
            waiting += [(part, depth + 1, holds) for part in value]
    return found


def _kind(key: object, part: object, holds: str) -> str:
    """What the keys of a part are: keywords of OpenAPI, names the author chose, or plain data."""
    if holds == DATA:
        return DATA
    if holds == NAMES:
        return KEYWORDS
    if key in DATA_KEYS or str(key).startswith("x-") or (key == "examples" and _is_list(part)):
        return DATA
    return NAMES if key in NAMED_KEYS and not _is_list(part) else KEYWORDS


def _is_list(part: object) -> bool:
    return isinstance(part, list)
