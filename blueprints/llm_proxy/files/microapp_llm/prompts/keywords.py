"""The keywords of JSON Schema: one that is none would check nothing, and nobody would see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from microapp_llm.meant import did_you_mean
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
KEYWORDS = WITHIN | LISTS | NAMED | PLAIN
"""Those of JSON Schema 2020-12, by what they hold: one schema, several, some by name, or none."""


def check_keywords(source: Source, place: Place, schema: Mapping[str, Any]) -> None:
    """Refuse the first keyword at a place of a file that JSON Schema does not have."""
    for inner, keyword in _unknown(schema, ()):
        name = _variable(place, inner)
        what = f"JSON Schema has no keyword {keyword!r}, so it would check nothing."
        meant = did_you_mean(keyword, KEYWORDS) or " Correct it, or remove it."
        raise source.fault((*place, *inner, keyword), f"{name}: {what}{meant}")


def _unknown(schema: object, place: Place) -> Iterator[tuple[Place, str]]:
    """Give each unknown keyword, and the place of the schema that holds it."""
    for name, part in schema.items() if isinstance(schema, Mapping) else ():
        at = (*place, name)
        if name not in KEYWORDS and not name.startswith(OWN_NOTES):
            yield place, name
        elif name in WITHIN:
            yield from _unknown(part, at)
        elif name in LISTS and isinstance(part, list):
            for number, one in enumerate(part):
                yield from _unknown(one, (*at, number))
        elif name in NAMED and isinstance(part, Mapping):
            for key, one in part.items():
                yield from _unknown(one, (*at, key))


def _variable(place: Place, inner: Place) -> str:
    """Name what a schema is of, as a caller would: `variables.name`."""
    steps = [place[-1], *(step for step in inner if step not in ("properties", "items"))]
    return ".".join(map(str, steps))
