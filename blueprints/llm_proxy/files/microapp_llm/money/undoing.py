"""Ends what a process put aside before it died: given back where nothing was sent, else charged."""

from __future__ import annotations

from sqlalchemy import MetaData, bindparam, select

from microapp_kit.schema import ORDERED_TEXT
from microapp_kit.store import Store
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.need import Hold, Used
from microapp_llm.money.statements import HELD, as_hold
from microapp_llm.money.tables import HOLDS, LEDGER

TAKEN = ("input_tokens", "output_tokens", "cached_tokens", "nano", "outcome")


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
        counted = select(ledger.c.model, *(ledger.c[name] for name in TAKEN))
        counted = counted.where(ledger.c.org == org, ledger.c.request_id == name)
        self._counted = store.compiler.compile(counted)

    async def undo(self, org: str, request_id: str) -> bool:
        """Give back what a call holds; false when it was counted as spent before."""
        for hold in await self._holds(org, request_id):
            if await self._budgets.release(hold):
                return True
        return await self.charged(org, request_id) is None

    async def charge(self, org: str, request_id: str) -> tuple[str, Used] | None:
        """Count what a call holds as spent: it may have to be paid; give what the ledger says."""
        for hold in await self._holds(org, request_id):
            await self._budgets.charge(hold)
        return await self.charged(org, request_id)

    async def charged(self, org: str, request_id: str) -> tuple[str, Used] | None:
        """Give the model and the cost of a call that the ledger knows."""
        key = {"p_org": org, "p_request_id": request_id}
        for model, *taken in await self._store.read(org, self._counted, key):
            return model, Used(*taken)
        return None

    async def _holds(self, org: str, request_id: str) -> list[Hold]:
        key = {"p_org": org, "p_request_id": request_id}
        rows = await self._store.read(org, self._held, key)
        return [as_hold(row) for row in rows]
