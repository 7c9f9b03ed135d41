"""The routes of a resource: list, create, read, change, delete, restore, purge and export."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

import msgspec

from microapp_kit.answer import JSON_HEADERS, Answer, json_answer
from microapp_kit.changes import Change, Changes, not_found
from microapp_kit.collection import Collection
from microapp_kit.errors import Refusal
from microapp_kit.exchange import Exchange, Stream
from microapp_kit.export import FORMATS
from microapp_kit.idempotency import Claim, Idempotency, fingerprint, parse_key
from microapp_kit.paging import MAX_LIMIT, Cursors
from microapp_kit.preconditions import unchanged
from microapp_kit.query import Query, parse_pairs, parse_query
from microapp_kit.record import validate
from microapp_kit.sql import Script
from microapp_kit.store import Store

Handler = Callable[[Exchange], Awaitable[Answer | Stream]]
Work = Callable[[Change], Script[Answer]]


class Decides(Protocol):
    """What says whether a rule allows a call."""

    async def allows(self, rule: str, facts: Mapping[str, Any]) -> bool:
        """Give True, or refuse what the rule does not allow."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the routes of every resource share."""

    store: Store
    cursors: Cursors
    idempotency: Idempotency
    decisions: Decides | None


class Crud:
    """The routes of one resource."""

    def __init__(self, collection: Collection, changes: Changes, parts: Parts) -> None:
        self.resource = collection.resource
        self._collection = collection
        self._changes = changes
        self._parts = parts
        self._remembered = lru_cache(maxsize=512)(self._parse)

    def routes(self) -> dict[str, dict[str, Handler]]:
        """Give the handlers by path and method."""
        base = f"/v1/{self.resource.name}"
        return {
            base: {"GET": self.list, "POST": self.create},
            f"{base}/export": {"GET": self.export},
            f"{base}/purge": {"POST": self.purge},
            f"{base}/{{id}}": {"GET": self.read, "PATCH": self.patch, "DELETE": self.delete},
            f"{base}/{{id}}/restore": {"POST": self.restore},
        }

    async def list(self, exchange: Exchange) -> Answer:
        """Answer one page, newest first unless asked otherwise."""
        await self._allow(exchange, self.resource.read, "list")
        raw = exchange.query
        query = self._parse(raw) if b"cursor" in raw else self._remembered(raw)
        items, cursor = await self._page(exchange, query)
        body = msgspec.json.encode({"items": items, "next_cursor": cursor})
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        if unchanged(exchange.header("if-none-match"), etag):
            return Answer(304, {"ETag": etag})
        return Answer(200, {**JSON_HEADERS, "ETag": etag}, body)

    async def create(self, exchange: Exchange) -> Answer:
        """Create a record, once per idempotency key."""
        await self._allow(exchange, self.resource.write, "create")
        key = parse_key(exchange.header("idempotency-key"))
        raw, body = await exchange.json()
        values = validate(self.resource.model, raw)
        return await self._once(exchange, key, body, lambda c: self._changes.create(c, values))

    async def read(self, exchange: Exchange) -> Answer:
        """Answer one record, or 304 when its reader has it."""
        await self._allow(exchange, self.resource.read, "read")
        principal = exchange.principal
        params = {"p_org": principal.org, "p_id": _record_id(exchange)}
        rows = await self._parts.store.read(principal.org, self._collection.find, params)
        row = self._changes.visible(principal, rows)
        etag = self._changes.etag(self._collection.state(row)[0])
        if unchanged(exchange.header("if-none-match"), etag):
            return Answer(304, {"ETag": etag})
        return json_answer(200, self._collection.shown(row), {"ETag": etag})

    async def patch(self, exchange: Exchange) -> Answer:
        """Change the named fields of a record that its changer has seen."""
        await self._allow(exchange, self.resource.write, "update")
        record_id = _record_id(exchange)
        _, patch = await exchange.json()
        return await self._write(exchange, lambda c: self._changes.patch(c, record_id, patch))

    async def delete(self, exchange: Exchange) -> Answer:
        """Delete a record; it can be restored for as long as retention says."""
        await self._allow(exchange, self.resource.write, "delete")
        record_id = _record_id(exchange)
        return await self._write(exchange, lambda c: self._changes.delete(c, record_id))

    async def restore(self, exchange: Exchange) -> Answer:
        """Bring a deleted record back, once per idempotency key."""
        await self._allow(exchange, self.resource.write, "restore")
        record_id = _record_id(exchange)
        key = parse_key(exchange.header("idempotency-key"))
        await exchange.body()
        return await self._once(exchange, key, None, lambda c: self._changes.restore(c, record_id))

    async def purge(self, exchange: Exchange) -> Answer:
        """Remove for good what retention no longer keeps, at most 1,000 records a call."""
        await self._allow(exchange, self.resource.admin, "purge")
        key = parse_key(exchange.header("idempotency-key"))
        await exchange.body()
        return await self._once(exchange, key, None, self._changes.purge)

    async def export(self, exchange: Exchange) -> Stream:
        """Stream all records that the filters let through, as CSV or JSON lines."""
        await self._allow(exchange, self.resource.admin, "export")
        query = parse_query(self.resource, exchange.query, extra=("format",))
        name = parse_pairs(exchange.query).get("format", "jsonl")
        if name not in FORMATS:
            raise Refusal(422, "invalid", f"format must be one of {', '.join(FORMATS)}.")
        how = {"format": name, "query": exchange.query.decode("latin-1")}
        change = _change(exchange)
        await self._parts.store.write(
            exchange.principal.org, lambda: self._changes.export(change, how)
        )
        form = FORMATS[name]
        filename = f"{self.resource.name}.{name}"
        headers = {
            "Content-Type": form.media_type,
            "Content-Disposition": f'attachment; filename="{filename}"',
        }
        return Stream(200, headers, form.write(self.resource.shown, self._pages(exchange, query)))

    async def _pages(
        self, exchange: Exchange, query: Query
    ) -> AsyncIterator[Sequence[dict[str, Any]]]:
        cursor = None
        while True:
            page = Query(query.filters, query.sort, query.descending, MAX_LIMIT, cursor)
            items, cursor = await self._page(exchange, page)
            yield items
            if cursor is None:
                return

    async def _page(
        self, exchange: Exchange, query: Query
    ) -> tuple[Sequence[dict[str, Any]], str | None]:
        """Give the items of a page and the cursor of the next."""
        principal, collection = exchange.principal, self._collection
        binding, position = "", None
        if query.cursor is not None:
            binding = self._binding(exchange, query)
            position = self._parts.cursors.read(binding, query.cursor)
        own = self._changes.only_own(principal)
        statement = collection.page(query, after=position is not None, own=own)
        params = collection.page_params(query, position)
        params["p_org"], params["p_caller"] = principal.org, principal.sub
        rows = await self._parts.store.read(principal.org, statement, params)
        items = [collection.shown(row) for row in rows[: query.limit]]
        if len(rows) <= query.limit:
            return items, None
        binding = binding or self._binding(exchange, query)
        return items, self._parts.cursors.make(binding, [items[-1][query.sort], items[-1]["id"]])

    async def _allow(self, exchange: Exchange, role: str, action: str) -> None:
        """Refuse a caller without the role, or whom the resource's policy does not allow."""
        exchange.require(role)
        rule, principal = self.resource.policy, exchange.principal
        if rule is None:
            return
        if self._parts.decisions is None:
            raise Refusal(503, "unavailable", "The policy of this route cannot be decided.")
        caller = {
            "sub": principal.sub,
            "org": principal.org,
            "roles": sorted(principal.roles),
            "claims": dict(principal.claims),
        }
        facts = {"caller": caller, "action": action, "resource": self.resource.name}
        await self._parts.decisions.allows(rule, facts)

    async def _write(self, exchange: Exchange, work: Work) -> Answer:
        """Do the work in one transaction."""
        store = self._parts.store
        return await store.write(exchange.principal.org, lambda: work(_change(exchange)))

    async def _once(self, exchange: Exchange, key: str | None, body: object, work: Work) -> Answer:
        """Do the work in one transaction, under its idempotency key where it has one."""
        if key is None:
            return await self._write(exchange, work)
        principal, idempotency = exchange.principal, self._parts.idempotency
        asked = fingerprint(exchange.method, exchange.path, exchange.query, body)
        route = f"{exchange.method} {exchange.path}"
        claim = Claim(principal.org, principal.sub, route, key, asked)
        with idempotency.held(claim):
            return await self._write(exchange, lambda c: idempotency.once(claim, c.now, work(c)))

    def _parse(self, raw: bytes) -> Query:
        return parse_query(self.resource, raw)

    def _binding(self, exchange: Exchange, query: Query) -> str:
        principal = exchange.principal
        asked = [self.resource.name, principal.org, principal.sub, query.shape, query.filters]
        return msgspec.json.encode(asked).decode()


def _change(exchange: Exchange) -> Change:
    if_match = exchange.header("if-match")
    return Change(exchange.principal, exchange.request_id, exchange.now(), if_match)


def _record_id(exchange: Exchange) -> str:
    """Give the id in the path; what is not an id names no record."""
    text: str = exchange.scope["path_params"]["id"]
    try:
        if len(text) == 36 and str(UUID(text)) == text:
            return text
    except ValueError:
        pass
    raise not_found()
