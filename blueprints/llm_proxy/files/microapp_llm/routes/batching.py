"""Batches: many calls handed in at once; each goes through the same guards as any call."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from microapp_kit.answer import Answer, json_answer
from microapp_kit.changes import Change
from microapp_kit.errors import Detail, Refusal
from microapp_kit.exchange import Exchange, Stream
from microapp_kit.export import json_lines
from microapp_kit.store import Store
from microapp_llm.asked import PromptName, Strict, check
from microapp_llm.batches.model import Batch, Item, Result, failure, interrupted
from microapp_llm.batches.queue import Batches
from microapp_llm.batches.runner import BatchRunner, Pace
from microapp_llm.batches.statements import PAGE
from microapp_llm.call import Call, Caller, caller_of
from microapp_llm.embeddings.vectors import shown
from microapp_llm.ending import Told
from microapp_llm.money.need import Used
from microapp_llm.money.undoing import Undoing
from microapp_llm.once import Once
from microapp_llm.pages import pairs_of
from microapp_llm.pipeline import Pipeline
from microapp_llm.providers.asking import Body, Use
from microapp_llm.redaction import Vault
from microapp_llm.routes.models_calls import ModelCalls, as_run
from microapp_llm.sealing import Seal

MOST_ITEMS = 1000
NUMBER = re.compile(r"[0-9]{1,6}")
ONLY_OF_PROMPTS = "The kind prompt needs the field prompt, the id of the prompt; no other has it."


class BatchItem(Strict):
    """One call of a batch: a chat, embeddings, or a stored prompt by its id."""

    kind: Literal["chat", "embeddings", "prompt"]
    body: dict[str, Any]
    prompt: PromptName | UnsetType = UNSET


class Submitted(Strict):
    """A batch."""

    items: Annotated[list[BatchItem], Meta(min_length=1, max_length=MOST_ITEMS)]


def handed_in(kept: Body) -> BatchItem:
    """Read an item as it is kept; older rows say null where nothing was said."""
    said = {name: part for name, part in kept.items() if part is not None}
    return msgspec.convert(said, BatchItem)


class Batching:
    """The handlers of batches, and what runs their items."""

    def __init__(
        self,
        store: Store,
        batches: Batches,
        calls: ModelCalls,
        pipeline: Pipeline,
        once: Once,
        own_app: str,
        secret: bytes,
        undoing: Undoing,
        told: Told,
        is_told: Callable[[str, str], Awaitable[bool]],
        wait_seconds: float,
    ) -> None:
        self._store = store
        self._batches = batches
        self._calls = calls
        self._pipeline = pipeline
        self._once = once
        self._own_app = own_app
        self._seal = Seal(secret, "batches")
        self._undoing = undoing
        self._told = told
        self._is_told = is_told
        pace = Pace.waiting(wait_seconds)
        self.runner = BatchRunner(store, batches, self._run, pace, lost=self._lost, undo=self._undo)

    async def submit(self, exchange: Exchange) -> Answer | Stream:
        """Take a batch; its calls are checked now and run soon."""
        exchange.require("writer")
        _, body = await exchange.json()
        wish: Submitted = check(Submitted, body)
        caller = self._caller(exchange)
        for number, item in enumerate(wish.items):
            self._check(caller, number, item)
        return await self._once.run(exchange, body, lambda: self._submitted(exchange, wish))

    async def read(self, exchange: Exchange) -> Answer:
        """Tell how a batch stands, with a page of its results behind the number `after`."""
        exchange.require("reader")
        who, name = self._caller(exchange), exchange.scope["path_params"]["id"]
        owner = (who.org, who.app, who.user)
        after = pairs_of(exchange, "after").get("after")
        if after is not None and not NUMBER.fullmatch(after):
            raise Refusal(422, "invalid", "after must be a whole number.")
        batch = await self._batches.read(self._store, *owner, name)
        if batch is None:
            raise Refusal(404, "not_found", "There is no such batch.")
        rows = await self._batches.results(self._store, *owner, name, int(after or -1))
        results = [{**row, "body": self._opened(row["body"])} for row in rows or ()]
        more = results[-1]["number"] if len(results) == PAGE else None
        told = {**_shown(batch, exchange), "results": results, "next_after": more}
        return json_answer(200, told)

    async def delete(self, exchange: Exchange) -> Answer | Stream:
        """Forget a batch, also one that runs; a call that is on its way still ends, and is paid."""
        exchange.require("writer")
        return await self._once.run(exchange, {}, lambda: self._deleted(exchange))

    async def _deleted(self, exchange: Exchange) -> Answer:
        name, change = exchange.scope["path_params"]["id"], _change(exchange)
        org, app = change.principal.org, self._caller(exchange).app
        await self._store.write(org, lambda: self._batches.delete(change, app, name))
        return Answer(204)

    async def export(self, exchange: Exchange) -> Stream:
        """Stream all that is kept of the caller's batches in this app: words sent and answered."""
        exchange.require("reader")
        change = _change(exchange)
        await self._store.write(change.principal.org, lambda: self._batches.export(change))
        headers = {
            "Content-Type": "application/jsonl",
            "Content-Disposition": 'attachment; filename="batches.jsonl"',
        }
        return Stream(200, headers, json_lines((), self._kept(self._caller(exchange))))

    async def _kept(self, who: Caller) -> AsyncIterator[list[dict[str, Any]]]:
        after = ("", -1)
        while True:
            items = await self._batches.kept(self._store, who.org, who.app, who.user, after)
            yield [
                {
                    **item,
                    "sent": self._opened(item["sent"]),
                    "answered": self._opened(item["answered"]),
                }
                for item in items
            ]
            if len(items) < PAGE:
                return
            after = (items[-1]["batch"], items[-1]["number"])

    async def _submitted(self, exchange: Exchange, wish: Submitted) -> Answer:
        change = _change(exchange)
        app = self._caller(exchange).app
        size = sum(len(msgspec.json.encode(item)) for item in wish.items)
        bodies = [self._seal.closed(msgspec.to_builtins(item)) for item in wish.items]
        org = exchange.principal.org
        batch = await self._store.write(
            org, lambda: self._batches.submit(change, app, bodies, size=size)
        )
        self._batches.orgs.remembered(org)
        self.runner.wake(org)
        return json_answer(201, _shown(batch, exchange))

    async def _run(self, item: Item) -> Result:
        """Put one item through the pipeline; every try is a call of its own, only one is sent."""
        wish = handed_in(self._seal.opened(item.body))
        try:
            call = self._call(_caller(item), wish)
        except Refusal as refusal:  # it fitted when it was handed in; a prompt may have gone since
            await self._tell(item, refusal.code, item.request_id)
            raise
        call.source, call.id = "batch", item.request_id
        call.before_asking = lambda: self.runner.send(item)
        try:
            body = await self._pipeline.whole(call)
        except Refusal as refusal:
            if call.paid:  # to try again would pay twice
                return failure(item, refusal)
            raise
        if wish.kind == "prompt":
            body = as_run(call, body)
        if wish.kind == "embeddings":
            body = shown(body, wish.body.get("encoding_format") or "float")
        return Result(200, self._seal.closed({**body, "request_id": call.id}))

    async def _undo(self, item: Item) -> Result | None:
        """Give back what earlier tries hold that were cut off; one that was paid ends the item."""
        for before in item.request_ids_before:
            if not await self._undoing.undo(item.org, before):
                charged = await self._undoing.charged(item.org, before)
                await self._tell_lost(item, before, charged)
                return interrupted(item, before)
        return None

    async def _lost(self, item: Item) -> None:
        """Tell of a call whose process ended before it could, and what it costs by that."""
        charged = await self._undoing.charge(item.org, item.request_id)
        await self._tell_lost(item, item.request_id, charged)

    async def _tell_lost(self, item: Item, name: str, charged: tuple[str, Used] | None) -> None:
        """Tell of a call, unless whoever swept what it had put aside has told of it."""
        if not await self._is_told(item.org, name):
            await self._tell(item, "interrupted", name, charged)

    async def _tell(
        self, item: Item, outcome: str, name: str, charged: tuple[str, Used] | None = None
    ) -> None:
        """Tell of a call of which no guard here has seen the end."""
        call = Call(_caller(item), "chat", "batch", {}, Vault(b"nothing is put away"))
        call.id, call.outcome = name, outcome
        if charged is not None:
            call.asked, used = charged
            call.use = Use(used.input_tokens, used.output_tokens, used.cached_tokens)
            call.cost_nano = used.nano
        if telling := self._told(call):
            await telling

    def _call(self, caller: Caller, item: BatchItem) -> Call:
        if item.body.get("stream"):
            raise Refusal(422, "invalid", "A call of a batch cannot be streamed.")
        if item.kind == "chat":
            return self._calls.chat_call(caller, item.body, None)
        if item.kind == "embeddings":
            return self._calls.embeddings_call(caller, item.body, None)
        return self._calls.run_call(caller, item.prompt or "", item.body, None)

    def _check(self, caller: Caller, number: int, item: BatchItem) -> None:
        """Refuse an item that cannot be called, and say which one it is."""
        try:
            if (item.kind == "prompt") != bool(item.prompt):
                raise Refusal(422, "invalid", ONLY_OF_PROMPTS)
            self._call(caller, item)
        except Refusal as refusal:
            place = f"items[{number}]"
            details = [Detail(f"{place}.body.{d.field}", d.message) for d in refusal.details]
            said = f"{place}: {refusal.message}"
            raise Refusal(refusal.status, refusal.code, said, details=details) from None

    def _caller(self, exchange: Exchange) -> Caller:
        return caller_of(exchange.principal, self._own_app)

    def _opened(self, body: Body | None) -> Body | None:
        if body is None or "sealed" not in body:
            return body
        found: Body = self._seal.opened(body)
        return found


def _caller(item: Item) -> Caller:
    return Caller(item.org, item.app, item.owner, tuple(sorted(item.roles)))


def _change(exchange: Exchange) -> Change:
    return Change(exchange.principal, exchange.request_id, exchange.now())


def _shown(batch: Batch, exchange: Exchange) -> dict[str, Any]:
    return {
        "id": batch.id,
        "state": batch.state_at(exchange.now()),
        "size": batch.size,
        "finished": batch.finished,
        "created_at": batch.created_at,
        "expires_at": batch.expires_at,
    }
