"""Moves apps through their lives: from stage to stage, and from hand to hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from microapp_cli.adapters.catalog import apps
from microapp_cli.adapters.catalog.review_rows import roles_of
from microapp_cli.adapters.catalog.standings import check_may_act, row_of
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.core.catalog import lifecycle, ownership
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.ownership import Person
from microapp_cli.core.errors import CatalogError
from microapp_cli.core.people import whoever


def move(
    store: Store,
    name: str,
    to: str,
    *,
    because: str,
    actor: str,
    blueprints: Mapping[str, str],
) -> lifecycle.Move:
    """Move an app to another stage, with the evidence that it asks for."""
    with store.change(actor) as change:
        row = row_of(change.connection, name, change.today, blueprints)
        check_may_act(change.connection, row.app, actor)
        done = lifecycle.move(row.standing, to, because=because)
        more = {"because": because} if because else {}
        more |= {"to": to, "from": row.app.stage}
        apps.save(change, row.id, row.version, row.app, done.app, done.action, **more)
        return done


def transfer(store: Store, name: str, to: Person, *, backup: Person | None, actor: str) -> App:
    """Give an app a new owner, and, where asked, a new backup owner."""
    with store.change(actor) as change:
        row = row_of(change.connection, name, change.today, {})
        check_may_act(change.connection, row.app, actor)
        _check_alive(row.app)
        after = ownership.handed_over(row.app, to, row.standing.controls, change.today)
        if backup is not None:
            if whoever(backup.email) == whoever(to.email):
                raise CatalogError("The backup owner is the owner. Name a second person.")
            after = replace(after, backup=backup.email, backup_name=backup.name)
        apps.save(change, row.id, row.version, row.app, after, "handed over")
        return after


def answer(
    store: Store, name: str, said: str, *, to: Person | None, because: str, actor: str
) -> App:
    """One of the five answers to: who answers for this app?"""
    with store.change(actor) as change:
        row = row_of(change.connection, name, change.today, {})
        app, today = row.app, change.today
        _check_alive(app)
        if app.orphaned:
            ownership.check_may_answer(app, actor, roles_of(change.connection, actor))
        else:
            check_may_act(change.connection, app, actor)
        if said == "keep":
            after = ownership.verified(app, today)
        elif said in ("take", "hand-over") and to is not None:
            after = ownership.handed_over(app, to, row.standing.controls, today)
        elif said == "retire":
            after = lifecycle.marked_for_retirement(lifecycle.moved(app, "sunset", today), today)
        else:
            after = ownership.asked_to_wait(app, today)
        apps.save(change, row.id, row.version, app, after, f"answered {said}", because=because)
        return after


def _check_alive(app: App) -> None:
    if not app.is_live:
        raise CatalogError(f"{app.name} is retired since {app.stage_since}.")
