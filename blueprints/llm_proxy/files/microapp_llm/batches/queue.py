"""The queue of batches in the app's database: hand in, look, cancel, take, finish, forget.

An item that is finished is never taken again. One whose process died while it ran is taken again
when its lease ends: it runs at least once, each time under the same request id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import uuid_utils
from sqlalchemy import (
    ColumnElement,
    MetaData,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from microapp_kit.audit import Audit, Entry
from microapp_kit.changes import Change
from microapp_kit.errors import Detail, Refusal
from microapp_kit.sql import Compiler, Params, Row, Script
from microapp_kit.store import Store
from microapp_llm.batches.model import (
    BATCHES,
    CANCELLED,
    DONE,
    ITEMS,
    OPEN,
    QUEUED,
    RUNNING,
    Batch,
    Item,
    Result,
)
from microapp_llm.lineage.orgs import Orgs

PAGE = 100


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an org may hand in, and how long it stays."""

    most_items: int = 1_000
    most_bytes: int = 1024 * 1024
    most_open: int = 20
    hours_to_run: int = 24
    days_kept: int = 7


class Batches:
    """The batches of all orgs."""

    def __init__(
        self, metadata: MetaData, compiler: Compiler, audit: Audit, bounds: Bounds = Bounds()
    ) -> None:
        self._audit = audit
        self._bounds = bounds
        self.orgs = Orgs(metadata, compiler)
        self._moment = compiler.encoder("datetime") or _unchanged
        self._compile_batches(metadata, compiler)
        self._compile_items(metadata, compiler)

    def _compile_batches(self, metadata: MetaData, compiler: Compiler) -> None:
        batches = metadata.tables[BATCHES]
        one = and_(batches.c.org == bindparam("p_org"), batches.c.id == bindparam("p_id"))
        open_ = and_(_unended(batches), batches.c.expires_at > bindparam("p_now"))
        values: dict[str, Any] = {c.name: bindparam(f"p_{c.name}") for c in batches.columns}
        self._add = compiler.compile(insert(batches).values(values))
        counted = select(func.count()).select_from(batches)
        self._open = compiler.compile(counted.where(batches.c.org == bindparam("p_org"), open_))
        columns = [batches.c[name] for name in Batch.__slots__]
        of_owner = and_(one, _of_owner(batches))
        self._one = compiler.compile(select(*columns).where(of_owner))
        stop = update(batches).where(of_owner, open_).values(state=CANCELLED)
        self._cancel = compiler.compile(stop.returning(batches.c.id))
        begin = update(batches).where(one, batches.c.state == QUEUED).values(state=RUNNING)
        self._begin = compiler.compile(begin)
        gone = delete(batches).where(of_owner).returning(batches.c.id)
        self._delete = compiler.compile(gone)
        more = update(batches).where(one).values(finished=batches.c.finished + 1)
        self._count = compiler.compile(more.returning(batches.c.finished, batches.c.size))
        end = update(batches).where(one, _unended(batches)).values(state=DONE)
        self._end = compiler.compile(end)
        old = batches.c.created_at <= bindparam("p_oldest")
        self._forget = compiler.compile(
            delete(batches).where(batches.c.org == bindparam("p_org"), old)
        )

    def _compile_items(self, metadata: MetaData, compiler: Compiler) -> None:
        batches, items = metadata.tables[BATCHES], metadata.tables[ITEMS]
        values: dict[str, Any] = {c.name: bindparam(f"p_{c.name}") for c in items.columns}
        self._add_item = compiler.compile(insert(items).values(values))
        org = items.c.org == bindparam("p_org")
        free = and_(_unended(items), items.c.free_at <= bindparam("p_now"))
        joined = and_(batches.c.org == items.c.org, batches.c.id == items.c.batch_id)
        runs = and_(_unended(batches), batches.c.expires_at > bindparam("p_now"))
        told = (items.c.batch_id, items.c.number, items.c.body, items.c.attempts)
        found = select(*told, batches.c.app, batches.c.owner, batches.c.roles)
        found = found.join_from(items, batches, joined).where(org, free, runs)
        found = found.order_by(batches.c.created_at, items.c.batch_id, items.c.number)
        self._free = compiler.compile(found.limit(bindparam("p_most")))
        one = and_(
            org, items.c.batch_id == bindparam("p_id"), items.c.number == bindparam("p_number")
        )
        take: dict[str, Any] = {
            "state": RUNNING,
            "attempts": items.c.attempts + 1,
            "free_at": bindparam("p_free_at"),
        }
        number = items.c.number
        self._take = compiler.compile(update(items).where(one, free).values(take).returning(number))
        back: dict[str, Any] = {"state": QUEUED, "free_at": bindparam("p_free_at")}
        running = items.c.state == RUNNING
        self._give_back = compiler.compile(update(items).where(one, running).values(back))
        end: dict[str, Any] = {
            "state": DONE,
            "status": bindparam("p_status"),
            "result": bindparam("p_result"),
        }
        unfinished = items.c.state != DONE
        finish = update(items).where(one, unfinished).values(end).returning(number)
        self._finish = compiler.compile(finish)
        shown = (number, items.c.state, items.c.status, items.c.result)
        after = number > bindparam("p_after")
        in_batch = and_(org, items.c.batch_id == bindparam("p_id"), after)
        self._page = compiler.compile(select(*shown).where(in_batch).order_by(number).limit(PAGE))
        place = (items.c.batch_id, number)
        behind = or_(
            items.c.batch_id > bindparam("p_id"),
            and_(items.c.batch_id == bindparam("p_id"), after),
        )
        own = and_(org, _of_owner(batches), behind)
        kept = select(*place, items.c.state, items.c.status, items.c.body, items.c.result)
        kept = kept.join_from(items, batches, joined).where(own).order_by(*place)
        self._kept = compiler.compile(kept.limit(PAGE))

    def submit(self, change: Change, app: str, bodies: Sequence[dict[str, Any]]) -> Script[Batch]:
        """Hand in a batch."""
        texts = self._checked(bodies)
        who, now = change.principal, self._moment(change.now)
        rows = yield self._open, {"p_org": who.org, "p_now": now}
        if rows[0][0] >= self._bounds.most_open:
            what = "Wait until one of your organisation's batches is done."
            raise Refusal(429, "too_many_batches", what, headers={"Retry-After": "60"})
        yield from self.orgs.remember(who.org)
        batch_id = str(uuid_utils.uuid7())
        until = change.now + timedelta(hours=self._bounds.hours_to_run)
        batch = Batch(batch_id, app, QUEUED, len(texts), 0, change.now, until)
        told: dict[str, Any] = {f"p_{n}": getattr(batch, n) for n in Batch.__slots__}
        told |= {"p_created_at": now, "p_expires_at": self._moment(until)}
        roles = " ".join(sorted(who.roles))
        yield self._add, {**told, "p_org": who.org, "p_owner": who.sub, "p_roles": roles}
        for number, text in enumerate(texts):
            yield self._add_item, _new_item(who.org, batch_id, number, text, now)
        yield from self._tell(change, "batch.submit", batch_id, {"items": len(texts)})
        return batch

    def cancel(self, change: Change, app: str, batch_id: str) -> Script[None]:
        """Let nothing more of a batch begin; what runs already may still end."""
        who = change.principal
        params = {"p_org": who.org, "p_id": batch_id, "p_app": app, "p_owner": who.sub}
        rows = yield self._cancel, {**params, "p_now": self._moment(change.now)}
        if not rows:
            if not (yield self._one, params):
                raise Refusal(404, "not_found", "There is no such batch.")
            raise Refusal(409, "ended_already", "This batch has ended already.")
        yield from self._tell(change, "batch.cancel", batch_id, {})

    def delete(self, change: Change, app: str, batch_id: str) -> Script[None]:
        """Forget a batch of the caller in an app at once, with what was sent and answered."""
        who = change.principal
        params = {"p_org": who.org, "p_id": batch_id, "p_app": app, "p_owner": who.sub}
        if not (yield self._delete, params):
            raise Refusal(404, "not_found", "There is no such batch.")
        yield from self._tell(change, "batch.delete", batch_id, {})

    def export(self, change: Change) -> Script[None]:
        """Note in the audit log that somebody takes out what is kept of them."""
        yield from self._tell(change, "batch.export", "", {})

    async def kept(
        self, store: Store, org: str, app: str, owner: str, after: tuple[str, int]
    ) -> list[dict[str, Any]]:
        """Give a page of all that is kept of an owner in an app, behind an item of a batch."""
        mine = {"p_org": org, "p_app": app, "p_owner": owner}
        params = {**mine, "p_id": after[0], "p_after": after[1]}
        rows = await store.read(org, self._kept, params)
        return [
            {
                "batch": batch_id,
                "number": number,
                "state": state,
                "status": status,
                "sent": msgspec.json.decode(body),
                "answered": None if result is None else msgspec.json.decode(result),
            }
            for batch_id, number, state, status, body, result in rows
        ]

    async def read(
        self, store: Store, org: str, app: str, owner: str, batch_id: str
    ) -> Batch | None:
        """Give how a batch stands, to its owner in its app; to anyone else there is none."""
        params = {"p_org": org, "p_id": batch_id, "p_app": app, "p_owner": owner}
        rows = await store.read(org, self._one, params)
        return _batch(rows[0]) if rows else None

    async def results(
        self, store: Store, org: str, app: str, owner: str, batch_id: str, after: int = -1
    ) -> list[dict[str, Any]] | None:
        """Give a page of a batch's items behind a number, to its owner."""
        if await self.read(store, org, app, owner, batch_id) is None:
            return None
        params = {"p_org": org, "p_id": batch_id, "p_after": after}
        rows = await store.read(org, self._page, params)
        return [
            {
                "number": number,
                "state": state,
                "status": status,
                "body": None if result is None else msgspec.json.decode(result),
            }
            for number, state, status, result in rows
        ]

    def take(self, org: str, now: datetime, lease: timedelta, most: int) -> Script[list[Item]]:
        """Take items that wait, or whose lease has ended; nobody else gets them meanwhile."""
        moment = self._moment(now)
        rows = yield self._free, {"p_org": org, "p_now": moment, "p_most": most}
        taken: list[Item] = []
        for batch_id, number, body, attempts, app, owner, roles in rows:
            one = {"p_org": org, "p_id": batch_id, "p_number": number, "p_now": moment}
            got = yield self._take, {**one, "p_free_at": self._moment(now + lease)}
            if got:
                yield self._begin, {"p_org": org, "p_id": batch_id}
                who = (app, owner, frozenset(roles.split()))
                request_id = f"batch-{batch_id}-{number}"
                content = msgspec.json.decode(body)
                taken.append(Item(org, batch_id, number, request_id, *who, content, attempts + 1))
        return taken

    def give_back(self, item: Item, free_at: datetime) -> Script[None]:
        """Let an item wait until a moment, then run again."""
        yield self._give_back, {**_of(item), "p_free_at": self._moment(free_at)}

    def finish(self, item: Item, result: Result) -> Script[bool]:
        """Keep the result of an item; False when there is one already."""
        text = msgspec.json.encode(result.body).decode()
        kept = {**_of(item), "p_status": result.status, "p_result": text}
        if not (yield self._finish, kept):
            return False
        batch = {"p_org": item.org, "p_id": item.batch_id}
        rows = yield self._count, batch  # locks the batch: two last items cannot miss each other
        if rows and rows[0][0] >= rows[0][1]:
            yield self._end, batch
        return True

    def sweep(self, org: str, now: datetime) -> Script[None]:
        """Forget the batches of an org that are too old, with their results."""
        oldest = now - timedelta(days=self._bounds.days_kept)
        yield self._forget, {"p_org": org, "p_oldest": self._moment(oldest)}

    def _checked(self, bodies: Sequence[dict[str, Any]]) -> list[str]:
        bounds = self._bounds
        if not 1 <= len(bodies) <= bounds.most_items:
            detail = Detail("items", f"Send 1 to {bounds.most_items} items.")
            raise Refusal(422, "invalid", "The batch does not fit.", details=[detail])
        texts = [msgspec.json.encode(body).decode() for body in bodies]
        if sum(map(len, texts)) > bounds.most_bytes:
            detail = Detail("items", f"Send at most {bounds.most_bytes} bytes.")
            raise Refusal(422, "invalid", "The batch does not fit.", details=[detail])
        return texts

    def _tell(self, change: Change, action: str, target: str, told: dict[str, Any]) -> Script[None]:
        who = change.principal
        entry = Entry(who.org, change.now, who.sub, action, target, change.request_id, told)
        yield from self._audit.append(entry)


def _of_owner(batches: Table) -> ColumnElement[bool]:
    """Give whose a batch is: a person's or a service's, through the app that handed it in."""
    return and_(batches.c.app == bindparam("p_app"), batches.c.owner == bindparam("p_owner"))


def _unended(table: Table) -> ColumnElement[bool]:
    return or_(*(table.c.state == state for state in OPEN))


def _new_item(org: str, batch_id: str, number: int, text: str, now: Any) -> Params:
    return {
        "p_org": org,
        "p_batch_id": batch_id,
        "p_number": number,
        "p_body": text,
        "p_state": QUEUED,
        "p_attempts": 0,
        "p_free_at": now,
        "p_status": None,
        "p_result": None,
    }


def _of(item: Item) -> dict[str, Any]:
    return {"p_org": item.org, "p_id": item.batch_id, "p_number": item.number}


def _batch(row: Row) -> Batch:
    told = dict(zip(Batch.__slots__, row, strict=True))
    for name in ("created_at", "expires_at"):
        value = told[name]
        if isinstance(value, str):
            told[name] = datetime.fromisoformat(value).astimezone(UTC)
    return Batch(**told)


def _unchanged(value: object) -> object:
    return value
