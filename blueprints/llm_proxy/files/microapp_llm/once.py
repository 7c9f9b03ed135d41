"""Makes a repeated call harmless: with an Idempotency-Key, the first answer comes back.

What is kept is sealed with the app's secret, as answers hold the personal data of their asker.
The refusal of an answer that is paid is kept as well, whatever became of it: to ask again would pay
again. What cannot be kept is given all the same; its key then says that the outcome is not known.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from microapp_kit.answer import Answer
from microapp_kit.errors import Refusal, given_up, internal_error
from microapp_kit.exchange import Exchange, Stream
from microapp_kit.idempotency import Claim, Idempotency, fingerprint, parse_key
from microapp_kit.sql import Script
from microapp_kit.store import Store
from microapp_llm.call import CALL_KEY, Call, caller_of
from microapp_llm.dialect import LINEAGE_HEADER, NOT_AGAIN
from microapp_llm.providers.asking import Body
from microapp_llm.sealing import Seal

log = logging.getLogger("microapp")
FREES_THE_KEY = Answer(503)


class Once:
    """Runs work at most once for a caller, in one app, and a key."""

    def __init__(self, store: Store, kept: Idempotency, secret: bytes, own_app: str) -> None:
        self._store = store
        self._kept = kept
        self._own_app = own_app
        self._seal = Seal(secret, "kept answers")

    async def run(
        self, exchange: Exchange, body: Body, work: Callable[[], Awaitable[Answer | Stream]]
    ) -> Answer | Stream:
        """Give the answer of the work, or the one that the same key has got before."""
        key = parse_key(exchange.header("idempotency-key"))
        if key is None:
            return await work()
        if body.get("stream"):
            text = "A stream cannot be repeated: leave out Idempotency-Key, or stream."
            raise Refusal(422, "invalid", text)
        principal = exchange.principal
        asked = fingerprint(exchange.method, exchange.path, exchange.query, body)
        app = caller_of(principal, self._own_app).app
        route = f"{exchange.method} {exchange.path} {app}"
        claim = Claim(principal.org, principal.sub, route, key, asked)
        with self._kept.held(claim):
            stored = await self._store.write(
                claim.org, lambda: self._kept.begin(claim, exchange.now())
            )
            if stored is not None:
                return self._opened(claim, stored)
            answer = FREES_THE_KEY
            try:
                found = await work()
                assert isinstance(found, Answer)  # noqa: S101  (streams are refused above)
                answer = self._sealed(claim, found)
                return found
            except (Exception, asyncio.CancelledError) as error:
                call: Call | None = exchange.scope.get(CALL_KEY)
                if call is not None and call.paid:
                    answer = self._refused(claim, _told(error), call)
                raise
            finally:
                await self._end(claim, exchange, answer)

    async def _end(self, claim: Claim, exchange: Exchange, answer: Answer) -> None:
        """Keep what the work came to, or free the key; where neither can be, the caller gets it."""
        try:
            now = exchange.now()
            await self._store.write(claim.org, lambda: self._ending(claim, now, answer))
        except Exception as error:
            told = {"request_id": exchange.request_id}
            why = type(error).__name__
            log.error("What an Idempotency-Key brought cannot be kept (%s).", why, extra=told)

    def _ending(self, claim: Claim, now: datetime, kept: Answer) -> Script[None]:
        """Keep what the work came to, or free the key."""
        yield from self._kept.finish(claim, now, FREES_THE_KEY)
        if kept is not FREES_THE_KEY:
            yield from self._kept.keep(claim, now, kept)

    def _sealed(self, claim: Claim, answer: Answer) -> Answer:
        told = [claim.fingerprint, answer.body.decode()]
        return Answer(answer.status, answer.headers, msgspec.json.encode(self._seal.closed(told)))

    def _refused(self, claim: Claim, refusal: Refusal, call: Call) -> Answer:
        """Give a refusal as it is kept: it comes back under the name that its call has."""
        headers = {LINEAGE_HEADER: call.id, **NOT_AGAIN}
        told = [claim.fingerprint, refusal.code, refusal.message]
        return Answer(refusal.status, headers, msgspec.json.encode(self._seal.closed(told)))

    def _opened(self, claim: Claim, kept: Answer) -> Answer:
        asked, *told = self._seal.opened(msgspec.json.decode(kept.body))
        assert asked == claim.fingerprint  # noqa: S101  (the kit refuses another request)
        if len(told) > 1:
            code, message = told
            raise Refusal(kept.status, code, message, headers=kept.headers)
        return Answer(kept.status, kept.headers, told[0].encode())


def _told(error: BaseException) -> Refusal:
    """Give what the caller is told of an error."""
    if isinstance(error, Refusal):
        return error
    return given_up() if isinstance(error, asyncio.CancelledError) else internal_error()
