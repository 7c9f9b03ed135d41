"""Whole numbers as people write them: JSON Schema takes `2.0` as an integer, and it reads as 2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST_EXACT = 2**53


def with_whole_numbers(value: Any, schema: Any) -> Any:
    """Give a value that fits a schema, where each number that is declared an integer is one."""
    if not isinstance(schema, Mapping):
        return value
    if isinstance(value, float):
        kinds = schema.get("type")
        is_declared = kinds == "integer" or (
            isinstance(kinds, list) and "integer" in kinds and "number" not in kinds
        )
        return int(value) if is_declared and abs(value) <= MOST_EXACT else value
    if isinstance(value, list):
        return [with_whole_numbers(one, schema.get("items")) for one in value]
    if isinstance(value, Mapping):
        properties = schema.get("properties")
        known = properties if isinstance(properties, Mapping) else {}
        others = schema.get("additionalProperties")
        return {n: with_whole_numbers(one, known.get(n, others)) for n, one in value.items()}
    return value
