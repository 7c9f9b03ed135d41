"""Vectors that are kept: put texts, find the nearest, export and forget; off unless asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType, field

from microapp_kit.answer import Answer, json_answer
from microapp_kit.audit import Audit, Entry
from microapp_kit.errors import Detail, Refusal
from microapp_kit.exchange import Exchange, Stream
from microapp_kit.export import json_lines
from microapp_kit.store import Store
from microapp_llm.asked import MOST_DIMENSIONS, MOST_INPUTS, Alias, Name, Strict, Text, check
from microapp_llm.call import CALL_KEY, Call, Caller, caller_of
from microapp_llm.dialect import LINEAGE_HEADER
from microapp_llm.once import Once
from microapp_llm.pipeline import Pipeline
from microapp_llm.providers.asking import Body
from microapp_llm.routes.answering import unless_gone
from microapp_llm.routes.models_calls import ModelCalls
from microapp_llm.vector_store.keeping import Keeping
from microapp_llm.vector_store.metadata import Fact, wrong_fact
from microapp_llm.vector_store.store import PAGE, Item, Place, VectorStore

MOST_FOUND = 50
VectorId = Annotated[str, Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$")]
Dimensions = Annotated[int, Meta(ge=1, le=MOST_DIMENSIONS)]


class VectorItem(Strict):
    """One text to be kept as a vector."""

    id: VectorId
    text: Text
    metadata: dict[Name, Fact] = field(default_factory=dict)


class VectorPut(Strict):
    """Texts to be kept."""

    model: Alias
    items: Annotated[list[VectorItem], Meta(min_length=1, max_length=MOST_INPUTS)]
    encoding: Literal["float", "int8"] = "int8"
    dimensions: Dimensions | UnsetType = UNSET


class VectorSearch(Strict):
    """A text whose nearest are looked for."""

    model: Alias
    text: Text
    top: Annotated[int, Meta(ge=1, le=MOST_FOUND)] = 10
    dimensions: Dimensions | UnsetType = UNSET


def _checked_put(body: Body) -> VectorPut:
    """Give what is to be kept, or refuse what does not fit; metadata by the name of its field."""
    try:
        wish: VectorPut = check(VectorPut, body)
    except Refusal as refusal:
        if ".metadata" not in refusal.message:
            raise
        raise wrong_fact(body.get("items")) or refusal from None
    return wish


class Storing:
    """The handlers of vectors."""

    def __init__(
        self,
        keeping: Keeping | None,
        calls: ModelCalls,
        pipeline: Pipeline,
        once: Once,
        store: Store,
        audit: Audit,
        own_app: str,
    ) -> None:
        self._kept = keeping
        self._calls = calls
        self._pipeline = pipeline
        self._once = once
        self._store = store
        self._audit = audit
        self._own_app = own_app

    async def put(self, exchange: Exchange) -> Answer | Stream:
        """Turn texts into vectors within the budget of embeddings, and keep them."""
        keeping = self._on(exchange, "writer")
        _, body = await exchange.json()
        wish = _checked_put(body)
        names = [item.id for item in wish.items]
        keeping.check_number(len(names))
        if len(set(names)) < len(names):
            detail = Detail("items", "Each id may be there once.")
            raise Refusal(422, "invalid", "An id is there twice.", details=[detail])
        return await self._once.run(exchange, body, lambda: self._put(exchange, wish, keeping))

    async def search(self, exchange: Exchange) -> Answer | Stream:
        """Give the nearest vectors of the caller's organisation and app."""
        keeping = self._on(exchange, "reader")
        _, body = await exchange.json()
        wish: VectorSearch = check(VectorSearch, body)
        return await self._once.run(exchange, body, lambda: self._search(exchange, wish, keeping))

    async def delete(self, exchange: Exchange) -> Answer | Stream:
        """Forget one vector: one's own, or for an admin anybody's of the app."""
        keeping = self._on(exchange, "writer")
        return await self._once.run(exchange, {}, lambda: self._delete(exchange, keeping))

    async def forget(self, exchange: Exchange) -> Answer | Stream:
        """Forget all that the caller put through this app."""
        keeping = self._on(exchange, "writer")
        return await self._once.run(exchange, {}, lambda: self._forget(exchange, keeping))

    async def export(self, exchange: Exchange) -> Stream:
        """Stream all that is kept of what the caller put through this app."""
        keeping = self._on(exchange, "reader")
        await self._tell(exchange, "vectors.export", "", {})
        headers = {
            "Content-Type": "application/jsonl",
            "Content-Disposition": 'attachment; filename="vectors.jsonl"',
        }
        caller = caller_of(exchange.principal, self._own_app)
        pages = _pages(keeping.store, caller, exchange.now())
        return Stream(200, headers, json_lines((), pages))

    async def _put(self, exchange: Exchange, wish: VectorPut, keeping: Keeping) -> Answer:
        texts = [item.text for item in wish.items]
        call, place = self._call(exchange, wish.model, texts, wish.dimensions)
        names = [item.id for item in wish.items]
        told = [item.metadata for item in wish.items]
        metadata, counts = await keeping.guard.clean(names, told, call.vault)
        call.redacted.update(counts)
        body = await unless_gone(self._pipeline.whole(call))
        redacted = call.plan.texts if call.plan else ()
        rows = zip(names, body["data"], metadata, redacted, strict=True)
        items = [Item(*row) for row in rows]
        owner, model = call.caller.user, call.model
        with keeping.counting_refused(len(items)):
            pruned = await keeping.store.put(
                place, owner, model.name, wish.encoding, items, exchange.now()
            )
        keeping.metrics.add("put", len(items))
        keeping.metrics.add("pruned", pruned)
        keeping.metrics.show(await keeping.store.size())
        await self._tell(exchange, "vectors.put", place.app, {"vectors": len(items)})
        told_now = {"stored": len(items), "pruned": pruned, "dimension": len(items[0].vector)}
        return _answer({"model": model.alias, **told_now, "usage": body["usage"]}, call)

    async def _search(self, exchange: Exchange, wish: VectorSearch, keeping: Keeping) -> Answer:
        call, place = self._call(exchange, wish.model, [wish.text], wish.dimensions)
        body = await unless_gone(self._pipeline.whole(call))
        vector, model, now = body["data"][0], call.model, exchange.now()
        items = await keeping.store.nearest(place, model.name, vector, wish.top, now)
        keeping.metrics.add("searched")
        return _answer({"model": model.alias, "items": items, "usage": body["usage"]}, call)

    async def _delete(self, exchange: Exchange, keeping: Keeping) -> Answer:
        name, who = exchange.scope["path_params"]["id"], exchange.principal
        place = Place(who.org, caller_of(who, self._own_app).app)
        owner = None if who.has("admin") else who.sub
        if not await keeping.store.forget(place, name, owner):
            raise Refusal(404, "not_found", "There is no such vector of yours.")
        await self._deleted(exchange, keeping, name, 1)
        return Answer(204)

    async def _forget(self, exchange: Exchange, keeping: Keeping) -> Answer:
        who = caller_of(exchange.principal, self._own_app)
        number = await keeping.store.forget_owner(Place(who.org, who.app), who.user)
        await self._deleted(exchange, keeping, "", number)
        return json_answer(200, {"deleted": number})

    async def _deleted(
        self, exchange: Exchange, keeping: Keeping, target: str, number: int
    ) -> None:
        keeping.metrics.add("deleted", number)
        keeping.metrics.show(await keeping.store.size())
        await self._tell(exchange, "vectors.delete", target, {"vectors": number})

    def _on(self, exchange: Exchange, role: str) -> Keeping:
        exchange.require(role)
        if self._kept is None:
            text = "Vectors are not kept here. The platform can turn them on with LLM_VECTORS=on."
            raise Refusal(404, "vectors_off", text)
        return self._kept

    def _call(
        self, exchange: Exchange, model: str, texts: list[str], dimensions: int | UnsetType
    ) -> tuple[Call, Place]:
        caller = caller_of(exchange.principal, self._own_app)
        body: Body = {"model": model, "input": texts}
        if dimensions:
            body["dimensions"] = dimensions
        call = self._calls.embeddings_call(caller, body, exchange)
        exchange.scope[CALL_KEY] = call
        return call, Place(caller.org, caller.app)

    async def _tell(
        self, exchange: Exchange, action: str, target: str, told: dict[str, Any]
    ) -> None:
        who = exchange.principal
        entry = Entry(who.org, exchange.now(), who.sub, action, target, exchange.request_id, told)
        await self._store.write(who.org, lambda: self._audit.append(entry))


def _answer(told: dict[str, Any], call: Call) -> Answer:
    return json_answer(200, told, {LINEAGE_HEADER: call.id})


async def _pages(
    store: VectorStore, who: Caller, now: datetime
) -> AsyncIterator[list[dict[str, Any]]]:
    after = 0
    while True:
        items, after = await store.kept(Place(who.org, who.app), who.user, after, now)
        yield items
        if len(items) < PAGE:
            return
