"""JSON Schemas in files of people: one that cannot be used is refused with the line that is wrong.

A keyword that is none would check nothing, and nobody would see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microapp_llm.meant import did_you_mean
from microapp_llm.prompts.schema import BadSchema, Schema
from microapp_llm.prompts.schema_parts import (
    LISTS,
    NAMED,
    WITHIN,
    Place,
    crossed_bounds,
    named,
    parts,
)
from microapp_llm.prompts.source import Source

OWN_NOTES = "x-"
"""How a name begins that is no keyword and is not meant as one."""
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
    for inner, what in crossed_bounds(schema, str(place[-1])):
        raise source.fault((*place, *inner), what)
    return compiled


def _check_types(source: Source, place: Place, schema: Mapping[str, Any]) -> None:
    for inner, part in parts(schema):
        told = part.get("type", [])
        for kind in told if isinstance(told, list) else [told]:
            if kind not in TYPES:
                what = f"{named(str(place[-1]), inner)}: type must be one of {', '.join(TYPES)}."
                meant = did_you_mean(kind, TYPES) if isinstance(kind, str) else ""
                raise source.fault((*place, *inner, "type"), what + meant)


def _check_keywords(source: Source, place: Place, schema: Mapping[str, Any]) -> None:
    for inner, part in parts(schema):
        for keyword in part:
            if keyword not in KEYWORDS and not keyword.startswith(OWN_NOTES):
                what = f"JSON Schema has no keyword {keyword!r}, so it would check nothing."
                meant = did_you_mean(keyword, KEYWORDS) or " Correct it, or remove it."
                told = f"{named(str(place[-1]), inner)}: {what}{meant}"
                raise source.fault((*place, *inner, keyword), told)
