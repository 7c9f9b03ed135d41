"""The way to Redis: bounded in connections and time; after a silence it is left alone a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from microapp_kit.secrets import CannotStart

log = structlog.get_logger(__name__)
T = TypeVar("T")
CONNECTIONS = 32


class RedisSilent(Exception):
    """Redis that does not answer, or has just not answered; `asked` says which."""

    def __init__(self, *, asked: bool) -> None:
        super().__init__("Redis does not answer.")
        self.asked = asked


class RedisLink:
    """Connections to one Redis; with `rest_seconds`, nobody asks for so long after a silence."""

    def __init__(
        self, url: str, *, seconds_to_answer: float, retries: int = 0, rest_seconds: float = 0.0
    ) -> None:
        try:
            pool = BlockingConnectionPool.from_url(
                url,
                max_connections=CONNECTIONS,
                timeout=seconds_to_answer,
                socket_timeout=seconds_to_answer,
                socket_connect_timeout=seconds_to_answer,
                retry=Retry(NoBackoff(), retries),
            )
        except ValueError:
            raise CannotStart(
                "REDIS_URL is no address. Write it like redis://127.0.0.1:6379/0."
            ) from None
        self.redis = Redis(connection_pool=pool)
        self._seconds = seconds_to_answer
        self._rest = rest_seconds
        self._rests_until = 0.0

    async def ask(self, work: Callable[[], Awaitable[T]]) -> T:
        """Give what Redis answers, or raise RedisSilent."""
        if time.monotonic() < self._rests_until:
            raise RedisSilent(asked=False)
        try:
            async with asyncio.timeout(self._seconds):
                return await work()
        except (RedisError, OSError, TimeoutError) as error:
            self._rests_until = time.monotonic() + self._rest
            log.warning("redis_does_not_answer", why=type(error).__name__)
            raise RedisSilent(asked=True) from None

    async def close(self) -> None:
        """Close the connections."""
        await self.redis.aclose()
        await self.redis.connection_pool.disconnect()
