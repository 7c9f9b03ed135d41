"""Parts of data of which nobody knows the form: another kind than the one asked for is nothing."""

from __future__ import annotations

import json
from typing import Any

LARGEST = 10_000_000


def fields(value: object) -> dict[str, Any]:
    """A group of fields, or none."""
    return {str(key): part for key, part in value.items()} if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """The entries of a list, or none."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """A text, or an empty one."""
    return value if isinstance(value, str) else ""


def number(value: object) -> int:
    """A whole number from 0 to a million, or 0."""
    return value if type(value) is int and 0 <= value <= 1_000_000 else 0


def as_json(content: bytes) -> dict[str, Any]:
    """The fields of a JSON file; none where it is another thing, or too large."""
    try:
        return fields(json.loads(content)) if len(content) <= LARGEST else {}
    except (ValueError, RecursionError):
        return {}
