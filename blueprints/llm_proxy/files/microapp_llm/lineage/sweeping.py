"""Forgets lineage that is too old, a slice at a time, so that nobody waits for it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    MetaData,
    bindparam,
    delete,
    null,
    select,
    update,
)

from microapp_kit.several import Given, Several, types_of
from microapp_kit.sql import Compiler, Params, Statement
from microapp_kit.store import Store
from microapp_llm.lineage.row import NAME, time_of

SLICE = 200  # rows of one transaction
PAUSE = 0.005  # seconds after each, in which others are served


class Sweeping:
    """Finds what is too old beside the calls, and forgets it by its key.

    A row was given its last day when it was written; a policy that has become shorter since holds
    for it too.
    """

    def __init__(
        self, metadata: MetaData, compiler: Compiler, days: int, text_days: int | None
    ) -> None:
        table = metadata.tables[NAME]
        now: BindParameter[Any] = bindparam("p_now")
        self._days, self._moment = days, compiler.moment

        def found(old: ColumnElement[bool]) -> Statement:
            rows = select(table.c.id).where(table.c.org == bindparam("p_org"), old)
            return compiler.compile(rows.limit(SLICE))

        def mine(given: Given) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
            return table.c.org == given["org"], table.c.id == given["id"]

        types = types_of(table, "org", "id")
        forget = Several(compiler, types, lambda given: delete(table).where(*mine(given)))
        no_text = update(table).values(text=null(), text_expires_at=null())
        forget_text = Several(compiler, types, lambda given: no_text.where(*mine(given)))
        old_text = table.c.text_expires_at <= now if text_days else table.c.text.is_not(null())
        self._all = [
            (found(table.c.expires_at <= now), forget),
            (found(table.c.id < bindparam("p_oldest_id")), forget),  # by today's policy
            (found(old_text), forget_text),
        ]

    async def sweep(self, store: Store, org: str, now: datetime) -> None:
        """Forget the rows of an org that are too old, and the texts that are."""
        oldest = time_of(now - timedelta(days=self._days), or_at=True)
        params = {"p_org": org, "p_now": self._moment(now), "p_oldest_id": oldest}
        for find, forget in self._all:
            while await _forgotten(store, find, forget, params) == SLICE:
                await asyncio.sleep(PAUSE)


async def _forgotten(store: Store, find: Statement, forget: Several, params: Params) -> int:
    """Forget a slice; give how many rows it had."""
    org = params["p_org"]
    rows = await store.read_aside(org, find, params)
    old = [{"p_org": org, "p_id": row[0]} for row in rows]
    if old:
        await store.write(org, lambda: forget.of(old))
    return len(old)
