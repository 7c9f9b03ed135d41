"""Reads usage from its sums: one app, the top spenders, and every charge of a month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, Table, func, select, tuple_

from microapp_cli.adapters.catalog.tables import apps
from microapp_cli.adapters.catalog.tables_usage import COUNTS, by_day, by_hour, by_month, events
from microapp_cli.core.catalog.focus import Charge
from microapp_cli.core.catalog.paging import Page, after

HOURS_BACK = 14 * 24
DAYS_BACK = 60
AT_ONCE = 5000


@dataclass(frozen=True)
class Spender:
    """What one app spent in a month."""

    app: str
    owner: str
    team: str
    requests: int
    tokens: int
    cost_micros: int


@dataclass(frozen=True)
class Part:
    """What one app used of one model in a month."""

    model: str
    requests: int
    errors: int
    tokens: int
    cost_micros: int


def spent(connection: Connection, app_id: int, month: str) -> int:
    """What an app spent in a month, as its budget counts it."""
    query = select(by_month.c.cost_micros).where(
        by_month.c.app_id == app_id, by_month.c.month == month
    )
    return int(connection.execute(query).scalar() or 0)


def parts(connection: Connection, app_id: int, month: str) -> list[Part]:
    """What an app used in a month, the dearest model first."""
    cost = func.sum(by_day.c.cost_micros)
    query = (
        select(
            by_day.c.model,
            func.sum(by_day.c.requests),
            func.sum(by_day.c.errors),
            func.sum(by_day.c.tokens_in + by_day.c.tokens_out),
            cost,
        )
        .where(by_day.c.app_id == app_id, *_within(month))
        .group_by(by_day.c.model)
        .order_by(cost.desc(), by_day.c.model)
    )
    return [Part(row[0], *map(int, row[1:])) for row in connection.execute(query)]


def _within(month: str) -> tuple[ColumnElement[bool], ...]:
    return by_day.c.day >= f"{month}-01", by_day.c.day <= f"{month}-31"


def hours(connection: Connection, app_id: int, today: date) -> dict[str, int]:
    """hour → cost of the last two weeks."""
    since = (today - timedelta(hours=HOURS_BACK)).isoformat()
    query = select(by_hour.c.hour, by_hour.c.cost_micros).where(
        by_hour.c.app_id == app_id, by_hour.c.hour >= since
    )
    return {row.hour: row.cost_micros for row in connection.execute(query)}


def days(connection: Connection, app_id: int, today: date) -> dict[str, int]:
    """day → cost of the last two months."""
    since = (today - timedelta(days=DAYS_BACK)).isoformat()
    query = (
        select(by_day.c.day, func.sum(by_day.c.cost_micros))
        .where(by_day.c.app_id == app_id, by_day.c.day >= since)
        .group_by(by_day.c.day)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def top(connection: Connection, *, month: str, cursor: str, size: int) -> Page[Spender]:
    """A page of apps by what they spent in a month, the dearest first."""
    asked = {"month": month}
    start = after(cursor, "top", asked)
    place = (by_month.c.cost_micros, by_month.c.app_id)
    query = (
        select(*place, by_month.c.requests, by_month.c.tokens_in, by_month.c.tokens_out)
        .add_columns(apps.c.name, apps.c.owner, apps.c.team)
        .join(apps, apps.c.id == by_month.c.app_id)
        .where(by_month.c.month == month)
    )
    if start:
        query = query.where(tuple_(*place) < tuple_(int(start[0]), int(start[1])))
    rows = connection.execute(
        query.order_by(by_month.c.cost_micros.desc(), by_month.c.app_id.desc()).limit(size + 1)
    ).all()
    return Page.of(
        rows,
        size,
        lambda row: [row.cost_micros, row.app_id],
        lambda row: Spender(
            *(row.name, row.owner, row.team, row.requests),
            tokens=row.tokens_in + row.tokens_out,
            cost_micros=row.cost_micros,
        ),
        kind="top",
        query=asked,
    )


def charges(connection: Connection, month: str) -> Iterator[Charge]:
    """Every charge of a month: by app, model and day."""
    tokens = by_day.c.tokens_in + by_day.c.tokens_out
    query = (
        select(apps.c.name, apps.c.team, apps.c.owner, apps.c.tier, by_day.c.model, by_day.c.day)
        .add_columns(by_day.c.requests, tokens, by_day.c.cost_micros)
        .join(apps, apps.c.id == by_day.c.app_id)
        .where(*_within(month))
        .order_by(by_day.c.day, by_day.c.app_id, by_day.c.model)
    )
    options = connection.execution_options(stream_results=True, yield_per=AT_ONCE)
    with options.execute(query) as rows:
        for row in rows:
            yield Charge(*row)


def wrong_sums(connection: Connection) -> list[str]:
    """The months whose sums are not, column by column, what their events add up to."""
    told = _sums(connection, events, events.c.at)
    problems = []
    for table, moment in ((by_month, "month"), (by_day, "day"), (by_hour, "hour")):
        held = _sums(connection, table, table.c[moment])
        wrong = sorted(key for key in set(held) | set(told) if held.get(key) != told.get(key))
        problems += [
            f"{table.name}: {_named(connection, id)} in {month} does not add up."
            for id, month in wrong
        ]
    return problems


def _sums(
    connection: Connection, table: Table, moment: ColumnElement[str]
) -> dict[tuple[int, str], tuple[int, ...]]:
    """app and month → each column added up; of storage, which is a level, the highest."""
    month = func.substr(moment, 1, 7)
    columns = (
        func.max(table.c[name]) if name == "storage_bytes" else func.sum(table.c[name])
        for name in COUNTS
    )
    query = select(table.c.app_id, month, *columns).group_by(table.c.app_id, month)
    return {(row[0], row[1]): tuple(map(int, row[2:])) for row in connection.execute(query)}


def _named(connection: Connection, app_id: int) -> str:
    name = connection.execute(select(apps.c.name).where(apps.c.id == app_id)).scalar()
    return str(name or f"app {app_id}")
