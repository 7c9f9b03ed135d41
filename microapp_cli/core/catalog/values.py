"""Reads the values of an app's controls; what is absent is None, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Values = Mapping[str, Mapping[str, Any]]


def control(controls: Values, id: str) -> Any:
    """The value of `group.name`, or None."""
    group, _, name = id.partition(".")
    return controls.get(group, {}).get(name)


def number(controls: Values, id: str) -> float | None:
    """The value as a number, or None where it is none."""
    value = control(controls, id)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def days(controls: Values, id: str) -> int:
    """The value as whole days; 0, so that it is due at once, where it is absent."""
    value = number(controls, id)
    return int(value) if value is not None and value > 0 else 0
