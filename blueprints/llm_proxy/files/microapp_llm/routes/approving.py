"""Approvals: ask for a model that needs one, and decide about what others ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from msgspec import Meta

from microapp_kit.answer import Answer, json_answer
from microapp_kit.changes import Change
from microapp_kit.exchange import Exchange
from microapp_kit.idempotency import Claim, Idempotency, fingerprint, parse_key
from microapp_kit.sql import Script
from microapp_kit.store import Store
from microapp_llm.approvals.deciding import Approvals, shown
from microapp_llm.approvals.model import LONGEST_REASON, MOST_DAYS, Approval
from microapp_llm.approvals.reasons import Reasons
from microapp_llm.asked import Alias, Strict, check
from microapp_llm.call import caller_of
from microapp_llm.models import Models
from microapp_llm.pages import Pages, pairs_of


class Asked(Strict):
    """What is asked for."""

    model: Alias
    reason: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)]
    days: Annotated[int, Meta(ge=1, le=MOST_DAYS)]
    scope: Literal["user", "app"] = "user"


class Decision(Strict):
    """What is decided."""

    decision: Literal["approve", "reject", "revoke"]


class Approving:
    """The handlers of approvals."""

    def __init__(
        self,
        store: Store,
        approvals: Approvals,
        kept: Idempotency,
        models: Models,
        own_app: str,
        pages: Pages,
        reasons: Reasons,
    ) -> None:
        self._store = store
        self._approvals = approvals
        self._kept = kept
        self._models = models
        self._own_app = own_app
        self._pages = pages
        self._reasons = reasons

    async def list(self, exchange: Exchange) -> Answer:
        """List one's own requests of this app, or for an admin all of the organisation."""
        exchange.require("reader")
        pairs = pairs_of(exchange, "limit", "cursor")
        principal = exchange.principal
        asker = None if principal.has("admin") else (self._app(exchange), principal.sub)
        now = exchange.now()
        found = await self._approvals.list(self._store, principal.org, asker, now)
        return json_answer(200, self._pages.page(exchange, shown(found, now), pairs))

    async def ask(self, exchange: Exchange) -> Answer:
        """Ask for a model."""
        exchange.require("writer")
        _, body = await exchange.json()
        wish = check(Asked, body)
        behind = self._models.any_kind(wish.model).name
        app = self._app(exchange)
        reason = await self._reasons.masked(wish.reason)
        told = {"model": wish.model, "reason": reason, "days": wish.days, "scope": wish.scope}
        return await self._once(
            exchange,
            body,
            201,
            lambda change: self._approvals.ask(change, app=app, behind=behind, **told),
        )

    async def decide(self, exchange: Exchange) -> Answer:
        """Decide about a request."""
        exchange.require("reader")
        _, body = await exchange.json()
        wish = check(Decision, body)
        decide: Callable[[Change, str], Script[Approval]] = getattr(self._approvals, wish.decision)
        name = exchange.scope["path_params"]["id"]
        return await self._once(exchange, body, 200, lambda change: decide(change, name))

    def _app(self, exchange: Exchange) -> str:
        return caller_of(exchange.principal, self._own_app).app

    async def _once(
        self,
        exchange: Exchange,
        body: object,
        status: int,
        work: Callable[[Change], Script[Approval]],
    ) -> Answer:
        """Do the work in one transaction, once per idempotency key."""
        principal, now = exchange.principal, exchange.now()
        change = Change(principal, exchange.request_id, now)

        def answered() -> Script[Answer]:
            approval = yield from work(change)
            return json_answer(status, shown([approval], now)[0])

        key = parse_key(exchange.header("idempotency-key"))
        if key is None:
            return await self._store.write(principal.org, answered)
        asked = fingerprint(exchange.method, exchange.path, exchange.query, body)
        route = f"{exchange.method} {exchange.path} {self._app(exchange)}"
        claim = Claim(principal.org, principal.sub, route, key, asked)
        with self._kept.held(claim):
            return await self._store.write(
                principal.org, lambda: self._kept.once(claim, now, answered())
            )
