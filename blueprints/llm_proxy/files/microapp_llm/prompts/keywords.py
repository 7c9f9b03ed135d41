"""JSON Schemas in files of people: one that cannot be used is refused with the line that is wrong.

A keyword that is none would check nothing, and nobody would see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from microapp_llm.meant import did_you_mean
from microapp_llm.prompts.schema import BadSchema, Schema
from microapp_llm.prompts.source import Place, Source

OWN_NOTES = "x-"
"""How a name begins that is no keyword and is not meant as one."""
WITHIN = frozenset(
    {
        "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
        "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip
LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
NAMED = frozenset({"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"})
PLAIN = frozenset(
    {
        "$anchor", "$comment", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema",
        "$vocabulary", "const", "contentEncoding", "contentMediaType", "default",
        "dependentRequired", "deprecated", "description", "enum", "examples", "exclusiveMaximum",
        "exclusiveMinimum", "format", "maxContains", "maxItems", "maxLength", "maxProperties",
        "maximum", "minContains", "minItems", "minLength", "minProperties", "minimum",
        "multipleOf", "pattern", "readOnly", "required", "title", "type", "uniqueItems",
        "writeOnly",
    }
)  # fmt: skip
TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
KEYWORDS = WITHIN | LISTS | NAMED | PLAIN
"""Those of JSON Schema 2020-12, by what they hold: one schema, several, some by name, or none."""


def schema_at(source: Source, place: Place, schema: Mapping[str, Any]) -> Schema:
    """Compile the schema at a place of a file, or refuse it with its first fault."""
    _check_types(source, place, schema)
    try:
        compiled = Schema(schema)
    except BadSchema as error:
        field = f"{error.place[-1]}: " if error.place else ""
        what = f"This is no JSON Schema: {field}{error}. Correct it as JSON Schema 2020-12 says."
        raise source.fault((*place, *error.place), what) from None
    _check_keywords(source, place, schema)
    return compiled


def _check_types(source: Source, place: Place, schema: Mapping[str, Any]) -> None:
    for inner, part in _parts(schema, ()):
        told = part.get("type", [])
        for kind in told if isinstance(told, list) else [told]:
            if kind not in TYPES:
                what = f"{_variable(place, inner)}: type must be one of {', '.join(TYPES)}."
                meant = did_you_mean(kind, TYPES) if isinstance(kind, str) else ""
                raise source.fault((*place, *inner, "type"), what + meant)


def _check_keywords(source: Source, place: Place, schema: Mapping[str, Any]) -> None:
    for inner, part in _parts(schema, ()):
        for keyword in part:
            if keyword not in KEYWORDS and not keyword.startswith(OWN_NOTES):
                what = f"JSON Schema has no keyword {keyword!r}, so it would check nothing."
                meant = did_you_mean(keyword, KEYWORDS) or " Correct it, or remove it."
                told = f"{_variable(place, inner)}: {what}{meant}"
                raise source.fault((*place, *inner, keyword), told)


def _parts(schema: object, place: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Give each schema within a schema, the outer ones first, with its place."""
    if not isinstance(schema, Mapping):
        return
    yield place, schema
    for name, part in schema.items():
        at = (*place, name)
        if name in WITHIN:
            yield from _parts(part, at)
        elif name in LISTS and isinstance(part, list):
            for number, one in enumerate(part):
                yield from _parts(one, (*at, number))
        elif name in NAMED and isinstance(part, Mapping):
            for key, one in part.items():
                yield from _parts(one, (*at, key))


def _variable(place: Place, inner: Place) -> str:
    """Name what a schema is of, as a caller would: `variables.name`."""
    steps = [place[-1], *(step for step in inner if step not in ("properties", "items"))]
    return ".".join(map(str, steps))
