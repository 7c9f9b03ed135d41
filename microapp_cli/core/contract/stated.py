"""Reads values of a document whose shape is not yet known; a wrong one is refused by place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microapp_cli.core.errors import BadContract


def text(value: object) -> str:
    """Give what was meant as text; YAML turns `version: 1.0` into a number."""
    if isinstance(value, str):
        return value.strip()
    return "" if value is None or isinstance(value, (Mapping, list)) else str(value)


def as_object(value: object, where: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise BadContract(f"{where} must be an object, not {type(value).__name__}.")
    return value


def as_list(value: object, where: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadContract(f"{where} must be a list, not {type(value).__name__}.")
    return value
