"""Notices that a caller has gone, and stops the wait that only this caller wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from starlette.types import Receive

T = TypeVar("T")


class CallerGone(Exception):
    """The connection of the caller is closed; nobody reads the answer."""


class Presence:
    """Watches the connection of one caller, whose body has been read."""

    def __init__(self, receive: Receive | None) -> None:
        self._gone = False
        self._waiting: asyncio.Task[Any] | None = None
        self._watcher = asyncio.create_task(self._watch(receive)) if receive else None

    async def wait(self, work: Callable[[], Awaitable[T]]) -> T:
        """Give what the work gives; once the caller has left, cancel it and raise CallerGone."""
        if self._gone:
            raise CallerGone
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
        if self._watcher is not None:
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        if self._waiting is not None:
            self._waiting.cancel()
