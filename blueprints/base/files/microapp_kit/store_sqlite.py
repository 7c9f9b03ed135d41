"""Records in one SQLite file, written by one writer with group commit.

All writes that arrive while the last commit reached the disk share the next one: each runs in a
savepoint of its own, one commit makes them durable, and only then is any of them answered.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from microapp_kit.secrets import CannotStart
from microapp_kit.sql import SQLITE, Compiler, Params, Row, Script, Statement
from microapp_kit.store import unavailable

T = TypeVar("T")
log = logging.getLogger("microapp")
BUSY_SECONDS = 5.0
FULL = 2


@dataclass(slots=True)
class _Job:
    script: Callable[[], Script[Any]]
    future: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None


class SqliteStore:
    """One file, one writer, readers that see the last commit."""

    def __init__(self, path: str) -> None:
        self.compiler = Compiler(SQLITE)
        self._path = path
        self._waiting: list[_Job] = []
        self._flush_scheduled = False

    async def start(self) -> None:
        """Open the file and make sure that a commit reaches the disk."""
        self._writer = _connect(self._path)
        self._reader = _connect(self._path)
        self._reader.execute("PRAGMA query_only = 1")
        if self._writer.execute("PRAGMA synchronous").fetchone() != (FULL,):
            raise CannotStart("SQLite does not keep synchronous = FULL, so writes are not safe.")

    async def close(self) -> None:
        """Commit what waits and close the file."""
        self._flush()
        self._reader.close()
        self._writer.close()

    async def read(self, org: str, statement: Statement, params: Params) -> Sequence[Row]:
        """Give the rows of one query."""
        del org  # every statement names its org itself; SQLite has no second wall
        try:
            return self._reader.execute(statement.text, statement.values(params)).fetchall()
        except sqlite3.OperationalError as error:
            log.error("The database does not answer: %s.", error)
            raise unavailable() from None

    async def write(self, org: str, script: Callable[[], Script[T]]) -> T:
        """Run a script in the next group commit."""
        del org
        loop = asyncio.get_running_loop()
        job = _Job(script, loop.create_future())
        self._waiting.append(job)
        if not self._flush_scheduled:
            self._flush_scheduled = True
            loop.call_soon(self._flush)
        result: T = await job.future
        return result

    async def ready(self) -> bool:
        """Say whether the file answers."""
        try:
            return bool(self._reader.execute("SELECT 1").fetchone())
        except sqlite3.Error:
            return False

    def _flush(self) -> None:
        self._flush_scheduled = False
        jobs, self._waiting = self._waiting, []
        if not jobs:
            return
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            for job in jobs:
                self._run(job)
            self._writer.execute("COMMIT")
        except sqlite3.Error as error:
            log.error("The database does not answer: %s.", error)
            self._abandon(jobs)
            return
        for job in jobs:
            _answer(job)

    def _run(self, job: _Job) -> None:
        self._writer.execute("SAVEPOINT job")
        try:
            job.result = _drive(job.script(), self._writer)
        except sqlite3.OperationalError:
            raise
        except Exception as error:
            job.error = error
            self._writer.execute("ROLLBACK TO job")
        self._writer.execute("RELEASE job")

    def _abandon(self, jobs: Sequence[_Job]) -> None:
        if self._writer.in_transaction:
            self._writer.execute("ROLLBACK")
        for job in jobs:
            job.error = unavailable()
            _answer(job)


def _connect(path: str) -> sqlite3.Connection:
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except (OSError, sqlite3.Error) as error:
        raise CannotStart(f"The database {path} cannot be opened: {error}.") from None
    return connection


def _drive(script: Script[T], connection: sqlite3.Connection) -> T:
    rows: Sequence[Row] = ()
    try:
        statement, params = next(script)
        while True:
            rows = connection.execute(statement.text, statement.values(params)).fetchall()
            statement, params = script.send(rows)
    except StopIteration as done:
        result: T = done.value
        return result


def _answer(job: _Job) -> None:
    if job.future.done():
        return
    if job.error is not None:
        job.future.set_exception(job.error)
    else:
        job.future.set_result(job.result)
