"""What a JSON Schema itself looks like, in short: enough for an editor to complete and to warn."""

from __future__ import annotations

from typing import Any

from microapp_llm.prompts.keywords import KEYWORDS, OWN_NOTES

Part = dict[str, Any]
KINDS = ["array", "boolean", "integer", "null", "number", "object", "string"]
ITSELF: Part = {"$ref": "#/$defs/JsonSchema"}
WITHIN: Part = {"anyOf": [{"type": "boolean"}, ITSELF]}
SOME: Part = {"type": "array", "minItems": 1, "items": WITHIN}
NAMED: Part = {"type": "object", "additionalProperties": WITHIN}
COUNT: Part = {"type": "integer", "minimum": 0}
FLAG: Part = {"type": "boolean"}
NUMBER: Part = {"type": "number"}
TEXT: Part = {"type": "string"}
ANCHOR: Part = {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"}
HERE: Part = {"type": "string", "pattern": "^#"}
NAMES: Part = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
FIELDS: Part = {
    "type": {
        "anyOf": [
            {"enum": KINDS},
            {"type": "array", "items": {"enum": KINDS}, "minItems": 1, "uniqueItems": True},
        ]
    },
    "properties": NAMED,
    "patternProperties": NAMED,
    "$defs": NAMED,
    "definitions": NAMED,
    "dependentSchemas": NAMED,
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), SOME),
    **dict.fromkeys(
        (
            "additionalProperties",
            "contains",
            "contentSchema",
            "else",
            "if",
            "items",
            "not",
            "propertyNames",
            "then",
            "unevaluatedItems",
            "unevaluatedProperties",
        ),
        WITHIN,
    ),
    **dict.fromkeys(("maxItems", "maxLength", "maxProperties", "minItems", "minLength"), COUNT),
    **dict.fromkeys(("minProperties", "maxContains", "minContains"), COUNT),
    **dict.fromkeys(("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"), NUMBER),
    "multipleOf": {"type": "number", "exclusiveMinimum": 0},
    "required": NAMES,
    "dependentRequired": {"type": "object", "additionalProperties": NAMES},
    "const": {},
    "default": {},
    "enum": {"type": "array"},
    "examples": {"type": "array"},
    "$vocabulary": {"type": "object", "additionalProperties": FLAG},
    **dict.fromkeys(("uniqueItems", "deprecated", "readOnly", "writeOnly"), FLAG),
    **dict.fromkeys(("title", "description", "format", "pattern", "$comment"), TEXT),
    **dict.fromkeys(("contentEncoding", "contentMediaType"), TEXT),
    **dict.fromkeys(("$anchor", "$dynamicAnchor"), ANCHOR),
    **dict.fromkeys(("$ref", "$dynamicRef", "$schema", "$id"), HERE),
}
assert set(FIELDS) == KEYWORDS  # what an editor completes is what a start takes
JSON_SCHEMA: Part = {
    "description": "A JSON Schema (2020-12); it may only point into itself, with #.",
    "type": "object",
    "properties": FIELDS,
    "patternProperties": {f"^{OWN_NOTES}": {}},
    "additionalProperties": False,
}
