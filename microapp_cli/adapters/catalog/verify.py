"""Proves the ledger: every hash follows from the one before, and the tables say what it says."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Select, func, select

from microapp_cli.adapters.catalog.address import Address
from microapp_cli.adapters.catalog.chain_walk import (
    COLUMNS,
    Broken,
    Walked,
    noted_last,
    partitions,
    walk,
    walking_apart,
)
from microapp_cli.adapters.catalog.tables import apps, facets, ledger
from microapp_cli.adapters.catalog.verify_kept import wrong_kept
from microapp_cli.adapters.catalog.verify_reviews import wrong_reviews
from microapp_cli.adapters.many_checks import cores
from microapp_cli.core.catalog.app import FACETS
from microapp_cli.core.catalog.chain import START, first_digest
from microapp_cli.core.catalog.replay import FIELDS, Replay

MOST_PROBLEMS = 20
LONG = 100_000
"""So many entries are worth a second process."""


@dataclass(frozen=True)
class Proof:
    """What verifying came to."""

    entries: int
    apps: int
    head: str
    problems: tuple[str, ...]
    first_form: int = 0
    """So many entries at the start are chained as catalogs did before version 0003."""


def verify(
    connection: Connection, *, expect: str = "", at: Address | None = None, long: int = LONG
) -> Proof:
    """Walk the whole ledger; with `expect` (`SEQ:HASH`), an entry noted elsewhere must be in it.

    Where the catalog lies, `at`, lets a second process read a long ledger at the same time.
    """
    many, _ = noted_last(connection)
    with _no_cycles():
        if at is not None and many >= long and cores() > 1:
            proof = _both_at_once(connection, expect, at, many)
            if proof is not None:
                return proof
        walked, replay = Walked(expect), Replay()
        problems = list(_chain(connection, walked, replay))
        problems += _differences(connection, replay)
        return _proof(connection, walked, replay, problems)


def _proof(connection: Connection, walked: Walked, replay: Replay, problems: list[str]) -> Proof:
    seq, hash = noted_last(connection)
    return Proof(
        entries=walked.entries,
        apps=len(replay.apps),
        head=f"{seq}:{hash}",
        problems=tuple(problems[:MOST_PROBLEMS]),
        first_form=walked.first_form,
    )


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Nothing here points back to itself, and to look for it takes as long as to read it all."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _both_at_once(connection: Connection, expect: str, at: Address, many: int) -> Proof | None:
    """The proof while the chain is followed elsewhere; None where it is better told in turn."""
    replay, read = Replay(), 0
    query = select(ledger.c.seq, ledger.c.app, ledger.c.detail).order_by(ledger.c.seq)
    with walking_apart(at, expect, many) as outcome:
        with closing(partitions(connection, query)) as parts:
            for part in parts:
                read += len(part)
                if replay.take(part) is not None:
                    return None
        problems = list(_differences(connection, replay))
        walked = outcome()
    if walked is None or read != many or walked.last != noted_last(connection):
        return None
    if expect and not walked.seen:
        return None
    return _proof(connection, walked, replay, problems)


def _chain(connection: Connection, walked: Walked, replay: Replay) -> Iterator[str]:
    try:
        with closing(walk(connection, walked)) as parts:
            for part in parts:
                unread = replay.take((entry[0], entry[4], entry[5]) for entry in part)
                if unread is not None:
                    yield f"entry {unread} says nothing that microapp writes."
                    return
    except Broken as error:
        yield str(error)
        return
    last = noted_last(connection)
    if last != walked.last:
        yield f"the end was cut off: {last[0]} entries were written, {walked.entries} are there."
    if walked.expect and not walked.seen:
        noted = walked.expect
        yield f"the entry {noted} is not in this ledger: it was rewritten since it was noted."


def first_form(connection: Connection) -> int:
    """How many entries at the start are chained as catalogs did before version 0003."""
    query = select(*COLUMNS).order_by(ledger.c.seq)
    previous, number = START, 0
    with closing(partitions(connection, query)) as parts:
        for *entry, hash in chain.from_iterable(parts):
            if first_digest(previous, *entry) != hash:
                break
            previous, number = hash, number + 1
    return number


def plain(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, read some thousands at a time."""
    return map(tuple, chain.from_iterable(partitions(connection, query)))


def _differences(connection: Connection, replay: Replay) -> Iterator[str]:
    told = dict(replay.apps)
    for row in plain(connection, select(*(apps.c[name] for name in FIELDS))):
        name = row[_NAME]
        told_row = told.pop(name, None)
        if told_row is None:
            yield f"{name} is in the catalog, but no entry of the ledger entered it."
        elif told_row != [*row]:
            wrong = [f for f, a, b in zip(FIELDS, told_row, row, strict=True) if a != b]
            yield f"{name}: {', '.join(wrong)} differ from what the ledger says."
    yield from (f"{name} is in the ledger, but not in the catalog." for name in told)
    yield from _wrong_counters(connection)
    yield from wrong_reviews(connection)
    yield from wrong_kept(connection, replay.kept)


_NAME = FIELDS.index("name")


def _wrong_counters(connection: Connection) -> Iterator[str]:
    counts: dict[tuple[str, str], int] = {}
    for facet in FACETS:
        grouped = select(apps.c[facet], func.count()).group_by(apps.c[facet])
        counts |= {(facet, value): many for value, many in connection.execute(grouped)}
    found = {
        (row.facet, row.value): row._mapping["count"] for row in connection.execute(select(facets))
    }
    for key in sorted(set(found) | set(counts), key=str):
        says, right = found.get(key, 0), counts.get(key, 0)
        if says != right:
            yield f"the counter {key[0]} {key[1]!a} says {says}, not {right}."
