"""What a JSON Schema finds wrong, in words for somebody who never heard of schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from microapp_cli.core.plain_text import SLUG_WORDS, quoted

TYPES = {
    "string": "a text",
    "array": "a list",
    "object": "a mapping",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}
SHAPES = {
    r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$": SLUG_WORDS,
    r"^\d{4}-\d{2}-\d{2}$": "a day such as 2026-11-23",
}
FORMATS = {"date": "a day such as 2026-11-23", "email": "an address such as ann@acme.example"}


def in_words(keyword: str, asked: Any, given: Any, message: str) -> str:
    """One sentence about a value and the keyword that it breaks; else the validator's own."""
    match keyword:
        case "required":
            return f"{asked} is missing."
        case "additionalProperties":
            return "no field has this name. Is it misspelt?"
        case "const":
            return f"{_shown(given)} must be {_shown(asked)}."
        case "enum" if isinstance(asked, Sequence):
            return f"{_shown(given)} is none of {', '.join(map(_plain, asked))}."
        case "type":
            names = [asked] if isinstance(asked, str) else list(asked)
            return f"{_shown(given)} must be {' or '.join(TYPES.get(n, n) for n in names)}."
        case "pattern" if asked in SHAPES:
            return f"{_shown(given)} must be {SHAPES[asked]}."
        case "format" if asked in FORMATS:
            return f"{_shown(given)} must be {FORMATS[asked]}."
    return f"{message}."


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else _shown(value)


def _shown(value: Any) -> str:
    """A value as the file may have it, never long."""
    if isinstance(value, Mapping | list):
        return "a mapping" if isinstance(value, Mapping) else "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value) if isinstance(value, str) else str(value)[:40]
