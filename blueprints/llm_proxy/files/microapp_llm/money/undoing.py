"""Gives back what a process put aside before it died, where it is known that nothing was sent."""

from __future__ import annotations

from sqlalchemy import MetaData, bindparam, select

from microapp_kit.schema import ORDERED_TEXT
from microapp_kit.store import Store
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.need import Hold
from microapp_llm.money.tables import HOLDS, LEDGER

HELD = tuple(name for name in Hold._fields if name != "lease_seconds")


class Undoing:
    """Undoes reservations by the name of their call."""

    def __init__(self, store: Store, metadata: MetaData, budgets: Budgets) -> None:
        self._store = store
        self._budgets = budgets
        holds, ledger = metadata.tables[HOLDS], metadata.tables[LEDGER]
        org = bindparam("p_org", type_=ORDERED_TEXT)
        name = bindparam("p_request_id", type_=ORDERED_TEXT)
        held = select(*(holds.c[name] for name in HELD)).where(
            holds.c.org == org, holds.c.request_id == name
        )
        self._held = store.compiler.compile(held)
        counted = select(ledger.c.request_id)
        counted = counted.where(ledger.c.org == org, ledger.c.request_id == name)
        self._counted = store.compiler.compile(counted)

    async def undo(self, org: str, request_id: str) -> bool:
        """Give back what a call holds; false when it was counted as spent before."""
        key = {"p_org": org, "p_request_id": request_id}
        for row in await self._store.read(org, self._held, key):
            hold = Hold(lease_seconds=0, **dict(zip(HELD, row, strict=True)))
            if await self._budgets.release(hold):
                return True
        return not await self._store.read(org, self._counted, key)
