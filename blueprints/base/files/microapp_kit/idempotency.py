"""Idempotency keys: a repeated POST gets the first answer and changes nothing.

The answer is stored in the transaction that did the work, so neither can exist without the other.
The header follows draft-ietf-httpapi-idempotency-key-header-07, quoted or bare.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import MetaData, bindparam, delete, insert, select

from microapp_kit.answer import Answer
from microapp_kit.errors import Refusal
from microapp_kit.locks import Lock
from microapp_kit.sql import Compiler, Script

KEPT = timedelta(hours=24)
MAX_LENGTH = 255
PENDING = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """Who asks, where, under which key, and a hash of what was asked."""

    org: str
    caller: str
    route: str
    key: str
    fingerprint: str

    @property
    def slot(self) -> tuple[str, str, str, str]:
        """The place that only one request may hold at a time."""
        return (self.org, self.caller, self.route, self.key)


def parse_key(header: str | None) -> str | None:
    """Give the key of a header, quoted or bare; refuse with 400 one that is empty or malformed."""
    if header is None:
        return None
    key = header.strip()
    if len(key) >= 2 and key[0] == key[-1] == '"':
        key = key[1:-1]
    good = 0 < len(key) <= MAX_LENGTH and key.isascii() and key.isprintable()
    if not good or '"' in key:
        raise Refusal(
            400,
            "bad_idempotency_key",
            f"Idempotency-Key must hold 1 to {MAX_LENGTH} printable ASCII characters.",
        )
    return key


def fingerprint(method: str, path: str, query: bytes, body: object) -> str:
    """Give a hash that is equal for two requests that ask for the same thing."""
    asked = msgspec.json.encode(
        [method, path, query.decode("latin-1"), body], order="deterministic"
    )
    return hashlib.sha256(asked).hexdigest()


class Idempotency:
    """Finds and keeps the answers of keyed requests."""

    def __init__(self, metadata: MetaData, compiler: Compiler) -> None:
        table = metadata.tables["microapp_idempotency"]
        slot = [table.c[n] == bindparam(f"p_{n}") for n in ("org", "caller", "route", "key")]
        columns = (table.c.fingerprint, table.c.status, table.c.headers, table.c.body)
        self._find = compiler.compile(
            select(*columns).where(*slot, table.c.created_at > bindparam("p_oldest"))
        )
        self._forget = compiler.compile(delete(table).where(*slot))
        self._expire = compiler.compile(
            delete(table).where(table.c.created_at <= bindparam("p_oldest"))
        )
        self._keep = compiler.compile(
            insert(table).values({c.name: bindparam(f"p_{c.name}") for c in table.columns})
        )
        self._lock = Lock(compiler, waits=False)
        self._moment = compiler.moment
        self._held: set[tuple[str, str, str, str]] = set()

    @contextmanager
    def held(self, claim: Claim) -> Iterator[None]:
        """Hold a key while its request is under way; a second one meanwhile gets 409."""
        if claim.slot in self._held:
            raise _in_flight()
        self._held.add(claim.slot)
        try:
            yield
        finally:
            self._held.discard(claim.slot)

    def once(self, claim: Claim, now: datetime, work: Script[Answer]) -> Script[Answer]:
        """Replay the stored answer of a claim, or do the work and store its answer with it."""
        stored = yield from self._stored(claim, now)
        if stored is not None:
            work.close()
            return stored
        answer = yield from work
        yield from self.keep(claim, now, answer)
        return answer

    def begin(self, claim: Claim, now: datetime) -> Script[Answer | None]:
        """Replay a stored answer, or mark the claim as begun, for work done elsewhere."""
        stored = yield from self._stored(claim, now)
        if stored is None:
            yield from self.keep(claim, now, Answer(PENDING))
        return stored

    def finish(self, claim: Claim, now: datetime, answer: Answer) -> Script[None]:
        """Store the answer of work that was begun; a 5xx frees the key instead."""
        yield self._forget, _slot(claim)
        if answer.status < 500:
            yield from self.keep(claim, now, answer)

    def keep(self, claim: Claim, now: datetime, answer: Answer) -> Script[None]:
        """Store an answer under its claim."""
        yield (
            self._keep,
            {
                **_slot(claim),
                "p_fingerprint": claim.fingerprint,
                "p_status": answer.status,
                "p_headers": msgspec.json.encode(answer.headers).decode(),
                "p_body": answer.body,
                "p_created_at": self._moment(now),
            },
        )

    def expire(self, now: datetime) -> Script[None]:
        """Delete all answers that are older than a day."""
        yield self._expire, {"p_oldest": self._moment(now - KEPT)}

    def _stored(self, claim: Claim, now: datetime) -> Script[Answer | None]:
        slot = _slot(claim)
        if not (yield from self._lock.take(*claim.slot)):
            raise _in_flight()
        rows = yield self._find, {**slot, "p_oldest": self._moment(now - KEPT)}
        if rows:
            return _replay(claim, rows[0])
        yield self._forget, slot
        return None


def _replay(claim: Claim, row: Any) -> Answer:
    found, status, headers, body = row
    if found != claim.fingerprint:
        raise Refusal(
            422,
            "idempotency_key_reused",
            "This Idempotency-Key was used with another request. Use a new key.",
        )
    if status == PENDING:
        raise Refusal(
            409,
            "idempotency_outcome_unknown",
            "A request with this Idempotency-Key is under way in another process, or never ended. "
            "Try again with the same key in a minute; where that does not help, look at what it "
            "changed before you try with a new key.",
            headers={"Retry-After": "60"},
        )
    stored = dict(msgspec.json.decode(headers))
    return Answer(status, {**stored, "Idempotent-Replayed": "true"}, bytes(body))


def _in_flight() -> Refusal:
    return Refusal(
        409,
        "idempotency_in_flight",
        "A request with this Idempotency-Key is still under way. Try again in a moment.",
        headers={"Retry-After": "1"},
    )


def _slot(claim: Claim) -> dict[str, str]:
    return {
        "p_org": claim.org,
        "p_caller": claim.caller,
        "p_route": claim.route,
        "p_key": claim.key,
    }
