"""Commits to a disk: at once while it is fast, beside the event loop while it is slow.

What was committed without waiting for the disk reaches it a moment later, also beside the loop.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue

FAST_SECONDS = 0.0003  # what a commit may take before others should not wait for it
LOOK_AGAIN = 50  # commits in the thread, after which one tells whether the disk is fast again
WEIGHT = 0.2  # of the newest commit
SECONDS_TO_SYNC = 0.1  # so long what was committed without the disk may be missing there
COMMITS_TO_MOVE = 100  # commits without the disk, after which its log is moved into the database

Failure = sqlite3.Error | OSError
Done = Callable[[Failure | None], None]
Order = tuple[asyncio.AbstractEventLoop, Done, Callable[[], object]]
log = logging.getLogger("microapp")


class Committer:
    """Commits the transactions of one connection, which nobody else may use meanwhile."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._seconds = 0.0
        self._in_thread = 0
        self._awaits_disk = True
        self._unmoved = 0
        self._later: asyncio.TimerHandle | None = None
        self._log_file: int | None = None
        self._orders: SimpleQueue[Order | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def is_fast(self) -> bool:
        """Whether a commit is expected to take less time than it costs to wait for a thread."""
        return self._seconds < FAST_SECONDS or self._in_thread >= LOOK_AGAIN

    def begin(self, *, awaits_disk: bool) -> None:
        """Begin a transaction, whose commit reaches the disk at once or a moment later."""
        if awaits_disk is not self._awaits_disk:
            level = "FULL" if awaits_disk else "NORMAL"
            self._connection.execute(f"PRAGMA synchronous = {level}")
            self._awaits_disk = awaits_disk
        self._connection.execute("BEGIN IMMEDIATE")

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
        self._in_thread += 1
        self._order(done, lambda: self._connection.execute("COMMIT"))

    def without_disk(self, due: Callable[[], None]) -> None:
        """Commit, and call back when it is time for `sync` or `move`."""
        self._connection.execute("COMMIT")
        self._unmoved += 1
        if self._later is None:
            loop = asyncio.get_running_loop()
            self._later = loop.call_later(SECONDS_TO_SYNC, self._is_due, due)

    @property
    def should_move(self) -> bool:
        """Whether the log has grown so much that it should be moved into the database."""
        return self._unmoved >= COMMITS_TO_MOVE

    def sync(self) -> None:
        """Bring the log to the disk, in the thread."""
        self._open_log()
        self._order(_told, self._synced)

    def move(self, done: Done) -> None:
        """Bring the log to the disk and into the database, in the thread; then call back."""
        self._unmoved = 0
        self._open_log()
        self._order(done, self._moved)

    def close(self) -> None:
        """End the thread; what was committed reaches the disk."""
        if self._later is not None:
            self._later.cancel()
            self.sync()
        if self._thread is not None:
            self._orders.put(None)
            self._thread.join()
        if self._log_file is not None:
            os.close(self._log_file)

    def _is_due(self, due: Callable[[], None]) -> None:
        self._later = None
        due()

    def _open_log(self) -> None:
        if self._log_file is None:
            (_, _, path), *_ = self._connection.execute("PRAGMA database_list").fetchall()
            self._log_file = os.open(f"{path}-wal", os.O_RDWR)

    def _moved(self) -> None:
        self._synced()
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _synced(self) -> None:
        assert self._log_file is not None  # noqa: S101  (opened before it is ordered)
        SYNC(self._log_file)

    def _order(self, done: Done, work: Callable[[], object]) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="commits", daemon=True)
            self._thread.start()
        self._orders.put((asyncio.get_running_loop(), done, work))

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            loop, done, work = order
            error: Failure | None = None
            try:
                work()
            except (sqlite3.Error, OSError) as found:
                error = found
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(done, error)


SYNC: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


def _told(error: Failure | None) -> None:
    if error is not None:
        log.error("The disk did not take what was written: %s.", error)
