"""Follows the chain of the ledger from its first entry on, here or in a process of its own."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from microapp_cli.adapters.catalog.address import Address
from microapp_cli.adapters.catalog.engine import engine_for, transaction
from microapp_cli.adapters.catalog.tables import head, ledger
from microapp_cli.core.catalog.chain import START, Entry, follow
from microapp_cli.core.errors import CatalogError

AT_ONCE = 10_000
FIELDS = ("seq", "at", "actor", "action", "app", "detail", "hash")
COLUMNS = tuple(ledger.c[name] for name in FIELDS)
Parts = Generator[list[Entry], None, None]


class Broken(Exception):
    """The chain does not hold any further, and why."""


@dataclass
class Walked:
    """How far the chain was followed."""

    expect: str = ""
    """An entry, `SEQ:HASH`, that was noted elsewhere."""
    entries: int = 0
    first_form: int = 0
    """So many entries at the start are chained as catalogs did before version 0003."""
    hash: str = START
    seen: bool = False
    """Whether the noted entry came by."""

    @property
    def last(self) -> tuple[int, str]:
        """The number and the hash of the last entry."""
        return self.entries, self.hash


def walk(connection: Connection, walked: Walked, upto: int | None = None) -> Parts:
    """The entries that follow, part by part; raises Broken where more is there than follows."""
    query = select(*COLUMNS).order_by(ledger.c.seq)
    if upto is not None:
        query = query.where(ledger.c.seq <= upto)
    with closing(partitions(connection, query)) as parts:
        for rows in parts:
            part: list[Entry] = [*map(tuple, rows)]
            good = _follow(walked, part)
            yield part[:good]
            if good < len(part):
                raise Broken(_why(part[good], walked.entries + 1))


def _follow(walked: Walked, part: list[Entry]) -> int:
    first, good = follow(walked.hash, part)
    if first and walked.first_form < walked.entries:
        return 0  # behind a newer entry, none is chained in the old way
    if part[-1][0] != walked.entries + len(part):
        good = min(good, _gap(part, walked.entries + 1))
        first = min(first, good)
    if walked.expect and not walked.seen:
        walked.seen = any(walked.expect == f"{entry[0]}:{entry[-1]}" for entry in part[:good])
    walked.entries += good
    walked.first_form += first
    walked.hash = part[good - 1][-1] if good else walked.hash
    return good


def _gap(part: list[Entry], number: int) -> int:
    """How many entries there are before one is missing."""
    places = (place for place, entry in enumerate(part) if entry[0] != number + place)
    return next(places, len(part))


def _why(entry: Entry, number: int) -> str:
    seq, _, _, action, app, _, _ = entry
    if seq != number:
        return f"entry {number} is missing: the next one is {seq}."
    return f"entry {seq} was changed: its hash does not follow ({action} {app})."


def noted_last(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the last entry, as they stand beside the ledger."""
    row = connection.execute(select(head.c.seq, head.c.hash)).one()
    return row.seq, row.hash


def partitions(connection: Connection, query: Select[Any]) -> Generator[Any, None, None]:
    """The rows of a query, some thousands at a time."""
    options = connection.execution_options(stream_results=True, yield_per=AT_ONCE)
    with options.execute(query) as rows:
        yield from rows.partitions()


@contextmanager
def walking_apart(
    address: Address, expect: str, upto: int
) -> Iterator[Callable[[], Walked | None]]:
    """Follows the chain meanwhile; what is given waits for it, and says None where it is broken.

    What is forked would hold our connection, so the process begins anew, with one of its own.
    """
    anew = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(1, mp_context=anew, initializer=_begin)

    def outcome() -> Walked | None:
        try:
            return future.result()
        except (BrokenProcessPool, CatalogError):
            return None

    try:
        future = pool.submit(_walk_all, address, expect, upto)
        yield outcome
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    """Ctrl-C is for the process that asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _walk_all(address: Address, expect: str, upto: int) -> Walked | None:
    walked = Walked(expect)
    with transaction(engine_for(address), address, writes=False) as connection:
        try:
            for _ in walk(connection, walked, upto):
                pass
        except Broken:
            return None
    return walked
