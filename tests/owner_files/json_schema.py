"""What a JSON Schema itself looks like, in short: enough for an editor to complete and to warn."""

from __future__ import annotations

from typing import Any

Part = dict[str, Any]
KINDS = ["array", "boolean", "integer", "null", "number", "object", "string"]
ITSELF: Part = {"$ref": "#/$defs/JsonSchema"}
WITHIN: Part = {"anyOf": [{"type": "boolean"}, ITSELF]}
SOME: Part = {"type": "array", "minItems": 1, "items": WITHIN}
NAMED: Part = {"type": "object", "additionalProperties": WITHIN}
COUNT: Part = {"type": "integer", "minimum": 0}
NUMBER: Part = {"type": "number"}
TEXT: Part = {"type": "string"}
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
    "dependentSchemas": NAMED,
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), SOME),
    **dict.fromkeys(
        (
            "additionalProperties",
            "contains",
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
    "enum": {"type": "array"},
    "uniqueItems": {"type": "boolean"},
    **dict.fromkeys(("title", "description", "format", "pattern", "$comment"), TEXT),
    **dict.fromkeys(("$ref", "$dynamicRef", "$schema", "$id"), HERE),
}
JSON_SCHEMA: Part = {
    "description": "A JSON Schema (2020-12); it may only point into itself, with #.",
    "type": "object",
    "properties": FIELDS,
}
