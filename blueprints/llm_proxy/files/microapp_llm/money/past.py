"""What apps spent before this process began, from the ledger: so it knows what is usual."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, MetaData, bindparam, func, select

from microapp_kit.schema import ORDERED_TEXT
from microapp_kit.sql import POSTGRES
from microapp_kit.store import Store
from microapp_llm.money.spikes import Spent, bucket_of
from microapp_llm.money.tables import LEDGER

MOST_ORGS = 10_000
MINUTE = "%Y-%m-%dT%H:%M"


class Past:
    """Reads the spending of yesterday and today, once for each organisation."""

    def __init__(self, store: Store, metadata: MetaData) -> None:
        self._store = store
        self._known: set[str] = set()
        table = metadata.tables[LEDGER]
        org, day = (bindparam(name, type_=ORDERED_TEXT) for name in ("p_org", "p_day"))
        at: ColumnElement[str] = func.substr(table.c.at, 1, len("2026-11-26T12:00"))
        if store.compiler.database == POSTGRES:
            at = func.to_char(func.timezone("UTC", table.c.at), 'YYYY-MM-DD"T"HH24:MI')
        minute = at.label("minute")
        spent = func.sum(table.c.nano).cast(BigInteger())
        rows = select(table.c.app, minute, spent).where(table.c.org == org, table.c.day >= day)
        self._rows = store.compiler.compile(rows.group_by(table.c.app, minute).order_by(minute))

    def is_new(self, org: str) -> bool:
        """Say whether an organisation was not asked for before, and remember it."""
        if org in self._known:
            return False
        if len(self._known) >= MOST_ORGS:
            self._known.clear()
        self._known.add(org)
        return True

    def forget(self, org: str) -> None:
        """Take an organisation for new again."""
        self._known.discard(org)

    async def of(self, org: str, now: datetime) -> Mapping[str, Sequence[Spent]]:
        """Give what each app of an organisation spent, in the order of time."""
        day = (now - timedelta(days=1)).date().isoformat()
        found: dict[str, list[Spent]] = defaultdict(list)
        for app, minute, nano in await self._store.read_aside(
            org, self._rows, {"p_org": org, "p_day": day}
        ):
            at = datetime.strptime(minute, MINUTE).replace(tzinfo=UTC)
            found[app].append(Spent(bucket_of(at.timestamp()), nano))
        return found
