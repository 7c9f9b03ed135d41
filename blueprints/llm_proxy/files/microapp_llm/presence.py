"""Notices that a caller has gone, and stops the wait that only this caller wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from starlette.types import Receive

T = TypeVar("T")
SECONDS_UNWATCHED = 0.02  # an answer that comes sooner is cheaper to wait for than to stop


class CallerGone(Exception):
    """The connection of the caller is closed; nobody reads the answer."""


class Presence:
    """Watches the connection of one caller, whose body has been read."""

    def __init__(self, receive: Receive | None) -> None:
        self._receive = receive
        self._gone = False
        self._waiting: asyncio.Task[Any] | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def wait(self, work: Callable[[], Awaitable[T]]) -> T:
        """Give what the work gives; once the caller has left, cancel it and raise CallerGone."""
        if self._gone:
            raise CallerGone
        if self._timer is None and self._receive is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(SECONDS_UNWATCHED, self._begin, self._receive)
        self._waiting = asyncio.current_task()
        try:
            return await work()
        except asyncio.CancelledError:
            if self._gone and self._waiting is not None and self._waiting.uncancel() <= 0:
                raise CallerGone from None
            raise
        finally:
            self._waiting = None

    async def close(self) -> None:
        """Stop watching."""
        if self._timer is not None:
            self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher

    def _begin(self, receive: Receive) -> None:
        self._watcher = asyncio.create_task(self._watch(receive))

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        if self._waiting is not None:
            self._waiting.cancel()
