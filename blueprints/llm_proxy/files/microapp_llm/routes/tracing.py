"""Lineage: where an output comes from."""

from __future__ import annotations

from microapp_kit.answer import Answer, json_answer
from microapp_kit.errors import Refusal
from microapp_kit.exchange import Exchange
from microapp_kit.store import Store
from microapp_llm.call import caller_of
from microapp_llm.lineage.keeping import LineageTable
from microapp_llm.lineage.writer import LineageWriter


class Tracing:
    """The handler of lineage."""

    def __init__(
        self, store: Store, table: LineageTable, writer: LineageWriter, own_app: str
    ) -> None:
        self._store = store
        self._table = table
        self._writer = writer
        self._own_app = own_app

    async def read(self, exchange: Exchange) -> Answer:
        """Tell where an output comes from: to its asker in its app, and to an admin of the org."""
        exchange.require("reader")
        principal = exchange.principal
        caller = caller_of(principal, self._own_app)
        asker = None if principal.has("admin") else (caller.app, caller.user)
        name = exchange.scope["path_params"]["request_id"]
        await self._writer.flush()
        rows = await self._table.read(self._store, principal.org, asker, name, exchange.now())
        if rows is None:
            raise Refusal(404, "not_found", "There is no such request.")
        return json_answer(200, {"request_id": name, "entries": rows})
