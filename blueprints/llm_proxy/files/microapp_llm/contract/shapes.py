"""The words in which the proxy's schemas are written: texts, names, numbers, groups and lists."""

from __future__ import annotations

from typing import Any

from microapp_kit.contract_schemas import TEXT_PATTERN

Part = dict[str, Any]
MOST_TEXT = 1024 * 1024
LARGEST = 2**53 - 1  # the largest whole number that JavaScript keeps exactly
INT64 = {"type": "integer", "format": "int64", "minimum": 0, "maximum": LARGEST}


def text(example: str = "", most: int = MOST_TEXT, **more: Any) -> Part:
    """Give the schema of a text."""
    made: Part = {"type": "string", "maxLength": most, "pattern": TEXT_PATTERN, **more}
    return {**made, "example": example} if example else made


def named(pattern: str, example: str) -> Part:
    """Give the schema of a name."""
    return {"type": "string", "maxLength": 128, "pattern": pattern, "example": example}


def one_of(*values: str) -> Part:
    """Give the schema of a choice."""
    return {"type": "string", "enum": list(values)}


def group(required: list[str], **properties: Part) -> Part:
    """Give the schema of an object without any other field."""
    made: Part = {"type": "object", "additionalProperties": False}
    return {**made, "required": required, "properties": properties}


def maybe(part: Part) -> Part:
    """Give a schema that null fits as well: it says the same as leaving the field out."""
    if "anyOf" in part:
        return {**part, "anyOf": [*part["anyOf"], {"type": "null"}]}
    made = {**part, "type": [part["type"], "null"]}
    return {**made, "enum": [*part["enum"], None]} if "enum" in part else made


def beside(shape: Part, **more: Part) -> Part:
    """Add fields that clients write down and nobody reads; no form or connector offers them."""
    return {**shape, "patternProperties": {f"^{name}$": part for name, part in more.items()}}


def several(items: Part, most: int, least: int = 0) -> Part:
    """Give the schema of a list."""
    made: Part = {"type": "array", "maxItems": most, "items": items}
    return {**made, "minItems": least} if least else made


def anything(most: int = 200) -> Part:
    """Give the schema of an object with any fields."""
    return {"type": "object", "additionalProperties": True, "maxProperties": most}


def number(least: float, most: float) -> Part:
    """Give the schema of a number."""
    return {"type": "number", "format": "double", "minimum": least, "maximum": most}


def count(most: int = 10_000_000, least: int = 1, example: int | None = None) -> Part:
    """Give the schema of a whole number."""
    made: Part = {"type": "integer", "format": "int32", "minimum": least, "maximum": most}
    return made if example is None else {**made, "example": example}


def reference(name: str) -> Part:
    """Give a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


ALIAS = named("^[a-z0-9][a-z0-9._-]{0,63}$", "small")
PROMPT = named("^[a-z][a-z0-9-]{0,62}$", "summarise-text")
