"""The catalog as commands use it: reading transactions, and changes that end in the ledger."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from microapp_cli.adapters.catalog.address import Address
from microapp_cli.adapters.catalog.engine import transaction
from microapp_cli.adapters.catalog.tables import facets, head, ledger
from microapp_cli.core.catalog.chain import canonical, digest
from microapp_cli.core.errors import CatalogError

STAMP = r"|\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{6}Z"
SKEW = timedelta(minutes=5)
"""How far the clocks of two machines may lie apart."""


@dataclass(frozen=True)
class Store:
    """One open catalog."""

    engine: Engine
    address: Address
    now: datetime

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """One view of the catalog, in which nothing changes."""
        with transaction(self.engine, self.address, writes=False) as connection:
            yield Reading(connection, _later(self.now, _last(connection).at).date())

    @contextmanager
    def change(self, actor: str) -> Iterator[Change]:
        """One transaction that changes the catalog; whoever else wants to waits at its start."""
        with transaction(self.engine, self.address, writes=True) as connection:
            last = _last(connection, alone=True)
            moment = _not_set_back(self.now, last.at)
            change = Change(connection, moment.date(), actor, _stamp(moment), last.seq, last.hash)
            yield change
            change.finish()


@dataclass(frozen=True)
class Reading:
    """A view of the catalog on one day, never earlier than the day of its last entry."""

    connection: Connection
    today: date


@dataclass
class Change:
    """A change in the making; its entries reach the ledger when it is whole."""

    connection: Connection
    today: date
    actor: str
    at: str
    seq: int
    hash: str
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    entries: list[dict[str, Any]] = field(default_factory=list)

    def record(self, action: str, app: str, detail: Mapping[str, Any]) -> None:
        """Add one entry to the ledger."""
        self.seq += 1
        text = canonical(detail)
        self.hash = digest(self.hash, self.seq, self.at, self.actor, action, app, text)
        self.entries.append(
            {
                "seq": self.seq,
                "at": self.at,
                "actor": self.actor,
                "action": action,
                "app": app,
                "detail": text,
                "hash": self.hash,
            }
        )

    def finish(self) -> None:
        """Write the entries, the head of the chain and the counters."""
        if self.entries:
            self.connection.execute(ledger.insert(), self.entries)
            self.connection.execute(update(head).values(seq=self.seq, at=self.at, hash=self.hash))
        changed = [
            {"facet": facet, "value": value, "count": count}
            for (facet, value), count in sorted(self.counts.items())
            if count
        ]
        if changed:
            self.connection.execute(_added(self.connection.dialect.name), changed)


def _last(connection: Connection, *, alone: bool = False) -> Any:
    """The end of the ledger; to read it `alone` is to wait for whoever else changes it."""
    query = select(head.c.seq, head.c.at, head.c.hash)
    rows = connection.execute(query.with_for_update() if alone else query).all()
    if len(rows) != 1 or not re.fullmatch(STAMP, str(rows[0].at)):
        raise CatalogError(
            "The catalog is damaged: it does not know where its ledger ends. "
            "Restore it from a backup."
        )
    return rows[0]


def _added(dialect: str) -> Any:
    """Adds to a counter, or begins it."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = make(facets).values(
        facet=bindparam("facet"), value=bindparam("value"), count=bindparam("count")
    )
    return row.on_conflict_do_update(
        index_elements=["facet", "value"], set_={"count": facets.c.count + row.excluded.count}
    )


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%f%z")


def _later(now: datetime, last: str) -> datetime:
    """Now, or the moment of the last entry: a clock set back brings nothing back to life."""
    return max(now, _moment(last)) if last else now


def _not_set_back(now: datetime, last: str) -> datetime:
    moment = _later(now, last)
    if moment - now > SKEW:
        raise CatalogError(
            f"The clock says {_stamp(now)[:16]}, but the catalog's last entry is of {last[:16]}. "
            "Nothing was changed. Set the clock right."
        )
    return moment
