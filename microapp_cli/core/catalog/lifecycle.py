"""The life of an app: which stage follows which, and the evidence that each move asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from microapp_cli.core.catalog.app import STAGES, App
from microapp_cli.core.catalog.checklist import Item, Standing, items
from microapp_cli.core.errors import CatalogError, NotReady
from microapp_cli.core.meant import with_meant

RETIRE_AFTER_DAYS = 30
"""How long a marked app can still be taken back before its retirement is carried out."""

BASICS = ("owner", "blueprint", "check", "contract", "exceptions")
EVIDENCE: dict[str, tuple[str, ...]] = {
    "draft": (),
    "development": ("owner",),
    "staging": (*BASICS, "review_staging"),
    "review": (*BASICS, "staging", "review_staging"),
    "production": (
        *(*BASICS, "stage", "questionnaire", "controls", "quotas", "billing", "audit"),
        *("reassessed", "review_staging", "review_production"),
    ),
    "deprecated": (),
    "sunset": (),
    "retired": (),
    "quarantined": (),
}
"""What must hold before an app may be in a stage; the last of a life asks for nothing."""

MOVES: dict[str, tuple[str, ...]] = {
    "draft": ("development", "deprecated"),
    "development": ("draft", "staging", "review", "deprecated"),
    "staging": ("development", "review", "deprecated"),
    "review": ("development", "staging", "production", "deprecated"),
    "production": ("deprecated",),
    "deprecated": ("production", "sunset"),
    "sunset": ("deprecated", "retired"),
    "retired": (),
    "quarantined": (),
}
"""Where an app may go from each stage; every live app may also be quarantined, and back."""

REASON_NEEDED = ("deprecated", "quarantined", "retired")


@dataclass(frozen=True)
class Move:
    """A move that is allowed: the app after it, and what it is called in the ledger."""

    app: App
    action: str
    says: str


def next_stages(app: App) -> tuple[str, ...]:
    """Where this app may go from here."""
    if app.stage == "quarantined":
        return tuple(dict.fromkeys((app.stage_before, "deprecated")))
    quarantine = ("quarantined",) if app.is_live else ()
    return (*MOVES[app.stage], *quarantine)


def missing(standing: Standing, to: str) -> list[Item]:
    """What does not hold yet of all that the stage asks for."""
    return [item for item in items(standing, EVIDENCE[to]) if not item.holds]


def move(standing: Standing, to: str, *, because: str = "") -> Move:
    """The app in its next stage, or a refusal that says what is in the way."""
    app, today = standing.app, standing.today
    _check_allowed(app, to)
    if to in REASON_NEEDED and not because.strip():
        raise CatalogError(f"Say why {app.name} is to be {to}: --because TEXT.")
    lacking = missing(standing, to)
    if lacking:
        raise NotReady(_told(app, to, lacking))
    if to == "retired":
        return _retired(app, today)
    return Move(moved(app, to, today), "moved", f"{app.name} is in {to} now; it was {app.stage}.")


def moved(app: App, to: str, today: date) -> App:
    """The app in another stage; a quarantined one remembers where it was."""
    return replace(
        app,
        stage=to,
        stage_since=today.isoformat(),
        stage_before=app.stage if to == "quarantined" else "",
        claimed="" if to == app.claimed else app.claimed,
        retire_on="" if to != "quarantined" else app.retire_on,
    )


def marked_for_retirement(app: App, today: date) -> App:
    """The app with the day on which its retirement may be carried out."""
    return replace(app, retire_on=(today + timedelta(days=RETIRE_AFTER_DAYS)).isoformat())


def _check_allowed(app: App, to: str) -> None:
    if to not in STAGES:
        told = f"{to} is no stage. The stages are: {', '.join(STAGES)}."
        raise CatalogError(with_meant(told, to, STAGES))
    if to == app.stage:
        raise CatalogError(f"{app.name} is in {to} already, since {app.stage_since}.")
    allowed = next_stages(app)
    if to not in allowed:
        where = f"From there it can go to: {', '.join(allowed)}." if allowed else "That is the end."
        raise CatalogError(f"{app.name} is in {app.stage} and cannot go to {to}. {where}")


def _retired(app: App, today: date) -> Move:
    """Retirement takes two steps with a month between them."""
    if not app.retire_on:
        marked = marked_for_retirement(app, today)
        return Move(
            marked,
            "marked for retirement",
            f"{app.name} is marked. Run this again on {marked.retire_on} or later to retire it; "
            f"until then: microapp catalog move {app.name} deprecated takes it back.",
        )
    if today.isoformat() < app.retire_on:
        raise CatalogError(
            f"{app.name} is marked for retirement, and can be retired from {app.retire_on} on."
        )
    return Move(moved(app, "retired", today), "retired", f"{app.name} is retired.")


def _told(app: App, to: str, lacking: Sequence[Item]) -> str:
    count = "one thing is" if len(lacking) == 1 else f"{len(lacking)} things are"
    lines = [f"  - {item.title}: {item.says}" for item in lacking]
    return "\n".join([f"{app.name} cannot go to {to} yet; {count} missing:", *lines])
