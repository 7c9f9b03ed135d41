"""What apps spent before this process began, from the ledger: so it knows what is usual."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, MetaData, bindparam, func, select

from microapp_kit.schema import MOMENT, ORDERED_TEXT
from microapp_kit.sql import POSTGRES
from microapp_kit.store import Store
from microapp_llm.money.spikes import BUCKET_SECONDS, MOST_IDLE, Spent
from microapp_llm.money.tables import LEDGER

MOST_ORGS = 10_000
LONGEST = timedelta(seconds=MOST_IDLE * BUCKET_SECONDS)
PAUSE = timedelta(minutes=10)  # before a ledger that could not be read is read again


class Past:
    """Reads the spending of the last two days, once for each organisation."""

    def __init__(self, store: Store, metadata: MetaData) -> None:
        self._store = store
        self._known: dict[str, datetime | None] = {}  # until when not to ask; None: never again
        self._moment = store.compiler.moment
        table = metadata.tables[LEDGER]
        c = table.c
        org, day = (bindparam(name, type_=ORDERED_TEXT) for name in ("p_org", "p_day"))
        seconds: ColumnElement[Any] = func.strftime("%s", c.at)
        if store.compiler.database == POSTGRES:
            seconds = func.floor(func.extract("epoch", c.at))
        bucket = (seconds.cast(BigInteger()) // BUCKET_SECONDS).label("bucket")
        spent = func.sum(c.nano).cast(BigInteger())
        since, now = (bindparam(name, type_=MOMENT) for name in ("p_since", "p_now"))
        rows = select(c.app, bucket, spent).where(
            c.org == org, c.day >= day, c.at > since, c.at <= now
        )
        self._rows = store.compiler.compile(rows.group_by(c.app, bucket).order_by(c.app, bucket))

    def is_new(self, org: str, now: datetime) -> bool:
        """Say whether an organisation should be asked for, and take it for known by now."""
        if org in self._known and ((until := self._known[org]) is None or now < until):
            return False
        if len(self._known) >= MOST_ORGS:
            self._known.clear()
        self._known[org] = None
        return True

    def failed(self, org: str, now: datetime) -> None:
        """Let an organisation be asked for again, after a while."""
        self._known[org] = now + PAUSE

    async def of(self, org: str, now: datetime) -> AsyncIterator[tuple[str, Sequence[Spent]]]:
        """Give what each app of an organisation spent, in the order of time; others go between."""
        since = now - LONGEST
        params = {"p_org": org, "p_day": since.date().isoformat()}
        times = {"p_since": self._moment(since), "p_now": self._moment(now)}
        rows = await self._store.read_aside(org, self._rows, params | times)
        for app, its_rows in groupby(rows, key=lambda row: row[0]):
            yield app, [Spent(bucket, nano) for _, bucket, nano in its_rows]
            await asyncio.sleep(0)
