"""Asks for reviews and writes down what reviewers said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from microapp_cli.adapters.catalog import apps, review_rows
from microapp_cli.adapters.catalog.standings import check_may_act, row_of
from microapp_cli.adapters.catalog.store import Change, Store
from microapp_cli.core.catalog import reassessment, reviews
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.exceptions import Waiver, over
from microapp_cli.core.catalog.ownership import manager_of
from microapp_cli.core.catalog.reviews import GATES, Review
from microapp_cli.core.catalog.values import control
from microapp_cli.core.errors import CatalogError, NotReady
from microapp_cli.core.people import whoever

REVIEWING = ("platform", "security")
MANAGER = "manager"
ROLES = (*REVIEWING, MANAGER)


def request(store: Store, name: str, *, stage: str, actor: str) -> Review:
    """Ask for a review of an app as it is registered; whoever asks confirms its answers."""
    with store.change(actor) as change:
        row = row_of(change.connection, name, change.today, {})
        app, controls = row.app, row.standing.controls
        check_may_act(change.connection, app, actor)
        _check_exceptions(app, row.standing.exceptions, change.today.isoformat())
        for one in row.standing.reviews:
            if one.state == "open" and one.stage == stage and one.content == app.content:
                return one
        if stage not in GATES.get(str(control(controls, "review.gate")), ()):
            raise CatalogError(f"{app.tier} asks for no review before {stage}. Move it there.")
        asked = reviews.request(
            app, controls, row.standing.reviews, stage=stage, by=actor, today=change.today
        )
        asked = replace(asked, id=review_rows.add(change, row.id, asked))
        after = replace(app, answered=change.today.isoformat())
        if asked.state == "approved":
            after = reassessment.settled(after, reassessment.BY_REVIEW)
        action = "review requested" if asked.state == "open" else "approved itself"
        more = {"review": asked.id, "for": stage}
        if asked.automatic:
            more["because"] = asked.automatic
        apps.save(change, row.id, row.version, app, after, action, **more)
        return asked


def decide(store: Store, name: str, *, stage: str, approves: bool, note: str, actor: str) -> Review:
    """Write down what one reviewer says about the open review of an app."""
    with store.change(actor) as change:
        row = row_of(change.connection, name, change.today, {})
        review = _open(row.standing.reviews, row.app, stage)
        roles = review_rows.roles_of(change.connection, actor)
        decided = reviews.decide(
            review,
            row.app,
            by=actor,
            roles=roles,
            approves=approves,
            note=note,
            today=change.today,
        )
        review_rows.save(change, decided)
        after = row.app
        if decided.state == "approved":
            after = reassessment.settled(after, reassessment.BY_REVIEW)
        action = "approved" if approves else "rejected"
        more = {"review": review.id, "for": review.stage, "note": note, "state": decided.state}
        apps.save(change, row.id, row.version, row.app, after, action, **more)
        return decided


def name_reviewer(store: Store, email: str, role: str, *, actor: str, team: str = "") -> None:
    """Let a person review, or manage a team; nobody names themselves."""
    with store.change(actor) as change:
        role = _role(role, team)
        _check_may_name(change, email, role)
        if role in review_rows.roles_of(change.connection, email):
            raise CatalogError(f"{email} is {_called(role)} already.")
        review_rows.name_reviewer(change, email, role)


def dismiss_reviewer(store: Store, email: str, role: str, *, actor: str, team: str = "") -> None:
    """Let a person no longer review, or no longer manage a team."""
    with store.change(actor) as change:
        role = _role(role, team)
        if actor != email:
            _check_may_name(change, email, role)
        if role not in review_rows.roles_of(change.connection, email):
            raise CatalogError(f"{email} is no {_called(role)}.")
        review_rows.dismiss_reviewer(change, email, role)


def _role(role: str, team: str) -> str:
    if role not in ROLES:
        raise CatalogError(f"{role!a} is no role. The roles are: {', '.join(ROLES)}.")
    if (role == MANAGER) is not bool(team.strip()):
        raise CatalogError("A manager has a team, and nobody else: --role manager --team TEAM.")
    return manager_of(team) if role == MANAGER else role


def _called(role: str) -> str:
    return role if role.startswith(MANAGER) else f"{role} reviewer"


def _check_may_name(change: Change, email: str, role: str) -> None:
    """The first is the platform's and named by anybody; then platform reviewers name the others.

    Where none is left, another reviewer names one, so that nobody is locked out.
    """
    if whoever(email) == whoever(change.actor):
        raise CatalogError("Nobody names themselves. Let a colleague name you.")
    roles = {role for _, role, _ in review_rows.everybody(change.connection)}
    own = review_rows.roles_of(change.connection, change.actor)
    if "platform" in roles:
        allowed = "platform" in own
    else:
        if role != "platform":
            raise CatalogError("There is no platform reviewer yet. Name one first.")
        allowed = not roles or any(one in REVIEWING for one in own)
    if not allowed:
        raise CatalogError(f"{change.actor} is no platform reviewer, and cannot change who is.")


def _check_exceptions(app: App, found: Iterable[Waiver], today: str) -> None:
    """A check that was green by an exception is green no longer than that exception holds."""
    expired = over(found, today)
    if expired:
        raise NotReady(
            f"{app.name} has no green check any more: the exception from {', '.join(expired)} is "
            "over. Mend the finding, or ask again; then run microapp register in its folder."
        )


def _open(known: tuple[Review, ...], app: App, stage: str) -> Review:
    found = [one for one in known if one.state == "open" and stage in ("", one.stage)]
    if not found:
        raise CatalogError(
            f"No review of {app.name} is open. Its owner asks: microapp review request {app.name}"
        )
    return found[-1]
