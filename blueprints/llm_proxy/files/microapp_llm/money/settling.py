"""Settlements behind the answer: queued, written in groups, and finished before the app ends.

A settlement that a dying process loses is covered by its hold's lease: the sweep counts the hold in
full. So the queue is never the only place that knows of money.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque

from microapp_kit.errors import Refusal
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.need import Hold, Used

log = logging.getLogger("microapp")
GROUP = 128
ATTEMPTS = 5
SECONDS_BETWEEN = 0.5
SECONDS_TO_GATHER = 0.02  # calls that end within it share a transaction
Ended = tuple[Hold, Used]


class Settler:
    """Settles what is put into it, in order, a group of one org's calls in one transaction."""

    def __init__(self, budgets: Budgets, *, pause: float = SECONDS_BETWEEN) -> None:
        self._budgets = budgets
        self._pause = pause
        self._waiting: deque[Ended] = deque()
        self._put, self._done = 0, 0
        self._drains: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._now = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many settlements nobody has begun yet."""
        return len(self._waiting)

    def put(self, hold: Hold, used: Used) -> None:
        """Settle soon; never waits, and goes on when the caller is gone."""
        self._waiting.append((hold, used))
        self._put += 1
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def drain(self) -> bool:
        """Settle at once what was put in by now, and wait for it; false if there was nothing.

        What is put in meanwhile waits for its own turn: under load there is always more.
        """
        if self._done == self._put:
            return False
        settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._drains.append((self._put, settled))
        self._now.set()
        await settled
        return True

    async def close(self) -> None:
        """Settle all that waits, as the app ends."""
        while await self.drain():
            pass

    async def _work(self) -> None:
        while self._waiting:
            await self._gather()
            ended = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
            groups: dict[str, list[Ended]] = defaultdict(list)
            for one in ended:
                groups[one[0].org].append(one)
            try:
                await asyncio.gather(*(self._settle(group) for group in groups.values()))
            finally:
                self._settled(len(ended))

    def _settled(self, calls: int) -> None:
        """Count what is settled, or left to its lease; tell those who waited for it."""
        self._done += calls
        while self._drains and self._drains[0][0] <= self._done:
            _, settled = self._drains.popleft()
            if not settled.done():  # its caller may have gone
                settled.set_result(None)

    async def _gather(self) -> None:
        """Wait a moment for more to come, unless somebody waits for what is there."""
        if not self._drains:
            timer = asyncio.get_running_loop().call_later(SECONDS_TO_GATHER, self._now.set)
            await self._now.wait()
            timer.cancel()
        self._now.clear()

    async def _settle(self, group: list[Ended]) -> None:
        """Settle a group; when the database does not answer, try again, then leave it to leases."""
        for attempt in range(ATTEMPTS):
            try:
                await self._budgets.settle_all(group)
                return
            except Refusal as refusal:
                log.warning("%s settlements wait (%s).", len(group), refusal.code)
            except Exception as error:  # one that cannot be settled must not keep the others
                log.error("%s settlements failed (%s).", len(group), type(error).__name__)
                if len(group) > 1:
                    for ended in group:
                        await self._settle([ended])
                return
            await asyncio.sleep(self._pause * (attempt + 1))
        log.error("%s settlements were given up; what was put aside counts.", len(group))
