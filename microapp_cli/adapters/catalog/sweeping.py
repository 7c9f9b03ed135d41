"""Does what the clocks say: flags what grew old, and quarantines what nobody looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, func, select

from microapp_cli.adapters.catalog import apps, review_rows
from microapp_cli.adapters.catalog.store import Change, Store
from microapp_cli.adapters.catalog.tables import apps as table
from microapp_cli.adapters.catalog.tables import facets
from microapp_cli.core.catalog import lifecycle, ownership, reassessment
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.clocks import grown_old
from microapp_cli.core.catalog.values import control
from microapp_cli.core.errors import CatalogError

AT_ONCE = 1000


@dataclass(frozen=True)
class Swept:
    """What was done, or would be."""

    orphaned: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()
    quarantined: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Row:
    id: int
    version: int
    app: App


def sweep(store: Store, *, actor: str, dry_run: bool, only: str = "") -> Swept:
    """Flag what grew old, and quarantine what is over its day; never many at once."""
    with store.change(actor) as change:
        rows = list(_live(change.connection, only))
        flagged = [(row, after) for row in rows if (after := _aged(change, row)) != row.app]
        today = change.today.isoformat()
        over = [row for row in rows if row.app.reassess and row.app.reassess_by < today]
        over = [row for row in over if row.app.stage != "quarantined"]
        if not only:
            recent = table.c.stage_since >= _yesterday(change)
            before = _count(change.connection, table.c.stage == "quarantined", recent)
            _check_few(change, len(over), before, "quarantined")
        swept = Swept(
            flagged=tuple(row.app.name for row, _ in flagged),
            quarantined=tuple(row.app.name for row in over),
        )
        if not dry_run:
            for row, after in flagged:
                if row not in over:
                    apps.save(change, row.id, row.version, row.app, after, "to be reassessed")
            for row in over:
                stopped = lifecycle.moved(row.app, "quarantined", change.today)
                why = reassessment.words(row.app)
                apps.save(change, row.id, row.version, row.app, stopped, "quarantined", because=why)
        return swept


def take_inventory(
    store: Store, present: Collection[str], *, actor: str, dry_run: bool, only: str = ""
) -> Swept:
    """Mark the apps that nobody of these people answers for; never many at once."""
    here = {person.casefold() for person in present}
    with store.change(actor) as change:
        rows = [row for row in _live(change.connection, only) if not row.app.orphaned]
        lost = [row for row in rows if ownership.gone(row.app, here)]
        if not only:
            before = _count(change.connection, table.c.orphaned >= _yesterday(change))
            _check_few(change, len(lost), before, "orphaned")
        if not dry_run:
            for row in lost:
                _orphan(change, row)
        return Swept(orphaned=tuple(row.app.name for row in lost))


def _orphan(change: Change, row: _Row) -> None:
    controls = apps.controls_of(change.connection, row.app)
    after = ownership.orphaned(row.app, change.today)
    after = reassessment.clocked(after, ("orphaned",), controls, change.today)
    apps.save(change, row.id, row.version, row.app, after, "orphaned")


def _live(connection: Connection, only: str) -> Iterator[_Row]:
    if only:
        yield _Row(*apps.get(connection, only))
        return
    last = ""
    while True:
        query = select(table).where(table.c.name > last).order_by(table.c.name).limit(AT_ONCE)
        rows = connection.execute(query).all()
        for row in rows:
            if row.stage != "retired":
                yield _Row(row.id, row.version, apps.app_of(row))
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].name


def _aged(change: Change, row: _Row) -> App:
    controls = apps.controls_of(change.connection, row.app)
    waivers = apps.waivers_of(change.connection, row.id)
    decided = ""
    if control(controls, "review.re_review_days") is not None:
        approved = [
            review.decided
            for review in review_rows.reviews_of(change.connection, row.id)
            if review.state == "approved"
        ]
        decided = max(approved, default="")
    reasons = grown_old(row.app, controls, waivers, reviewed=decided, today=change.today)
    aged = reassessment.flagged(row.app, reasons, controls, change.today)
    if "exception_expired" in reasons and row.app.stage in reassessment.USED_STAGES:
        aged = reassessment.clocked(aged, ("exception_expired",), controls, change.today)
    return aged


def _yesterday(change: Change) -> str:
    return (change.today - timedelta(days=1)).isoformat()


def _count(connection: Connection, *holds: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).where(*holds)).scalar_one())


def _check_few(change: Change, flips: int, before: int, what: str) -> None:
    if not flips:
        return
    counts = change.connection.execute(
        select(facets.c.value, facets.c.count).where(facets.c.facet == "stage")
    )
    live = sum(count for stage, count in counts if stage != "retired")
    ownership.check_not_too_many(flips, before=before, of=live, what=what)


def people_in(text: str, source: str) -> set[str]:
    """The addresses of a list, one a line; a list without any is refused."""
    found = {line.strip().split(",")[0].strip() for line in text.splitlines()}
    people = {person for person in found if "@" in person}
    if not people:
        raise CatalogError(f"{source} names nobody. Write one address a line.")
    return people
