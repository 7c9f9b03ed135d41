"""The queue of batches in the app's database: hand in, look, cancel, take, finish, forget.

An item is sent at most once. Before a provider is asked, the item is marked; one whose process died
before that runs again when its lease ends, one whose process died after it is given as lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import uuid_utils
from sqlalchemy import MetaData

from microapp_kit.audit import Audit, Entry
from microapp_kit.changes import Change
from microapp_kit.errors import Detail, Refusal
from microapp_kit.jsonbody import MAX_BYTES
from microapp_kit.manifest import Manifest
from microapp_kit.sql import Compiler, Params, Row, Script
from microapp_kit.store import Store
from microapp_llm.batches.model import QUEUED, Batch, Item, Result
from microapp_llm.batches.statements import Statements
from microapp_llm.lineage.orgs import Orgs

MOST_DAYS_KEPT = 7


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an org may hand in, and how long it stays."""

    most_bytes: int = MAX_BYTES  # as handed in; sealed, they are kept in a third more
    most_open: int = 20
    hours_to_run: int = 24
    days_kept: int = MOST_DAYS_KEPT

    @classmethod
    def of(cls, manifest: Manifest) -> Bounds:
        """The bounds of an app: a batch stays no longer than the app may keep its data."""
        most = manifest.whole_number("retention", "app_data_days")
        return cls(days_kept=min(MOST_DAYS_KEPT, most))


