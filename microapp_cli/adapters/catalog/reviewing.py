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
from microapp_cli.core.catalog.reviews import GATES, Review
from microapp_cli.core.catalog.values import control
from microapp_cli.core.errors import CatalogError, NotReady
from microapp_cli.core.people import whoever

ROLES = ("platform", "security")


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


def name_reviewer(store: Store, email: str, role: str, *, actor: str) -> None:
    """Let a person review; the first may be named by anybody, nobody names themselves."""
    with store.change(actor) as change:
        _check_may_name(change, email, role)
        if role in review_rows.roles_of(change.connection, email):
            raise CatalogError(f"{email} reviews for {role} already.")
        review_rows.name_reviewer(change, email, role)


def dismiss_reviewer(store: Store, email: str, role: str, *, actor: str) -> None:
    """Let a person no longer review."""
    with store.change(actor) as change:
        if actor != email:
            _check_may_name(change, email, role)
        if role not in review_rows.roles_of(change.connection, email):
            raise CatalogError(f"{email} does not review for {role}.")
        review_rows.dismiss_reviewer(change, email, role)


def _check_may_name(change: Change, email: str, role: str) -> None:
    if role not in ROLES:
        raise CatalogError(f"{role!a} is no role. The roles are: {', '.join(ROLES)}.")
    if whoever(email) == whoever(change.actor):
        raise CatalogError("Nobody names themselves. Let a colleague name you.")
    known = review_rows.everybody(change.connection)
    if known and "platform" not in review_rows.roles_of(change.connection, change.actor):
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
