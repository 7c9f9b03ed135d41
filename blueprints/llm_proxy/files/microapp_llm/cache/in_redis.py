"""Answers shared by all processes of an app, in Redis: encrypted, and a miss whenever it is down.

Redis drops what has expired by itself, and evicts as its operator says: neither is counted here.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import time

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from microapp_kit.secrets import CannotStart
from microapp_llm.cache.answers import Counts, Finished

log = structlog.get_logger(__name__)
SECONDS_TO_ANSWER = 0.25
SECONDS_OF_REST = 2.0
CONNECTIONS = 32
NONCE = 12


class RedisCache:
    """A cache for all processes that share one Redis."""

    def __init__(self, url: str, app: str, *, seconds: float, secret: bytes) -> None:
        try:
            pool = BlockingConnectionPool.from_url(
                url,
                max_connections=CONNECTIONS,
                timeout=SECONDS_TO_ANSWER,
                socket_timeout=SECONDS_TO_ANSWER,
                socket_connect_timeout=SECONDS_TO_ANSWER,
                retry=Retry(NoBackoff(), 0),
            )
        except ValueError:
            raise CannotStart(
                "REDIS_URL is no address. Write it like redis://127.0.0.1:6379/0."
            ) from None
        self.counts = Counts()
        self._redis = Redis(connection_pool=pool)
        self._prefix = f"microapp:{{{app}}}:answer"
        self._milliseconds = int(seconds * 1000)
        self._cipher = AESGCM(hmac.digest(secret, b"microapp cache values", hashlib.sha256))
        self._rests_until = 0.0

    async def get(self, key: str) -> bytes | None:
        """Give the answer under a key, while it is fresh."""
        sealed = await self._ask("GET", f"{self._prefix}:{key}")
        found = self._opened(key, sealed) if isinstance(sealed, bytes) else None
        if found is None:
            self.counts.miss += 1
        else:
            self.counts.hit += 1
        return found

    async def put(self, key: str, answer: Finished) -> None:
        """Keep an answer, if it may be kept."""
        if not answer.keepable or self._milliseconds <= 0:
            return
        nonce = os.urandom(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, answer.body, key.encode())
        done = await self._ask("SET", f"{self._prefix}:{key}", sealed, "PX", self._milliseconds)
        self.counts.kept += done is not None

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()
        await self._redis.connection_pool.disconnect()

    def _opened(self, key: str, sealed: bytes) -> bytes | None:
        """Give a value back; one that was changed, moved or sealed elsewhere is a miss."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], key.encode())
        except (InvalidTag, ValueError):
            log.warning("cached_answer_cannot_be_opened")
            return None

    async def _ask(self, *words: object) -> object:
        """Ask Redis; when it does not answer, leave it alone for a while."""
        if time.monotonic() < self._rests_until:
            return None
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                return await self._redis.execute_command(*words)  # type: ignore[no-untyped-call]
        except (RedisError, OSError, TimeoutError) as error:
            self._rests_until = time.monotonic() + SECONDS_OF_REST
            self.counts.down += 1
            log.warning("redis_does_not_answer", why=type(error).__name__)
            return None
