"""What the calendar alone makes due: old answers, old reviews, silent owners, spent exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from microapp_cli.core.catalog import ownership, reassessment
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.exceptions import Waiver, over
from microapp_cli.core.catalog.values import Values, number


def grown_old(
    app: App, controls: Values, waivers: Iterable[Waiver], *, reviewed: str, today: date
) -> tuple[str, ...]:
    """The reasons for which an app must be looked at again on this day."""
    day = today.isoformat()
    found = {
        "owner_unverified": ownership.due(app, controls) < day,
        "answers_old": reassessment.answers_until(app, controls) < day,
        "review_old": _is_over(controls, reviewed, today),
        "exception_expired": bool(over(waivers, day)),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _is_over(controls: Values, reviewed: str, today: date) -> bool:
    most = number(controls, "review.re_review_days")
    if most is None or not reviewed:
        return False
    return today - date.fromisoformat(reviewed) > timedelta(days=most)
