"""The exceptions of every app as the catalog mirrors them; each ends with its date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Waiver:
    """One exception of an app's manifest."""

    app: str
    rule: str
    path: str
    reason: str
    compensating_control: str
    requested_by: str
    approved_by: str
    expires: str
    valid: bool = True
    """Whether the check took it for good: complete, approved by someone else, not too long."""

    def state(self, today: str) -> str:
        """What it is on this day: it holds on its last day, and never after."""
        if not self.valid:
            return "refused"
        return "expired" if not self.expires or self.expires < today else "holds"


WAIVER_FIELDS = tuple(field.name for field in fields(Waiver))


def waivers(app: str, resolved: Iterable[Mapping[str, Any]]) -> tuple[Waiver, ...]:
    """The exceptions that a check resolved, as the catalog keeps them."""
    found = {}
    for entry in resolved:
        waiver = Waiver(
            app=app,
            **{key: str(entry.get(key) or "") for key in _TEXTS},
            valid=not entry.get("problems"),
        )
        found[waiver.rule, waiver.path, waiver.expires] = waiver
    return tuple(found[key] for key in sorted(found))


def over(found: Iterable[Waiver], today: str) -> list[str]:
    """The rules whose exceptions are over their date on this day."""
    return sorted({waiver.rule for waiver in found if waiver.state(today) == "expired"})


_TEXTS = (
    *("rule", "path", "reason", "compensating_control"),
    *("requested_by", "approved_by", "expires"),
)
