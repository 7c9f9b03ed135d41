"""The schemas within a JSON Schema, and bounds in one of them that leave no value at all.

`microapp check` has the same file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Place = tuple[str | int, ...]
WITHIN = frozenset(
    {
        "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
        "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip
LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
NAMED = frozenset({"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"})
BOUNDS = (
    ("minLength", "maxLength", True),
    ("minItems", "maxItems", True),
    ("minProperties", "maxProperties", True),
    ("minContains", "maxContains", True),
    ("minimum", "maximum", True),
    ("minimum", "exclusiveMaximum", False),
    ("exclusiveMinimum", "maximum", False),
    ("exclusiveMinimum", "exclusiveMaximum", False),
)
"""A lower and an upper bound, and whether they may be the same."""


def parts(schema: object, place: Place = ()) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Give each schema within a schema, the outer ones first, with its place."""
    if not isinstance(schema, Mapping):
        return
    yield place, schema
    for name, part in schema.items():
        at = (*place, name)
        if name in WITHIN:
            yield from parts(part, at)
        elif name in LISTS and isinstance(part, list):
            for number, one in enumerate(part):
                yield from parts(one, (*at, number))
        elif name in NAMED and isinstance(part, Mapping):
            for key, one in part.items():
                yield from parts(one, (*at, key))


def crossed_bounds(schema: Mapping[str, Any], root: str) -> Iterator[tuple[Place, str]]:
    """Give each lower bound of a schema that is above the upper one: its place, what is wrong."""
    for place, part in parts(schema):
        for low, high, may_meet in BOUNDS:
            if low in part and high in part:
                least, most = part[low], part[high]
                if least > most or (least == most and not may_meet):
                    said = f"{low} is {least} and {high} is {most}, so nothing can fit."
                    yield (*place, low), f"{named(root, place)}: {said} Correct one of them."


def named(root: str, place: Place) -> str:
    """Name what a schema is of, as a caller would: `variables.name`."""
    steps = [root, *(step for step in place if step not in ("properties", "items"))]
    return ".".join(map(str, steps))
