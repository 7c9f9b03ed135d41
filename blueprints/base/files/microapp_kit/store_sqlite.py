"""Records in one SQLite file, written by one writer with group commit.

All writes that arrive while the last commit reached the disk share the next one: each runs in a
savepoint of its own, one commit makes them durable, and only then is any of them answered. The
commit runs in a thread of its own while the disk is slow, so that only those who wait for it wait.
What is written `at_once` is committed without the disk, which follows within a tenth of a second.
While another process holds the lock, writes wait for it in their queue, and nobody else does.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from microapp_kit.committing import Committer, Failure
from microapp_kit.errors import Refusal
from microapp_kit.reading_aside import Aside
from microapp_kit.secrets import CannotStart
from microapp_kit.sql import SQLITE, Compiler, Params, Row, Script, Statement
from microapp_kit.store import unavailable

T = TypeVar("T")
log = logging.getLogger("microapp")
BUSY_SECONDS = 5.0
FULL = 2
MOST_PAGES = 4_000  # of the log, after which whoever commits moves it into the database
SECONDS_TO_LOOK = 0.001
SECONDS_TO_TRY = 0.005  # between two looks whether another process still holds the lock
PRIMARY_CODE = 0xFF  # of an extended one


@dataclass(slots=True)
class _Job:
    script: Callable[[], Script[Any]]
    future: asyncio.Future[Any]
    since: float
    result: Any = None
    error: Exception | None = None


class SqliteStore:
    """One file, one writer, readers that see the last commit."""

    def __init__(self, path: str, committer: type[Committer] = Committer) -> None:
        self.compiler = Compiler(SQLITE)
        self._make_committer = committer
        self._path = path
        self._waiting: list[_Job] = []
        self._flush_scheduled = False
        self._next_try: asyncio.TimerHandle | None = None
        self._committing: list[_Job] = []
        self._is_busy = False  # a thread commits, or moves the log
        self._has_log = False

    async def start(self) -> None:
        """Open the file and make sure that a commit reaches the disk."""
        self._writer = _connect(self._path)
        self._reader = _connect_to_read(self._path)
        self._aside = Aside(lambda: _connect_to_read(self._path))
        self._writer.execute("PRAGMA busy_timeout = 0")  # a wait in SQLite would hold up everybody
        self._committer = self._make_committer(self._writer)
        self._has_log = self._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        if self._writer.execute("PRAGMA synchronous").fetchone() != (FULL,):
            raise CannotStart("SQLite does not keep synchronous = FULL, so writes are not safe.")

    async def close(self) -> None:
        """Commit what waits and close the file."""
        while self._is_busy or self._waiting:
            self._flush()
            await asyncio.sleep(SECONDS_TO_LOOK)
        self._committer.close()
        self._aside.close()
        self._reader.close()
        self._writer.close()

    async def read(self, org: str, statement: Statement, params: Params) -> Sequence[Row]:
        """Give the rows of one query."""
        del org  # every statement names its org itself; SQLite has no second wall
        try:
            return self._reader.execute(statement.text, statement.values(params)).fetchall()
        except sqlite3.OperationalError as error:
            raise _unanswered(error) from None

    async def read_aside(self, org: str, statement: Statement, params: Params) -> Sequence[Row]:
        """Give the rows of a query that looks at much, while others are served."""
        del org
        try:
            return await self._aside.read(statement, params)
        except sqlite3.OperationalError as error:
            raise _unanswered(error) from None

    async def write(self, org: str, script: Callable[[], Script[T]]) -> T:
        """Run a script in the next group commit."""
        del org
        loop = asyncio.get_running_loop()
        job = _Job(script, loop.create_future(), loop.time())
        self._waiting.append(job)
        if not self._flush_scheduled and not self._is_busy:
            self._flush_scheduled = True
            loop.call_soon(self._flush)
        result: T = await job.future
        return result

    def at_once(self, script: Callable[[], Script[T]]) -> tuple[T] | None:
        """Run a script now, if nobody is before it, here or in another process."""
        if self._is_busy or self._waiting or not self._has_log:
            return None
        try:
            self._committer.begin(awaits_disk=False)
        except sqlite3.OperationalError as error:
            if _is_locked(error):
                return None
            self._undo(error)
            raise unavailable() from None
        try:
            result = _drive(script(), self._writer)
            self._committer.without_disk(self._sync)
        except sqlite3.OperationalError as error:
            self._undo(error)
            raise unavailable() from None
        except BaseException:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            raise
        return (result,)

    async def ready(self) -> bool:
        """Say whether the file answers."""
        try:
            return bool(self._reader.execute("SELECT 1").fetchone())
        except sqlite3.Error:
            return False

    def _flush(self) -> None:
        """Run what waits and commit it, unless a commit is under way, which flushes at its end."""
        self._flush_scheduled = False
        if self._is_busy or not self._waiting:
            return
        try:
            self._committer.begin(awaits_disk=True)
        except sqlite3.Error as error:
            self._cannot_begin(error)
            return
        jobs, self._waiting = self._waiting, []
        try:
            if len(jobs) == 1:
                self._run_alone(jobs[0])
            else:
                for job in jobs:
                    self._run(job)
            if not self._committer.is_fast:
                self._committing, self._is_busy = jobs, True
                self._committer.behind(self._committed)
                return
            self._committer.now()
        except sqlite3.Error as error:
            self._abandon(jobs, error)
            return
        for job in jobs:
            _answer(job)

    def _cannot_begin(self, error: sqlite3.Error) -> None:
        """Try again soon where another process holds the lock; refuse who has waited too long."""
        loop = asyncio.get_running_loop()
        latest = loop.time() - BUSY_SECONDS if _is_locked(error) else loop.time()
        late = [job for job in self._waiting if job.since <= latest]
        self._waiting = [job for job in self._waiting if job.since > latest]
        if late:
            self._abandon(late, error)
        if self._next_try is not None:
            self._next_try.cancel()
        self._next_try = loop.call_later(SECONDS_TO_TRY, self._flush)

    def _sync(self) -> None:
        """Let the disk have what was written at once; a thread that commits does it anyway."""
        if self._is_busy:
            return
        if self._committer.should_move:
            self._is_busy = True
            self._committer.move(self._committed)
        else:
            self._committer.sync()

    def _committed(self, error: Failure | None) -> None:
        """Answer the jobs whose commit has ended, then run those that came meanwhile."""
        jobs, self._committing, self._is_busy = self._committing, [], False
        if error is not None:
            self._abandon(jobs, error)
        else:
            for job in jobs:
                _answer(job)
        self._flush()

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

    def _run_alone(self, job: _Job) -> None:
        """Run a job whose failure undoes the whole transaction: nobody else is in it."""
        try:
            job.result = _drive(job.script(), self._writer)
        except sqlite3.OperationalError:
            raise
        except Exception as error:
            job.error = error
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            self._writer.execute("BEGIN")

    def _abandon(self, jobs: Sequence[_Job], error: Failure) -> None:
        self._undo(error)
        for job in jobs:
            job.error = unavailable()
            _answer(job)

    def _undo(self, error: Failure) -> None:
        log.error("The database does not answer: %s.", error)
        if self._writer.in_transaction:
            self._writer.execute("ROLLBACK")


def _connect(path: str) -> sqlite3.Connection:
    try:
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,  # commits may run in a thread; never two things at once
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA wal_autocheckpoint = {MOST_PAGES}")
    except (OSError, sqlite3.Error) as error:
        raise CannotStart(f"The database {path} cannot be opened: {error}.") from None
    return connection


def _connect_to_read(path: str) -> sqlite3.Connection:
    connection = _connect(path)
    connection.execute("PRAGMA query_only = 1")
    return connection


def _unanswered(error: sqlite3.Error) -> Refusal:
    log.error("The database does not answer: %s.", error)
    return unavailable()


def _is_locked(error: sqlite3.Error) -> bool:
    """Whether another process has the lock."""
    return getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE == sqlite3.SQLITE_BUSY


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
