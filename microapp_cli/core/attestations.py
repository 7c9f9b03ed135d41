"""Attestations: what only a person can confirm, with who said so and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from microapp_cli.core.people import person


def problems(entry: Mapping[str, Any], *, controls: Collection[str], today: date) -> list[str]:
    """All that keeps an attestation from confirming anything today."""
    found = [
        f"{name} is missing."
        for name in ("control", "says", "by", "on")
        if not isinstance(entry.get(name), str) or not entry[name].strip()
    ]
    control, by, on = (entry.get(name) for name in ("control", "by", "on"))
    if isinstance(control, str) and control.strip() and control not in controls:
        found.append(f"there is no control {control}. docs/look-up/controls.md lists them.")
    if isinstance(by, str) and by.strip() and not person(by):
        found.append(f"by must be a plain e-mail address, not {by!r}.")
    if isinstance(on, str) and on.strip():
        day = _day(on)
        if day is None:
            found.append(f"on must be a day, such as 2027-01-31, not {on!r}.")
        elif day > today:
            found.append(f"on is {on}, which is yet to come.")
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2027-01-31") else None
    except ValueError:
        return None
