"""Proves the ledger: every hash follows from the one before, and the tables say what it says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from sys import intern
from typing import Any

from sqlalchemy import Connection, Select, select

from microapp_cli.adapters.catalog.apps import FIELDS
from microapp_cli.adapters.catalog.tables import apps, facets, head, ledger
from microapp_cli.core.catalog.app import FACETS
from microapp_cli.core.catalog.chain import START, canonical, digest, first_digest

AT_ONCE = 10_000
MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Proof:
    """What verifying came to."""

    entries: int
    apps: int
    head: str
    problems: tuple[str, ...]
    first_form: int = 0
    """So many entries at the start are chained as catalogs did before version 0003."""


def verify(connection: Connection, *, expect: str = "") -> Proof:
    """Walk the whole ledger; with `expect` (`SEQ:HASH`), an entry noted elsewhere must be in it."""
    replay = _Replay()
    problems = list(_chain(connection, replay, expect))
    problems += _differences(connection, replay)
    last = connection.execute(select(head.c.seq, head.c.hash)).one()
    return Proof(
        entries=replay.entries,
        apps=len(replay.apps),
        head=f"{last.seq}:{last.hash}",
        problems=tuple(problems[:MOST_PROBLEMS]),
        first_form=replay.first_form,
    )


class _Replay:
    """The apps as the ledger tells them, built up entry by entry."""

    def __init__(self) -> None:
        self.entries = 0
        self.first_form = 0
        self.apps: dict[str, list[Any]] = {}
        self._places = {name: place for place, name in enumerate(FIELDS)}
        self._decode = json.JSONDecoder().raw_decode

    def take(self, app: str, detail: str) -> None:
        """Apply what one entry set."""
        self.entries += 1
        if '"set":{}' in detail or '"set":' not in detail:
            return
        row = self.apps.get(app)
        if row is None:
            row = self.apps[app] = [""] * len(FIELDS)
        for name, value in self._decode(detail)[0]["set"].items():
            text = value if type(value) is str else canonical(value)
            row[self._places[name]] = intern(text)  # most apps share their team, tier, dates …


def _chain(connection: Connection, replay: _Replay, expect: str) -> Iterator[str]:
    previous, wanted = START, expect.split(":", 1) if expect else []
    columns = (ledger.c.seq, ledger.c.at, ledger.c.actor, ledger.c.action)
    query = select(*columns, ledger.c.app, ledger.c.detail, ledger.c.hash).order_by(ledger.c.seq)
    seen = False
    number = 0
    rows = plain(connection, query)
    for number, row in enumerate(rows, 1):
        seq, _, __, action, app, detail, hash = row
        if seq != number:
            rows.close()
            yield f"entry {number} is missing: the next one is {seq}."
            return
        if digest(previous, *row[:-1]) == hash:
            pass
        elif replay.first_form == number - 1 and first_digest(previous, *row[:-1]) == hash:
            replay.first_form = number
        else:
            rows.close()
            yield f"entry {seq} was changed: its hash does not follow ({action} {app})."
            return
        if wanted and wanted == [str(seq), hash]:
            seen = True
        previous = hash
        replay.take(app, detail)
    last = connection.execute(select(head.c.seq, head.c.hash)).one()
    if (last.seq, last.hash) != (number, previous):
        yield f"the end was cut off: {last.seq} entries were written, {number} are there."
    if wanted and not seen:
        yield f"the entry {expect} is not in this ledger: it was rewritten since it was noted."


def first_form(connection: Connection) -> int:
    """How many entries at the start are chained as catalogs did before version 0003."""
    columns = (ledger.c.seq, ledger.c.at, ledger.c.actor, ledger.c.action)
    query = select(*columns, ledger.c.app, ledger.c.detail, ledger.c.hash).order_by(ledger.c.seq)
    previous, number = START, 0
    rows = plain(connection, query)
    for *entry, hash in rows:
        if first_digest(previous, *entry) != hash:
            break
        previous, number = hash, number + 1
    rows.close()
    return number


def plain(connection: Connection, query: Select[Any]) -> Generator[tuple[Any, ...], None, None]:
    """The rows of a query, some thousands at a time."""
    options = connection.execution_options(stream_results=True, yield_per=AT_ONCE)
    with options.execute(query) as rows:
        for part in rows.partitions():
            yield from map(tuple, part)


def _differences(connection: Connection, replay: _Replay) -> Iterator[str]:
    counts: Counter[tuple[str, str]] = Counter()
    query = select(*(apps.c[name] for name in FIELDS), apps.c.state)
    told = dict(replay.apps)
    for *row, state in plain(connection, query):
        name = row[0]
        facts = {**dict(zip(FIELDS, row, strict=True)), "state": state}
        counts.update((facet, facts[facet]) for facet in FACETS)
        told_row = told.pop(name, None)
        if told_row is None:
            yield f"{name} is in the catalog, but no entry of the ledger entered it."
        elif told_row != row:
            wrong = [f for f, a, b in zip(FIELDS, told_row, row, strict=True) if a != b]
            yield f"{name}: {', '.join(wrong)} differ from what the ledger says."
    yield from (f"{name} is in the ledger, but not in the catalog." for name in told)
    found = {
        (row.facet, row.value): row._mapping["count"] for row in connection.execute(select(facets))
    }
    for key in sorted(set(found) | set(counts)):
        if found.get(key, 0) != counts.get(key, 0):
            yield f"the counter {key[0]} {key[1]!a} says {found.get(key, 0)}, not {counts[key]}."
