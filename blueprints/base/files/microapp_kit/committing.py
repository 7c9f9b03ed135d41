"""Commits to a disk: at once while it is fast, beside the event loop while it is slow."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue

FAST_SECONDS = 0.0003  # what a commit may take before others should not wait for it
LOOK_AGAIN = 50  # commits in the thread, after which one tells whether the disk is fast again
WEIGHT = 0.2  # of the newest commit

Done = Callable[[sqlite3.Error | None], None]
Order = tuple[asyncio.AbstractEventLoop, Done]


class Committer:
    """Commits the transactions of one connection, which nobody else may use meanwhile."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._seconds = 0.0
        self._in_thread = 0
        self._orders: SimpleQueue[Order | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def is_fast(self) -> bool:
        """Whether a commit is expected to take less time than it costs to wait for a thread."""
        return self._seconds < FAST_SECONDS or self._in_thread >= LOOK_AGAIN

    def now(self) -> None:
        """Commit, and note how long it takes; raise sqlite3.Error."""
        began = time.perf_counter()
        self._connection.execute("COMMIT")
        took = time.perf_counter() - began
        looked = self._in_thread >= LOOK_AGAIN
        self._seconds = took if looked else self._seconds + WEIGHT * (took - self._seconds)
        self._in_thread = 0

    def behind(self, done: Done) -> None:
        """Commit in the thread, and call back in this loop."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="commits", daemon=True)
            self._thread.start()
        self._in_thread += 1
        self._orders.put((asyncio.get_running_loop(), done))

    def close(self) -> None:
        """End the thread."""
        if self._thread is not None:
            self._orders.put(None)
            self._thread.join()

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            loop, done = order
            error: sqlite3.Error | None = None
            try:
                self._connection.execute("COMMIT")
            except sqlite3.Error as found:
                error = found
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(done, error)
