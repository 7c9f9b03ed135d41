"""Answers shared by all processes of an app, in Redis: encrypted, and a miss whenever it is down.

Redis drops what has expired by itself, and evicts as its operator says: neither is counted here.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from microapp_kit.redis_link import RedisLink, RedisSilent
from microapp_llm.cache.answers import Counts, Finished

log = logging.getLogger("microapp")
SECONDS_TO_ANSWER = 0.25
SECONDS_OF_REST = 2.0
NONCE = 12


class RedisCache:
    """A cache for all processes that share one Redis."""

    def __init__(self, url: str, app: str, *, seconds: float, secret: bytes) -> None:
        self._link = RedisLink(
            url, seconds_to_answer=SECONDS_TO_ANSWER, rest_seconds=SECONDS_OF_REST
        )
        self.counts = Counts()
        self._prefix = f"microapp:{{{app}}}:answer"
        self._milliseconds = int(seconds * 1000)
        self._cipher = AESGCM(hmac.digest(secret, b"microapp cache values", hashlib.sha256))

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
        await self._link.close()

    def _opened(self, key: str, sealed: bytes) -> bytes | None:
        """Give a value back; one that was changed, moved or sealed elsewhere is a miss."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], key.encode())
        except (InvalidTag, ValueError):
            log.warning("A cached answer cannot be opened, so it is not used.")
            return None

    async def _ask(self, *words: object) -> object:
        """Ask Redis; its silence is a miss."""
        try:
            return await self._link.ask(lambda: self._link.redis.execute_command(*words))  # type: ignore[no-untyped-call]
        except RedisSilent as silent:
            self.counts.down += silent.asked
            return None
