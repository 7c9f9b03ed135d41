"""Pages of the catalog: each begins where the last one ended, and none counts what it skips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, column, select, table, tuple_

from microapp_cli.adapters.catalog.apps import app_of, waiver_of
from microapp_cli.adapters.catalog.filtering import names_of
from microapp_cli.adapters.catalog.tables import apps, exceptions, facets, ledger
from microapp_cli.core.catalog.app import FACETS, App
from microapp_cli.core.catalog.chain import LedgerEntry
from microapp_cli.core.catalog.exceptions import Waiver
from microapp_cli.core.catalog.paging import Page, after

FILTERS = (*FACETS, "owner")
AT_ONCE = 500


def listed(
    connection: Connection, *, filters: Mapping[str, str], cursor: str, size: int
) -> Page[App]:
    """A page of apps by name."""
    names = names_of(connection, filters)
    start = after(cursor, "list", filters)
    if start:
        names = names.where(apps.c.name > start[0])
    names = names.order_by(apps.c.name).limit(size + 1)
    query = select(apps).where(apps.c.name.in_(names.scalar_subquery())).order_by(apps.c.name)
    rows = connection.execute(query).all()
    return Page.of(rows, size, lambda row: [row.name], app_of, kind="list", query=filters)


def every(connection: Connection) -> Iterator[App]:
    """All apps by name, read a part at a time."""
    last = ""
    while True:
        query = select(apps).where(apps.c.name > last).order_by(apps.c.name).limit(AT_ONCE)
        rows = connection.execute(query).all()
        yield from map(app_of, rows)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].name


def found(connection: Connection, *, words: str, cursor: str, size: int) -> Page[App]:
    """A page of the apps whose texts hold every word, in the order in which they came."""
    asked = {"words": words}
    start = after(cursor, "search", asked)
    at = int(start[0]) if start else 0
    rows = connection.execute(_matching(connection, words.casefold().split(), at, size)).all()
    return Page.of(rows, size, lambda row: [row.id], app_of, kind="search", query=asked)


def _matching(connection: Connection, words: list[str], at: int, size: int) -> Select[Any]:
    if connection.dialect.name == "postgresql":
        holds = [apps.c.search.contains(word, autoescape=True) for word in words]
        return select(apps).where(apps.c.id > at, *holds).order_by(apps.c.id).limit(size + 1)
    phrases = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    hits = table("apps_search", column("rowid"), column("apps_search"))
    return (
        select(apps)
        .select_from(hits.join(apps, apps.c.id == hits.c.rowid))
        .where(hits.c.apps_search.match(phrases), hits.c.rowid > at)
        .order_by(hits.c.rowid)
        .limit(size + 1)
    )


def counted(connection: Connection) -> dict[str, dict[str, int]]:
    """facet → value → how many apps, from the counters."""
    rows = connection.execute(
        select(facets).where(facets.c.count != 0).order_by(facets.c.facet, facets.c.count.desc())
    )
    counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    for row in rows:
        counts[row.facet][row.value] = row._mapping["count"]
    return counts


def history(connection: Connection, *, app: str, cursor: str, size: int) -> Page[LedgerEntry]:
    """A page of the ledger, newest first; of one app, or of all."""
    asked = {"app": app}
    start = after(cursor, "history", asked)
    query = select(ledger)
    if app:
        query = query.where(ledger.c.app == app)
    if start:
        query = query.where(ledger.c.seq < int(start[0]))
    rows = connection.execute(query.order_by(ledger.c.seq.desc()).limit(size + 1)).all()
    return Page.of(rows, size, lambda row: [row.seq], entry_of, kind="history", query=asked)


def entry_of(row: Any) -> LedgerEntry:
    """The ledger entry of a row."""
    return LedgerEntry(row.seq, row.at, row.actor, row.action, row.app, row.detail, row.hash)


def waivers(connection: Connection, *, expired_before: str, cursor: str, size: int) -> Page[Waiver]:
    """A page of exceptions, the next to expire first; with a day, those over by then."""
    asked = {"expired_before": expired_before}
    start = after(cursor, "exceptions", asked)
    columns = (exceptions.c.expires, exceptions.c.app, exceptions.c.number)
    query = select(exceptions)
    if expired_before:
        query = query.where(exceptions.c.expires < expired_before)
    if start:
        query = query.where(tuple_(*columns) > tuple_(start[0], start[1], int(start[2])))
    rows = connection.execute(query.order_by(*columns).limit(size + 1)).all()
    return Page.of(
        rows,
        size,
        lambda row: [row.expires, row.app, row.number],
        waiver_of,
        kind="exceptions",
        query=asked,
    )
