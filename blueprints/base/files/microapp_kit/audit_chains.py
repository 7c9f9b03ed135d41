"""The chains of the audit log, read page by page and checked link by link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from microapp_kit.audit import START, Audit, first_break
from microapp_kit.sql import Row
from microapp_kit.store import Store


@dataclass(frozen=True, slots=True)
class Chain:
    """One org's chain: how many entries hold, and the number of the first that does not."""

    org: str
    entries: int
    broken_at: int | None


async def check_chains(
    store: Store, audit: Audit, orgs: Sequence[str] | None = None
) -> AsyncIterator[Chain]:
    """Give the state of each chain, from its first entry on."""
    for org in await orgs_of(store, audit) if orgs is None else orgs:
        yield await _check(store, audit, org)


async def orgs_of(store: Store, audit: Audit) -> list[str]:
    """Give the orgs that have a chain."""
    return [row[0] for row in await store.read_aside("", audit.orgs, {})]


async def pages(store: Store, audit: Audit, org: str) -> AsyncIterator[Sequence[Row]]:
    """Give the entries of a chain in order, a thousand at a time."""
    seq = 0
    while rows := await store.read(org, audit.page, {"p_org": org, "p_seq": seq}):
        yield rows
        seq = rows[-1][1]


async def _check(store: Store, audit: Audit, org: str) -> Chain:
    seq, previous = 0, START
    async for rows in pages(store, audit, org):
        broken_at = first_break(rows, seq, previous)
        await asyncio.sleep(0)  # a long chain holds up nobody for longer than a page takes
        if broken_at is not None:
            return Chain(org, broken_at - 1, broken_at)
        seq, previous = rows[-1][1], rows[-1][9]
    return Chain(org, seq, None)
