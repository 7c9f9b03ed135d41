"""Who answers for an app: the clock that asks again, orphans, and the five answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from shlex import quote

from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.reassessment import flagged, settled
from microapp_cli.core.catalog.values import Values, days
from microapp_cli.core.errors import CatalogError
from microapp_cli.core.people import whoever

ANSWERS = ("keep", "take", "hand-over", "retire", "ask")
HOW_TO_ANSWER = (
    "The manager of its team or a platform reviewer answers: "
    f"microapp catalog answer NAME {'|'.join(ANSWERS)}"
)
ASK_DAYS = 14
MOST_PER_CENT = 5


@dataclass(frozen=True)
class Person:
    """Somebody who takes an app over."""

    email: str
    name: str
    team: str


def due(app: App, controls: Values) -> str:
    """The day until which the owner must say that they still answer for it."""
    if not app.verified:
        return ""
    asked = date.fromisoformat(app.verified)
    return (asked + timedelta(days=days(controls, "identity.owner_verification_days"))).isoformat()


def gone(app: App, present: Collection[str]) -> bool:
    """Whether nobody who answers for it is there any more; one of two is enough."""
    return not any(person.casefold() in present for person in app.people)


def manager_of(team: str) -> str:
    """The role of whoever manages a team; nobody has the one of no team."""
    words = " ".join(team.casefold().split())
    return f"manager of {words}" if words else ""


def check_may_answer(app: App, actor: str, roles: Collection[str]) -> None:
    """CatalogError unless this person may say what becomes of an orphan.

    Its owner or backup may, who are back then; the manager of its team; and the platform's
    reviewers, who name the managers. A team in somebody's own microapp.yaml makes nobody one.
    """
    is_its_own = whoever(actor) in map(whoever, app.people)
    if is_its_own or {"platform", manager_of(app.team)} & set(roles):
        return
    name = f"--role manager --team {quote(app.team)}" if app.team else "--role platform"
    raise CatalogError(
        f"{actor} neither manages the team of {app.name} ({app.team or 'none'}) nor keeps the "
        "platform. A platform reviewer answers, or names who does: "
        f"microapp review reviewers --add EMAIL {name}"
    )


def check_not_too_many(flips: int, *, before: int, of: int, what: str) -> None:
    """One bad list never flips more than one app in twenty, nor do several within a day."""
    most = of * MOST_PER_CENT // 100
    if flips + before > most:
        raise CatalogError(
            f"{flips} of {of} apps would be {what}: more than {MOST_PER_CENT} % within a day "
            f"(at most {most}, {before} already). Nothing was changed. If it is right, "
            "name them one at a time with --only NAME."
        )


def orphaned(app: App, today: date) -> App:
    """The app as an orphan from today on."""
    return replace(app, orphaned=today.isoformat(), ask_again="")


def verified(app: App, today: date) -> App:
    """The app whose owner has just said that they answer for it."""
    checked = replace(app, verified=today.isoformat(), orphaned="", ask_again="")
    return settled(checked, ("owner_unverified", "orphaned"))


def handed_over(app: App, to: Person, controls: Values, today: date) -> App:
    """The app with a new owner; who was the backup stays it, unless they took it over."""
    if to.email.casefold() == app.owner.casefold():
        raise CatalogError(f"{to.email} owns {app.name} already.")
    kept = app.backup.casefold() != to.email.casefold()
    given = replace(
        app,
        owner=to.email,
        owner_name=to.name,
        team=to.team,
        backup=app.backup if kept else "",
        backup_name=app.backup_name if kept else "",
    )
    return flagged(verified(given, today), ("owner_changed",), controls, today)


def asked_to_wait(app: App, today: date) -> App:
    """The orphan whose manager wants to ask around first, which they may do once."""
    if not app.orphaned:
        raise CatalogError(f"{app.name} is no orphan: {app.owner} answers for it.")
    if app.ask_again:
        raise CatalogError(
            f"Its manager asked to wait until {app.ask_again} already. "
            "Answer keep, take, hand-over or retire."
        )
    until = (today + timedelta(days=ASK_DAYS)).isoformat()
    return replace(app, ask_again=until, reassess_by=max(app.reassess_by, until))
