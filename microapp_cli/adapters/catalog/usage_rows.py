"""Takes usage in: every event once, its sums in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from microapp_cli.adapters.catalog.store import Change, Store
from microapp_cli.adapters.catalog.tables import apps
from microapp_cli.adapters.catalog.tables_usage import COUNTS, by_day, by_hour, by_month, events
from microapp_cli.core.catalog import usage
from microapp_cli.core.catalog.usage import Event
from microapp_cli.core.errors import CatalogError

AT_ONCE = 500
Key = tuple[Any, ...]
Sums = dict[Key, list[int]]
STORAGE = COUNTS.index("storage_bytes")
ROLLUPS: tuple[tuple[Table, tuple[str, ...], Callable[[int, Event], Key]], ...] = (
    (by_hour, ("app_id", "hour"), lambda id, event: (id, event.hour)),
    (by_day, ("app_id", "day", "model"), lambda id, event: (id, event.day, event.model)),
    (by_month, ("app_id", "month"), lambda id, event: (id, event.month)),
)


@dataclass
class Imported:
    """What an import came to."""

    new: int = 0
    known: int = 0
    cost_micros: int = 0
    unknown_apps: dict[str, int] = field(default_factory=dict)


def take_in(store: Store, lines: Iterable[str], *, source: str, actor: str) -> Imported:
    """Take in lines of JSON, all or none; what was taken in before is passed over."""
    done = Imported()
    sums: list[Sums] = [{} for _ in ROLLUPS]
    with store.change(actor) as change:
        ids: dict[str, int] = {}
        for chunk in _chunks(_events(lines, store), AT_ONCE):
            _take_chunk(change, chunk, source, ids, sums, done)
        for (table, key, _), sum_ in zip(ROLLUPS, sums, strict=True):
            _add(change.connection, table, key, sum_)
        if done.new:
            told = {"source": source, "events": done.new, "cost_micros": done.cost_micros}
            change.record("usage imported", "", told)
    return done


def _events(lines: Iterable[str], store: Store) -> Iterator[Event]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield usage.parse(line, now=store.now)
        except ValueError as error:
            raise CatalogError(f"Line {number}: {error} Nothing was imported.") from None


def _chunks(found: Iterator[Event], size: int) -> Iterator[list[Event]]:
    while chunk := list(islice(found, size)):
        yield chunk


def _take_chunk(
    change: Change,
    chunk: Sequence[Event],
    source: str,
    ids: dict[str, int],
    sums: list[Sums],
    done: Imported,
) -> None:
    _find_apps(change.connection, {event.app for event in chunk} - set(ids), ids)
    named = {event.id: event for event in reversed(chunk) if event.app in ids}
    for event in chunk:
        if event.app not in ids:
            done.unknown_apps[event.app] = done.unknown_apps.get(event.app, 0) + 1
    query = select(events.c.event).where(events.c.source == source, events.c.event.in_(named))
    known = set(change.connection.execute(query).scalars())
    new = [event for id, event in named.items() if id not in known]
    done.known += sum(event.app in ids for event in chunk) - len(new)
    if not new:
        return
    change.connection.execute(insert(events), [_row(source, ids[e.app], e) for e in new])
    for event in new:
        done.new += 1
        done.cost_micros += event.cost_micros
        counts = [getattr(event, name) for name in COUNTS]
        for (_, __, key_of), sum_ in zip(ROLLUPS, sums, strict=True):
            _sum(sum_, key_of(ids[event.app], event), counts)


def _find_apps(connection: Connection, names: set[str], ids: dict[str, int]) -> None:
    if names:
        rows = connection.execute(select(apps.c.name, apps.c.id).where(apps.c.name.in_(names)))
        ids.update({row.name: row.id for row in rows})


def _row(source: str, app_id: int, event: Event) -> dict[str, Any]:
    texts = {name: getattr(event, name) for name in ("at", "org", "owner", "model", *COUNTS)}
    return {"source": source, "event": event.id, "app_id": app_id, **texts}


def _sum(sums: Sums, key: Key, counts: Sequence[int]) -> None:
    """Add up, but of storage, which is a level, keep the highest."""
    held = sums.get(key)
    if held is None:
        sums[key] = list(counts)
        return
    for place, count in enumerate(counts):
        held[place] = max(held[place], count) if place == STORAGE else held[place] + count


def _add(connection: Connection, table: Table, key: tuple[str, ...], sums: Sums) -> None:
    if not sums:
        return
    dialect = connection.dialect.name
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    larger = func.greatest if dialect == "postgresql" else func.max
    row = make(table)
    added = {
        name: larger(table.c[name], row.excluded[name])
        if name == "storage_bytes"
        else table.c[name] + row.excluded[name]
        for name in COUNTS
    }
    statement = row.on_conflict_do_update(index_elements=list(key), set_=added)
    rows = [
        {**dict(zip(key, values, strict=True)), **dict(zip(COUNTS, counts, strict=True))}
        for values, counts in sorted(sums.items())
    ]
    connection.execute(statement, rows)
