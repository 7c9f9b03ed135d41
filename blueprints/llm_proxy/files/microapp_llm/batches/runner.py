"""Runs the items of batches beside the requests, a few at once, fairly between orgs.

An item for which a provider may have been asked is never run again by itself: its result is kept,
or it is given as interrupted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from microapp_kit.errors import Refusal
from microapp_kit.store import Store
from microapp_llm.batches.model import Item, Result, failure, interrupted
from microapp_llm.batches.queue import Batches
from microapp_llm.dialect import NOT_AGAIN

log = logging.getLogger("microapp")
RunItem = Callable[[Item], Awaitable[Result]]
"""Runs an item; it must call `BatchRunner.send` before it asks a provider."""
PAUSES = (0.1, 0.5, 2.0, 5.0)  # shorter together than what the lease leaves
TOO_FAST, UNAVAILABLE = 429, 503
OF_FEW = ("user", "app")  # limits that are no reason for others of the org to wait
MOST_TURNS = 10_000
SECONDS_BESIDE = 30  # for all that is done beside waiting for a provider


@dataclass(frozen=True, slots=True)
class Pace:
    """How many at once, how long one may take, how often to look, how often to try."""

    at_once: int = 4
    seconds_an_item: float = 120
    lease: timedelta = timedelta(seconds=150)  # longer than an item may take
    look_every: float = 30
    most_attempts: int = 5
    first_pause: timedelta = timedelta(seconds=5)
    seconds_to_end: float = 5  # for what runs when the service stops

    @classmethod
    def waiting(cls, seconds: float) -> Pace:
        """Give a pace at which a provider is waited for as long as a call would wait."""
        longest = max(cls().seconds_an_item, seconds + SECONDS_BESIDE)
        return cls(seconds_an_item=longest, lease=timedelta(seconds=longest + SECONDS_BESIDE))


async def nothing(item: Item) -> None:
    """Do nothing about an item that is lost."""
    del item


class BatchRunner:
    """Takes items from the queue and puts each through the same pipeline as a call."""

    def __init__(
        self,
        store: Store,
        batches: Batches,
        run: RunItem,
        pace: Pace = Pace(),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        lost: Callable[[Item], Awaitable[None]] = nothing,
        undo: Callable[[Item], Awaitable[Result | None]] = nothing,
    ) -> None:
        self._store, self._batches, self._run = store, batches, run
        self._lost, self._undo = lost, undo
        self._sent: set[str] = set()
        self._pace = pace
        self._now = now
        self._active: dict[str, None] = {}  # orgs that may have work, in turn
        self._resting: dict[str, asyncio.TimerHandle] = {}  # orgs that were too fast
        self._turns: dict[tuple[str, str, str], datetime] = {}  # of the last item that waits
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(pace.at_once)
        self._running: set[asyncio.Task[None]] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self.waiting = 0  # items of all orgs, as of the last look

    async def start(self) -> None:
        """Begin; what an earlier process left unfinished is found by itself."""
        self._tasks = [asyncio.create_task(t) for t in (self._work(), self._look())]

    async def stop(self) -> None:
        """End soon: what runs may end, and what was not sent yet is given to whoever comes next."""
        await _cancelled(self._tasks)
        if self._running:
            await asyncio.wait(self._running, timeout=self._pace.seconds_to_end)
        await _cancelled(self._running)

    async def send(self, item: Item) -> None:
        """Note that a provider is asked from now on; refuse where the item is not ours any more."""
        until = self._now() + self._pace.lease
        await self._store.write(item.org, lambda: self._batches.send(item, until))
        self._sent.add(item.request_id)

    def wake(self, org: str) -> None:
        """Say that an org has handed in a batch, or has rested."""
        if timer := self._resting.pop(org, None):
            timer.cancel()
        self._active[org] = None
        self._wake.set()

    async def _look(self) -> None:
        """Look at every org now and then, and forget what is old."""
        while True:
            try:
                waiting = 0
                for org in await self._batches.orgs.all(self._store):
                    await self._sweep(org)
                    waiting += await self._batches.waiting(self._store, org, self._now())
                    self.wake(org)
                self.waiting = waiting
            except Exception as error:
                log.error("Batches cannot be looked at (%s).", type(error).__name__)
            await asyncio.sleep(self._pace.look_every)

    async def _sweep(self, org: str) -> None:
        now = self._now()
        await self._store.write(org, lambda: self._batches.sweep(org, now))
        for item in await self._store.write(org, lambda: self._batches.lost(org, now)):
            await self._lost(item)
            await self._keep(item, interrupted(item))

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
        if org not in self._resting:
            self._active[org] = None
        return taken[0]

    async def _one(self, item: Item) -> None:
        try:
            await self._end(item, await self._result(item))
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                await self._cut_off(item)
            raise
        except Exception as error:
            log.error("A batch item cannot be written (%s).", type(error).__name__)
        finally:
            self._sent.discard(item.request_id)

    async def _cut_off(self, item: Item) -> None:
        if item.request_id in self._sent:
            await self._keep(item, interrupted(item))
        else:
            await self._give_back(item, self._now())

    async def _result(self, item: Item) -> Result | Refusal:
        try:
            async with asyncio.timeout(self._pace.seconds_an_item):
                if ended := await self._undo(item):
                    return ended
                if item.attempt > self._pace.most_attempts:
                    return _gave_up()
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
            if ended.status == TOO_FAST:
                await self._wait_for_turn(item, ended)
                return
            is_first = item.attempt < self._pace.most_attempts
            if is_first and ended.status == UNAVAILABLE and not _lasts(ended):
                pause = self._pace.first_pause * 2 ** (item.attempt - 1)
                await self._give_back(item, self._now() + pause)
                return
            ended = failure(item, ended)
        await self._keep(item, ended)

    async def _keep(self, item: Item, result: Result) -> None:
        """Write a result, patiently: the call is paid for, and would be lost without it."""
        for pause in PAUSES:
            try:
                await self._store.write(item.org, lambda: self._batches.finish(item, result))
                return
            except Refusal:
                await asyncio.sleep(pause)
        await self._store.write(item.org, lambda: self._batches.finish(item, result))

    async def _wait_for_turn(self, item: Item, refusal: Refusal) -> None:
        """Let an item wait, which is no try: with its whole org, or for its person or app alone."""
        seconds = int(refusal.headers["Retry-After"])
        limit = refusal.headers.get("RateLimit", "").lstrip('"')
        if not limit.startswith(OF_FEW):
            await self._rest(item, seconds)
            return
        whose = (item.org, item.app, item.owner if limit.startswith("user") else "")
        if len(self._turns) >= MOST_TURNS:
            self._turns.clear()
        last = max(self._now(), self._turns.get(whose, self._now()))
        self._turns[whose] = turn = last + timedelta(seconds=seconds)
        await self._give_back(item, turn, tried=False)

    async def _rest(self, item: Item, seconds: int) -> None:
        """Let an item wait, and the others of its org with it."""
        now = self._now()
        await self._store.write(item.org, lambda: self._batches.give_back(item, now, tried=False))
        if item.org not in self._resting:
            self._active.pop(item.org, None)
            loop = asyncio.get_running_loop()
            self._resting[item.org] = loop.call_later(seconds, self.wake, item.org)

    async def _give_back(self, item: Item, free_at: datetime, *, tried: bool = True) -> None:
        await self._store.write(
            item.org, lambda: self._batches.give_back(item, free_at, tried=tried)
        )
        later = max(0.0, (free_at - self._now()).total_seconds())
        asyncio.get_running_loop().call_later(later, self.wake, item.org)


async def _cancelled(tasks: Iterable[asyncio.Task[None]]) -> None:
    for task in (ending := list(tasks)):
        task.cancel()
    for task in ending:
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _gave_up() -> Refusal:
    return Refusal(500, "gave_up", "This item was tried several times without an end.")


def _lasts(refusal: Refusal) -> bool:
    """Whether a refusal says that trying again does not help."""
    return refusal.headers.items() >= NOT_AGAIN.items()