class Batches:
    """The batches of all orgs."""

    def __init__(
        self, metadata: MetaData, compiler: Compiler, audit: Audit, bounds: Bounds = Bounds()
    ) -> None:
        self._audit = audit
        self._bounds = bounds
        self.orgs = Orgs(metadata, compiler)
        self._moment = compiler.moment
        self._sql = Statements(metadata, compiler)

    def submit(
        self, change: Change, app: str, bodies: Sequence[dict[str, Any]], *, size: int
    ) -> Script[Batch]:
        """Hand in a batch; `size` is how many bytes its items had before they were sealed."""
        self._check(size)
        texts = [msgspec.json.encode(body).decode() for body in bodies]
        who, now = change.principal, self._moment(change.now)
        rows = yield self._sql.open, {"p_org": who.org, "p_now": now}
        if rows[0][0] >= self._bounds.most_open:
            what = "Wait until one of your organisation's batches is done."
            raise Refusal(429, "too_many_batches", what, headers={"Retry-After": "60"})
        yield from self.orgs.remember(who.org)
        batch_id = str(uuid_utils.uuid7())
        until = change.now + timedelta(hours=self._bounds.hours_to_run)
        batch = Batch(batch_id, app, QUEUED, len(texts), 0, change.now, until)
        told: dict[str, Any] = {f"p_{n}": getattr(batch, n) for n in Batch.__slots__}
        told |= {"p_created_at": now, "p_expires_at": self._moment(until)}
        roles = msgspec.json.encode(sorted(who.roles)).decode()
        yield self._sql.add, {**told, "p_org": who.org, "p_owner": who.sub, "p_roles": roles}
        for number, text in enumerate(texts):
            yield self._sql.add_item, _new_item(who.org, batch_id, number, text, now)
        yield from self._tell(change, "batch.submit", batch_id, {"items": len(texts)})
        return batch

    def delete(self, change: Change, app: str, batch_id: str) -> Script[None]:
        """Forget a batch of the caller in an app at once, with what was sent and answered."""
        who = change.principal
        params = {"p_org": who.org, "p_id": batch_id, "p_app": app, "p_owner": who.sub}
        if not (yield self._sql.delete, params):
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
        rows = await store.read(org, self._sql.kept, params)
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
        rows = await store.read(org, self._sql.one, params)
        return _batch(rows[0]) if rows else None

    async def results(
        self, store: Store, org: str, app: str, owner: str, batch_id: str, after: int = -1
    ) -> list[dict[str, Any]] | None:
        """Give a page of a batch's items behind a number, to its owner."""
        if await self.read(store, org, app, owner, batch_id) is None:
            return None
        params = {"p_org": org, "p_id": batch_id, "p_after": after}
        rows = await store.read(org, self._sql.page, params)
        return [
            {
                "number": number,
                "state": state,
                "status": status,
                "body": None if result is None else msgspec.json.decode(result),
            }
            for number, state, status, result in rows
        ]

    async def waiting(self, store: Store, org: str, now: datetime) -> int:
        """Give how many items of an org's batches are queued or run."""
        params = {"p_org": org, "p_now": self._moment(now)}
        number: int = (await store.read(org, self._sql.waiting, params))[0][0]
        return number

    def take(self, org: str, now: datetime, lease: timedelta, most: int) -> Script[list[Item]]:
        """Take items that wait, or whose lease has ended; nobody else gets them meanwhile."""
        moment = self._moment(now)
        rows = yield self._sql.free, {"p_org": org, "p_now": moment, "p_most": most}
        taken: list[Item] = []
        for row in rows:
            item = _item(org, row, attempts=row[3] + 1)
            one = {**_of(item), "p_now": moment, "p_free_at": self._moment(now + lease)}
            if (yield self._sql.take, one):
                yield self._sql.begin, {"p_org": org, "p_id": item.batch_id}
                taken.append(item)
        return taken

    def send(self, item: Item, until: datetime) -> Script[None]:
        """Note, before a provider is asked, that it is; refuse where the item is not ours."""
        one = {**_of(item), "p_attempt": item.attempt, "p_free_at": self._moment(until)}
        if not (yield self._sql.send, one):
            raise Refusal(409, "taken_over", "This item was ended or taken over meanwhile.")

    def lost(self, org: str, now: datetime) -> Script[list[Item]]:
        """Give the items that were sent by a process that has gone since."""
        rows = yield self._sql.lost, {"p_org": org, "p_now": self._moment(now)}
        return [_item(org, row, attempts=row[3]) for row in rows]

    def give_back(self, item: Item, free_at: datetime, *, tried: bool = True) -> Script[None]:
        """Let an item that nothing was paid for wait until a moment, then run again."""
        one = {**_of(item), "p_attempt": item.attempt, "p_free_at": self._moment(free_at)}
        yield self._sql.give_back, {**one, "p_attempts": item.attempt - (not tried)}

    def finish(self, item: Item, result: Result) -> Script[bool]:
        """Keep the result of an item; False when there is one already, or a later try."""
        text = msgspec.json.encode(result.body).decode()
        kept = {**_of(item), "p_attempt": item.attempt}
        kept |= {"p_status": result.status, "p_result": text}
        if not (yield self._sql.finish, kept):
            return False
        batch = {"p_org": item.org, "p_id": item.batch_id}
        rows = yield (
            self._sql.count,
            batch,
        )  # locks the batch: two last items cannot miss each other
        if rows and rows[0][0] >= rows[0][1]:
            yield self._sql.end, batch
        return True

    def sweep(self, org: str, now: datetime) -> Script[None]:
        """Forget the batches of an org that are too old, with their results."""
        oldest = now - timedelta(days=self._bounds.days_kept)
        yield self._sql.forget, {"p_org": org, "p_oldest": self._moment(oldest)}

    def _check(self, size: int) -> None:
        bounds = self._bounds
        if size > bounds.most_bytes:
            detail = Detail("items", f"Send at most {bounds.most_bytes} bytes.")
            raise Refusal(422, "invalid", "The batch does not fit.", details=[detail])

    def _tell(self, change: Change, action: str, target: str, told: dict[str, Any]) -> Script[None]:
        who = change.principal
        entry = Entry(who.org, change.now, who.sub, action, target, change.request_id, told)
        yield from self._audit.append(entry)


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


def _item(org: str, row: Row, attempts: int) -> Item:
    batch_id, number, body, _, _, app, owner, roles = row
    who = (app, owner, _roles(roles))
    content = msgspec.json.decode(body)
    return Item(org, batch_id, number, *who, content, attempts)


_UNSURE = 3  # words


def _roles(told: str) -> frozenset[str]:
    """Give the roles of who handed a batch in.

    Older rows hold them with blanks between, which roles may have too: two words are two roles, as
    one of them is writer or admin, who alone hand batches in; of more nobody knows.
    """
    if told.startswith("["):
        return frozenset(msgspec.json.decode(told, type=list[str]))
    words = told.split(" ")
    return frozenset(words if len(words) < _UNSURE else ())


def _of(item: Item) -> dict[str, Any]:
    return {"p_org": item.org, "p_id": item.batch_id, "p_number": item.number}


def _batch(row: Row) -> Batch:
    told = dict(zip(Batch.__slots__, row, strict=True))
    for name in ("created_at", "expires_at"):
        value = told[name]
        if isinstance(value, str):
            told[name] = datetime.fromisoformat(value).astimezone(UTC)
    return Batch(**told)
