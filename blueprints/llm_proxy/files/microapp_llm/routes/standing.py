"""What can be asked about: models, usage and budget."""

from __future__ import annotations

import re
from typing import Any

from microapp_kit.answer import Answer, json_answer
from microapp_kit.errors import Refusal
from microapp_kit.exchange import Exchange
from microapp_llm.call import caller_of
from microapp_llm.models import Model, Models
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.need import BUDGETS, UNLIMITED, Standing, dollars
from microapp_llm.money.settling import Settler
from microapp_llm.pages import Pages, pairs_of

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


class Standings:
    """The handlers that tell how things stand."""

    def __init__(
        self, models: Models, budgets: Budgets, settler: Settler, own_app: str, pages: Pages
    ) -> None:
        self._models = models
        self._budgets = budgets
        self._settler = settler
        self._own_app = own_app
        self._pages = pages

    async def models(self, exchange: Exchange) -> Answer:
        """List the models by their aliases."""
        exchange.require("reader")
        data = [self._told(model) for model in self._models]
        return json_answer(200, {"object": "list", "data": data})

    async def model(self, exchange: Exchange) -> Answer:
        """Tell of one model what the list tells of it."""
        exchange.require("reader")
        alias = exchange.scope["path_params"]["alias"]
        return json_answer(200, self._told(self._models.any_kind(alias)))

    def _told(self, model: Model) -> dict[str, Any]:
        """Give one model; its price is in nano-dollars for a million tokens."""
        rates = model.price.rates
        price = {"input": rates.input, "cached": rates.cached_input, "output": rates.output}
        about = {"id": model.alias, "object": "model", "created": self._models.priced_at}
        about |= {"owned_by": model.place, "kind": model.kind}
        return {**about, "price": price, "price_from": model.price_from}

    async def usage(self, exchange: Exchange) -> Answer:
        """Tell what was used in a month: one's own in this app, or for an admin the whole org's."""
        exchange.require("reader")
        pairs = pairs_of(exchange, "month", "limit", "cursor")
        month = pairs.get("month")
        if month is not None and not MONTH.fullmatch(month):
            raise Refusal(422, "invalid", "month must be a year and a month, as in 2026-11.")
        await self._settler.drain()
        mine = caller_of(exchange.principal, self._own_app)
        who = None if exchange.principal.has("admin") else (mine.app, mine.user)
        rows = await self._budgets.usage(exchange.principal.org, month or "", who)
        items = [_row(row) for row in rows]
        return json_answer(200, self._pages.page(exchange, items, pairs))

    async def budget(self, exchange: Exchange) -> Answer:
        """Tell what is spent, put aside and left of each budget, on each level that counts."""
        exchange.require("reader")
        caller = caller_of(exchange.principal, self._own_app)
        await self._settler.drain()
        who = (caller.org, caller.app, caller.user)
        standings = [s for name in BUDGETS for s in await self._budgets.budget(*who, name)]
        items = [_level(standing) for standing in standings]
        return json_answer(200, {"levels": items})


def _row(row: Any) -> dict[str, Any]:
    return _with_dollars(row._asdict())


def _level(standing: Standing) -> dict[str, Any]:
    """Give one level; what has no cap has null for it."""
    found: dict[str, Any] = standing._asdict()
    found |= {"left_nano": standing.left_nano, "left_tokens": standing.left_tokens}
    for unit in ("nano", "tokens"):
        if found[f"cap_{unit}"] >= UNLIMITED:
            found |= {f"cap_{unit}": None, f"left_{unit}": None}
    return _with_dollars(found)


def _with_dollars(found: dict[str, Any]) -> dict[str, Any]:
    """Give beside each amount of nano-dollars, which counts, what people read."""
    amounts = {name: amount for name, amount in found.items() if name.endswith("nano")}
    told = {n[:-4] + "usd": None if a is None else dollars(a) for n, a in amounts.items()}
    return {**found, **told}
