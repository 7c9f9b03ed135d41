"""When an app must be looked at again: what changed, what grew old, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.values import Values, control, days

REASONS = {
    "answers_changed": "the answers to the five questions changed",
    "tier_changed": "its tier changed",
    "owner_changed": "its owner changed",
    "blueprint_upgraded": "its blueprint made a big step",
    "changed": "it changed since it was approved",
    "answers_old": "the five questions were answered too long ago",
    "review_old": "its last review is too long ago",
    "owner_unverified": "its owner did not say in time that they still answer for it",
    "orphaned": "nobody answers for it",
    "exception_expired": "an exception is over its date",
}
BY_REVIEW = (
    *("answers_changed", "tier_changed", "owner_changed", "blueprint_upgraded"),
    *("changed", "answers_old", "review_old"),
)
"""The reasons that an approved review settles."""

USED_STAGES = ("production", "deprecated", "sunset")


def needs_review(app: App, controls: Values) -> bool:
    """Whether it is in a stage that its tier does not reach unseen."""
    gate = control(controls, "review.gate")
    if gate == "none":
        return False
    if gate == "before_staging_and_prod" and app.stage in ("staging", "review"):
        return True
    return app.stage in USED_STAGES


def because(before: App, after: App) -> tuple[str, ...]:
    """Why a registered change must be looked at again."""
    found = {
        "answers_changed": before.answers != after.answers,
        "tier_changed": before.tier != after.tier,
        "owner_changed": before.owner.casefold() != after.owner.casefold(),
        "blueprint_upgraded": _major(before.blueprint_version) != _major(after.blueprint_version)
        or before.blueprint != after.blueprint,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def flagged(app: App, reasons: Iterable[str], controls: Values, today: date) -> App:
    """The app with these reasons added; the first one starts the quarantine clock."""
    if not needs_review(app, controls):
        return app
    return clocked(app, reasons, controls, today)


def clocked(app: App, reasons: Iterable[str], controls: Values, today: date) -> App:
    """As `flagged`, whatever the stage."""
    known = app.reassess.split()
    new = [reason for reason in reasons if reason not in known]
    if not new:
        return app
    until = today + timedelta(days=days(controls, "lifecycle.quarantine_after_days"))
    return replace(
        app, reassess=" ".join([*known, *new]), reassess_by=app.reassess_by or until.isoformat()
    )


def settled(app: App, reasons: Iterable[str]) -> App:
    """The app without these reasons; without any, the clock stops."""
    done = set(reasons)
    left = [reason for reason in app.reassess.split() if reason not in done]
    return replace(app, reassess=" ".join(left), reassess_by=app.reassess_by if left else "")


def words(app: App) -> str:
    """Why it must be looked at again, and until when, for a person."""
    reasons = [REASONS.get(reason, reason) for reason in app.reassess.split()]
    cures = [cure for cure in map(_cure, app.reassess.split()) if cure]
    cure = next(iter(dict.fromkeys(cures)), "")
    text = " and ".join(reasons)
    cure = cure.replace("NAME", app.name)
    return f"{text[:1].upper()}{text[1:]}; by {app.reassess_by} it is quarantined. {cure}".strip()


def answers_until(app: App, controls: Values) -> str:
    """The last day on which the answers count."""
    if not app.answered:
        return ""
    most = days(controls, "review.answers_max_age_days")
    return (date.fromisoformat(app.answered) + timedelta(days=most)).isoformat()


def minor_behind(version: str, shipped: str) -> int | None:
    """How many minor versions lie between the two; a major step is a hundred; None if unclear."""
    old, new = _parts(version), _parts(shipped)
    if old is None or new is None:
        return None
    return max(0, (new[0] - old[0]) * 100 + (new[1] - old[1]))


def _parts(version: str) -> tuple[int, int] | None:
    parts = version.split(".")
    if len(parts) < 2 or not all(part.isascii() and part.isdigit() for part in parts[:2]):
        return None
    return int(parts[0]), int(parts[1])


def _major(version: str) -> int | None:
    parts = _parts(version)
    return parts[0] if parts else None


def _cure(reason: str) -> str:
    if reason in BY_REVIEW:
        return "Ask for a review: microapp review request NAME."
    return {
        "owner_unverified": "Its owner says: microapp catalog answer NAME keep.",
        "orphaned": "Its manager says: microapp catalog answer NAME keep|take|hand-over|retire.",
        "exception_expired": "Mend the finding, and register again.",
    }.get(reason, "")
