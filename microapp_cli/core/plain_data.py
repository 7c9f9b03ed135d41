"""Parsed YAML or JSON as data that JSON, and every policy engine, holds without loss."""

from __future__ import annotations

import datetime
import math
from typing import Any

LARGEST = 2**53
DEEPEST = 200


def plain(value: object) -> tuple[Any, list[tuple[str, str]]]:
    """The data, and a JSON pointer with a message for every value that had to be put differently.

    The depth is bounded, whatever is given; deeper parts are left out, and said so.
    """
    problems: list[tuple[str, str]] = []
    return _plain(value, "", problems, 0), problems


def pointer(parent: str, key: object) -> str:
    """The JSON pointer of an entry."""
    return f"{parent}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _plain(value: object, where: str, problems: list[tuple[str, str]], depth: int) -> Any:
    if isinstance(value, str):
        return _text(value, where, problems)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value, where, problems)
    if isinstance(value, dict | list) and depth >= DEEPEST:
        problems.append((where, f"nested more than {DEEPEST} levels deep."))
        return None
    if isinstance(value, dict):
        return {
            _key(key, where, problems): _plain(part, pointer(where, key), problems, depth + 1)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [
            _plain(part, f"{where}/{index}", problems, depth + 1)
            for index, part in enumerate(value)
        ]
    if isinstance(value, datetime.date):
        problems.append((where, "is a date. Put it in quotes."))
        return value.isoformat()
    problems.append((where, f"is no plain value but a {type(value).__name__}. Write it as text."))
    return None


def _text(value: str, where: str, problems: list[tuple[str, str]]) -> str:
    if value.isascii():
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        problems.append((where, "holds half a character. Write it anew."))
        return value.encode("utf-8", "replace").decode("utf-8")
    return value


def _key(key: object, where: str, problems: list[tuple[str, str]]) -> str:
    if isinstance(key, str):
        return _text(key, where, problems)
    shown = "null" if key is None else str(key).lower() if isinstance(key, bool) else str(key)
    problems.append((where, f"the key {shown[:40]} is no text. Put it in quotes."))
    return shown


def _number(value: int | float, where: str, problems: list[tuple[str, str]]) -> int | float | None:
    if isinstance(value, float) and not math.isfinite(value):
        problems.append((where, "is no number."))
        return None
    if abs(value) > LARGEST and isinstance(value, int):
        problems.append((where, "is a number too large to be kept exactly."))
        return LARGEST if value > 0 else -LARGEST
    return value
