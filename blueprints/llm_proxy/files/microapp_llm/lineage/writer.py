"""Writes lineage beside the requests: a bounded queue, many rows a commit, nothing dropped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict, deque

from microapp_kit.errors import Refusal
from microapp_kit.sql import Params
from microapp_kit.store import Store, write_soon
from microapp_llm.lineage.keeping import LineageTable
from microapp_llm.lineage.row import Lineage

log = logging.getLogger("microapp")
MOST_WAITING = 10_000
MOST_A_COMMIT = 100  # more would hold up the answers that stream meanwhile
SECONDS_FOR_ROOM = 2.0
SECONDS_TO_STOP = 10.0
SECONDS_TO_GATHER = 0.02
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 2.0


class LineageWriter:
    """Takes rows at once and makes them durable within milliseconds.

    While the database does not answer, rows wait; once the queue is full no further output may
    leave: `note` refuses with 503. What waits is lost only with the process.
    """

    def __init__(self, store: Store, table: LineageTable, most_waiting: int = MOST_WAITING) -> None:
        self._store = store
        self._table = table
        self._most = most_waiting
        self._waiting: deque[tuple[str, Params]] = deque()
        self._come = asyncio.Event()
        self._hurry = asyncio.Event()
        self._written = asyncio.Condition()
        self._taken = 0
        self._done = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many rows are not durable yet."""
        return self._taken - self._done

    async def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._write())

    async def note(self, row: Lineage) -> None:
        """Take a row; waits only while the queue is full, and refuses when it stays full."""
        while not self.take(row):
            await self._wait_for(self._taken - self._most + 1, SECONDS_FOR_ROOM)

    def take(self, row: Lineage) -> bool:
        """Take a row if the queue has room for it."""
        if self.waiting >= self._most:
            return False
        self._waiting.append((row.org, self._table.params(row)))
        self._taken += 1
        self._come.set()
        if self.waiting >= MOST_A_COMMIT:
            self._hurry.set()
        return True

    async def flush(self) -> None:
        """Wait until every row taken so far is durable; 503 when that takes too long."""
        await self._wait_for(self._taken, SECONDS_TO_STOP)

    async def stop(self) -> None:
        """Make durable what waits, then end."""
        try:
            await self.flush()
        except Refusal:
            log.error("%s rows of lineage could not be written.", self.waiting)
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _wait_for(self, number: int, seconds: float) -> None:
        self._hurry.set()
        try:
            async with asyncio.timeout(seconds), self._written:
                await self._written.wait_for(lambda: self._done >= number)
        except TimeoutError:
            raise _full() from None

    async def _write(self) -> None:
        pause = FIRST_PAUSE
        while True:
            await self._come.wait()
            await self._gather()
            rows = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_A_COMMIT))]
            left = await self._written_down(rows)
            if left:
                self._waiting.extendleft(reversed(left))
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause = FIRST_PAUSE
            if not self._waiting:
                self._come.clear()

    async def _gather(self) -> None:
        """Wait a moment for more rows, unless there are many, or somebody waits for these."""
        timer = asyncio.get_running_loop().call_later(SECONDS_TO_GATHER, self._hurry.set)
        await self._hurry.wait()
        timer.cancel()
        if len(self._waiting) <= MOST_A_COMMIT:
            self._hurry.clear()

    async def _written_down(self, rows: list[tuple[str, Params]]) -> list[tuple[str, Params]]:
        """Write rows, org by org; give those that could not be written."""
        by_org: defaultdict[str, list[Params]] = defaultdict(list)
        for org, params in rows:
            by_org[org].append(params)
        left: list[tuple[str, Params]] = []
        for org, several in by_org.items():
            if await self._one_commit(org, several):
                self._done += len(several)
            else:
                left += [(org, params) for params in several]
        async with self._written:
            self._written.notify_all()
        return left

    async def _one_commit(self, org: str, rows: list[Params]) -> bool:
        try:
            await write_soon(self._store, org, lambda: self._table.keep(org, rows))
        except Exception as error:  # whatever the driver raises, the rows must not be lost
            log.error("Lineage cannot be written (%s); it waits.", type(error).__name__)
            return False
        self._table.orgs.remembered(org)
        return True


def _full() -> Refusal:
    return Refusal(
        503,
        "unavailable",
        "Where answers come from cannot be written down right now. Try again shortly.",
        headers={"Retry-After": "5"},
    )
