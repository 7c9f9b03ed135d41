"""Reservations that come in one turn of the loop, or during a commit, are made together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from microapp_kit.sql import Script
from microapp_kit.store import Store, write_soon
from microapp_llm.money.transactions import Asked, NotTogether, Transactions

MOST_TOGETHER = 64
Behind = Callable[[Coroutine[Any, Any, None]], asyncio.Task[Any]]


class Batch:
    """Reservations of one org that wait for the same transaction."""

    __slots__ = ("asked", "begun", "futures", "written")

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.futures: list[asyncio.Future[None]] = []
        self.begun = False
        self.written: asyncio.Task[Any] | None = None  # where it could not be done at once


class Reserving:
    """Gathers reservations, org by org; each is answered when its own transaction is committed."""

    def __init__(self, store: Store, do: Transactions, behind: Behind) -> None:
        self._store = store
        self._do = do
        self._behind = behind
        self._open: dict[str, Batch] = {}

    def put(self, asked: Asked) -> tuple[asyncio.Future[None], Batch]:
        """Reserve soon, alone or with others.

        The future is done when the reservation is committed, or raises what one alone would raise.
        """
        org, loop = asked.hold.org, asyncio.get_running_loop()
        batch = self._open.get(org)
        if batch is None:
            batch = self._open[org] = Batch()
            loop.call_soon(self._begin, org, batch)
        future: asyncio.Future[None] = loop.create_future()
        batch.asked.append(asked)
        batch.futures.append(future)
        if len(batch.asked) >= MOST_TOGETHER:
            self._close(org, batch)
        return future, batch

    def _begin(self, org: str, batch: Batch) -> None:
        """Write at once; in a task, where that has to wait or each has to be asked for alone."""
        try:
            done = self._store.at_once(lambda: self._script(org, batch))
        except NotTogether:
            batch.written = self._behind(self._each_alone(batch))
            return
        except Exception as error:
            self._close(org, batch)  # it may not have come as far as the script, which closes it
            _fail_all(batch, error)
            return
        if done is None:
            batch.written = self._behind(self._write(org, batch))
        else:
            _answer_all(batch)

    async def _write(self, org: str, batch: Batch) -> None:
        try:
            await self._store.write(org, lambda: self._script(org, batch))
        except NotTogether:
            await self._each_alone(batch)
        except BaseException as error:
            self._close(org, batch)
            _fail_all(batch, error)
            if not isinstance(error, Exception):
                raise
        else:
            _answer_all(batch)

    def _script(self, org: str, batch: Batch) -> Script[None]:
        """Reserve for all that have come by now; those who come later wait for the next."""
        self._close(org, batch)
        if not batch.begun:
            batch.begun = True
            _leave_out_the_gone(batch)
        if len(batch.asked) > 1:
            yield from self._do.reserve_all(batch.asked)
        elif batch.asked:
            yield from self._do.reserve(batch.asked[0])

    async def _each_alone(self, batch: Batch) -> None:
        pairs = zip(batch.asked, batch.futures, strict=True)
        await asyncio.gather(*(self._alone(asked, future) for asked, future in pairs))

    async def _alone(self, asked: Asked, future: asyncio.Future[None]) -> None:
        if future.done():
            return
        try:
            await write_soon(self._store, asked.hold.org, lambda: self._do.reserve(asked))
        except Exception as error:
            _fail(future, error)
        else:
            if not future.done():
                future.set_result(None)

    def _close(self, org: str, batch: Batch) -> None:
        if self._open.get(org) is batch:
            del self._open[org]


def _leave_out_the_gone(batch: Batch) -> None:
    """Forget those whose callers have left: nothing of theirs was begun."""
    pairs = list(zip(batch.asked, batch.futures, strict=True))
    stay = [(asked, future) for asked, future in pairs if not future.done()]
    batch.asked = [asked for asked, _ in stay]
    batch.futures = [future for _, future in stay]


def _answer_all(batch: Batch) -> None:
    for future in batch.futures:
        if not future.done():
            future.set_result(None)


def _fail_all(batch: Batch, error: BaseException) -> None:
    for future in batch.futures:
        _fail(future, error)


def _fail(future: asyncio.Future[None], error: BaseException) -> None:
    if future.done():
        return
    if isinstance(error, Exception):
        future.set_exception(error)
    else:
        future.cancel()
