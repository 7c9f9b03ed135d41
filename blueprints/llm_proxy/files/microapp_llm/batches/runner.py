"""Runs the items of batches beside the requests, a few at once, fairly between orgs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from microapp_kit.errors import Refusal
from microapp_kit.store import Store
from microapp_llm.batches.model import Item, Result
from microapp_llm.batches.queue import Batches

log = logging.getLogger("microapp")
RunItem = Callable[[Item], Awaitable[Result]]
PAUSES = (0.1, 0.5, 2.0, 5.0)  # shorter together than what the lease leaves
TRY_AGAIN = (429, 503)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many at once, how long one may take, how often to look, how often to try."""

    at_once: int = 4
    seconds_an_item: float = 120
    lease: timedelta = timedelta(seconds=150)  # longer than an item may take
    look_every: float = 30
    most_attempts: int = 5
    first_pause: timedelta = timedelta(seconds=5)


class BatchRunner:
    """Takes items from the queue and puts each through the same pipeline as a call."""

    def __init__(
        self,
        store: Store,
        batches: Batches,
        run: RunItem,
        pace: Pace = Pace(),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store, self._batches, self._run = store, batches, run
        self._pace = pace
        self._now = now
        self._active: dict[str, None] = {}  # orgs that may have work, in turn
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(pace.at_once)
        self._running: set[asyncio.Task[None]] = set()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin; what an earlier process left unfinished is found by itself."""
        self._tasks = [asyncio.create_task(t) for t in (self._work(), self._look())]

    async def stop(self) -> None:
        """End at once; what was running is given back to whoever comes next."""
        for task in (*self._tasks, *self._running):
            task.cancel()
        for task in (*self._tasks, *self._running):
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def wake(self, org: str) -> None:
        """Say that an org has handed in a batch."""
        self._active[org] = None
        self._wake.set()

    async def _look(self) -> None:
        """Look at every org now and then, and forget what is old."""
        while True:
            try:
                for org in await self._batches.orgs.all(self._store):
                    await self._sweep(org)
                    self.wake(org)
            except Exception as error:
                log.error("Batches cannot be looked at (%s).", type(error).__name__)
            await asyncio.sleep(self._pace.look_every)

    async def _sweep(self, org: str) -> None:
        await self._store.write(org, lambda: self._batches.sweep(org, self._now()))

    async def _work(self) -> None:
        while True:
            if not self._active:
                self._wake.clear()
                await self._wake.wait()
            await self._slots.acquire()
            item = await self._next()
            if item is None:
                self._slots.release()
                continue
            task = asyncio.create_task(self._one(item))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._slots.release()

    async def _next(self) -> Item | None:
        """Take an item of the org whose turn it is; an org without one leaves the round."""
        if not self._active:
            return None
        org = next(iter(self._active))
        del self._active[org]
        lease = self._pace.lease
        try:
            taken = await self._store.write(
                org, lambda: self._batches.take(org, self._now(), lease, 1)
            )
        except Exception as error:
            log.error("A batch cannot be read (%s).", type(error).__name__)
            await asyncio.sleep(0.5)
            return None
        if not taken:
            return None
        self._active[org] = None
        return taken[0]

    async def _one(self, item: Item) -> None:
        try:
            await self._end(item, await self._result(item))
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                await self._give_back(item, self._now())
            raise
        except Exception as error:
            log.error("A batch item cannot be written (%s).", type(error).__name__)

    async def _result(self, item: Item) -> Result | Refusal:
        if item.attempt > self._pace.most_attempts:
            return Refusal(500, "gave_up", "This item was tried several times without an end.")
        try:
            async with asyncio.timeout(self._pace.seconds_an_item):
                return await self._run(item)
        except Refusal as refusal:
            return refusal
        except TimeoutError:
            return Refusal(504, "too_slow", "This item took too long.")
        except Exception as error:
            log.error("A batch item failed (%s).", type(error).__name__)
            return Refusal(500, "internal_error", "Something went wrong on our side.")

    async def _end(self, item: Item, ended: Result | Refusal) -> None:
        if isinstance(ended, Refusal):
            if ended.status in TRY_AGAIN and item.attempt < self._pace.most_attempts:
                pause = self._pace.first_pause * 2 ** (item.attempt - 1)
                await self._give_back(item, self._now() + pause)
                return
            body = {"error": {"code": ended.code, "message": ended.message}}
            ended = Result(ended.status, body)
        await self._keep(item, ended)

    async def _keep(self, item: Item, result: Result) -> None:
        """Write a result, patiently: the call is paid for, and would be made again without it."""
        for pause in PAUSES:
            try:
                await self._store.write(item.org, lambda: self._batches.finish(item, result))
                return
            except Refusal:
                await asyncio.sleep(pause)
        await self._store.write(item.org, lambda: self._batches.finish(item, result))

    async def _give_back(self, item: Item, free_at: datetime) -> None:
        await self._store.write(item.org, lambda: self._batches.give_back(item, free_at))
        later = max(0.0, (free_at - self._now()).total_seconds())
        asyncio.get_running_loop().call_later(later, self.wake, item.org)
