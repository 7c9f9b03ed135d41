"""Proof that a write is answered when it is durable, and that a slow disk holds up nobody else."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from microapp_kit import committing, store_sqlite
from microapp_kit.committing import SECONDS_TO_SYNC, Committer, Done
from microapp_kit.errors import Refusal
from microapp_kit.sql import Script, Statement
from microapp_kit.store import write_soon
from microapp_kit.store_sqlite import SqliteStore

INSERT = Statement("INSERT INTO t VALUES (?)", ("p_n",), (None,))
COUNT = Statement("SELECT count(*) FROM t", (), ())
LONG = Statement(
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 500000) "
    "SELECT count(*) FROM c",
    (),
    (),
)
SLOW = 0.1


class Fast(Committer):
    """A disk that is fast."""

    is_fast = True  # type: ignore[assignment]


class Slow(Committer):
    """A disk that is slow."""

    is_fast = False  # type: ignore[assignment]

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        connection.set_trace_callback(lambda said: time.sleep(SLOW) if said == "COMMIT" else None)


class Failing(Committer):
    """A disk that is full at the first commit."""

    is_fast = False  # type: ignore[assignment]
    failures = 1

    def behind(self, done: Done) -> None:
        """Fail once."""
        if self.failures:
            self.failures -= 1
            full = sqlite3.OperationalError("database or disk is full")
            asyncio.get_running_loop().call_soon(done, full)
        else:
            super().behind(done)


def insert(*numbers: int) -> Callable[[], Script[int]]:
    """Give a script that inserts numbers; a negative one fails it."""

    def script() -> Script[int]:
        for number in numbers:
            if number < 0:
                raise Refusal(422, "invalid", "No.")
            yield INSERT, {"p_n": number}
        return len(numbers)

    return script


def told(
    path: Path, committer: type[Committer], story: Callable[[SqliteStore], Coroutine[Any, Any, Any]]
) -> Any:
    """Run a story on a fresh database."""
    with sqlite3.connect(path / "a.db") as made:
        made.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)")

    async def run() -> Any:
        store = SqliteStore(str(path / "a.db"), committer)
        await store.start()
        try:
            return await story(store)
        finally:
            await store.close()

    return asyncio.run(run())


async def ticks(until: asyncio.Task[Any]) -> int:
    """Count how often others had their turn."""
    turns = 0
    while not until.done():
        turns += 1
        await asyncio.sleep(0.001)
    return turns


def test_while_a_slow_disk_commits_others_run_and_the_next_writes_gather(tmp_path: Path) -> None:
    async def story(store: SqliteStore) -> Any:
        first = asyncio.create_task(store.write("acme", insert(1)))
        turns = await ticks(first)
        began = time.perf_counter()
        await asyncio.gather(*(store.write("acme", insert(n)) for n in range(2, 40)))
        return turns, time.perf_counter() - began, await store.read("acme", COUNT, {})

    turns, seconds, rows = told(tmp_path, Slow, story)

    assert turns > 5
    assert seconds < 5 * SLOW
    assert rows == [(39,)]


def test_a_write_is_not_answered_before_it_is_durable(tmp_path: Path) -> None:
    async def story(store: SqliteStore) -> Any:
        write = asyncio.create_task(store.write("acme", insert(1)))
        await asyncio.sleep(SLOW / 3)
        assert not write.done()
        assert await store.read("acme", COUNT, {}) == [(0,)]
        await write
        return await store.read("acme", COUNT, {})

    assert told(tmp_path, Slow, story) == [(1,)]


@pytest.mark.parametrize("committer", [Fast, Slow])
@pytest.mark.parametrize("company", [(), (7, 8)])
def test_a_script_that_fails_leaves_nothing_and_those_beside_it_stay(
    tmp_path: Path, committer: type[Committer], company: tuple[int, ...]
) -> None:
    async def story(store: SqliteStore) -> Any:
        others = [store.write("acme", insert(n)) for n in company]
        found = await asyncio.gather(
            store.write("acme", insert(1, 2, -1)), *others, return_exceptions=True
        )
        await store.write("acme", insert(9))
        return found, await store.read("acme", COUNT, {})

    found, rows = told(tmp_path, committer, story)

    assert isinstance(found[0], Refusal)
    assert found[1:] == [1 for _ in company]
    assert rows == [(len(company) + 1,)]


def test_a_commit_that_fails_refuses_its_writes_and_the_next_ones_go_on(tmp_path: Path) -> None:
    async def story(store: SqliteStore) -> Any:
        lost = await asyncio.gather(store.write("acme", insert(1)), return_exceptions=True)
        return lost[0], await store.write("acme", insert(2)), await store.read("acme", COUNT, {})

    lost, kept, rows = told(tmp_path, Failing, story)

    assert (lost.status, lost.code) == (503, "unavailable")
    assert (kept, rows) == (1, [(1,)])


def test_what_waits_is_committed_as_the_store_closes(tmp_path: Path) -> None:
    async def story(store: SqliteStore) -> None:
        for number in range(3):
            asyncio.create_task(store.write("acme", insert(number)))  # noqa: RUF006
            await asyncio.sleep(0.001)

    told(tmp_path, Slow, story)

    with sqlite3.connect(tmp_path / "a.db") as made:
        assert made.execute("SELECT count(*) FROM t").fetchone() == (3,)


def test_what_is_written_at_once_is_there_at_once_and_on_the_disk_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(committing, "SYNC", synced.append)

    async def story(store: SqliteStore) -> Any:
        done = [store.at_once(insert(n)) for n in range(3)]
        before = (await store.read("acme", COUNT, {}), list(synced))
        await asyncio.sleep(2 * SECONDS_TO_SYNC)
        return done, before, len(synced)

    assert told(tmp_path, Slow, story) == ([(1,)] * 3, ([(3,)], []), 1)


def test_what_was_written_at_once_is_on_the_disk_when_the_store_has_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(committing, "SYNC", synced.append)

    async def story(store: SqliteStore) -> None:
        store.at_once(insert(1))

    told(tmp_path, Fast, story)

    assert len(synced) == 1


def test_a_script_that_fails_at_once_leaves_nothing(tmp_path: Path) -> None:
    async def story(store: SqliteStore) -> Any:
        with pytest.raises(Refusal):
            store.at_once(insert(1, 2, -1))
        store.at_once(insert(9))
        return await store.read("acme", COUNT, {})

    assert told(tmp_path, Fast, story) == [(1,)]


def test_nothing_is_written_at_once_while_others_are_before_it(tmp_path: Path) -> None:
    async def story(store: SqliteStore) -> Any:
        first = asyncio.create_task(store.write("acme", insert(1)))
        await asyncio.sleep(0)
        waiting = store.at_once(insert(2))
        await asyncio.sleep(SLOW / 3)
        committing = store.at_once(insert(2))
        await first
        return waiting, committing, store.at_once(insert(2))

    assert told(tmp_path, Slow, story) == (None, None, (1,))


def test_a_write_that_is_waited_for_still_reaches_the_disk_after_others_did_not(
    tmp_path: Path,
) -> None:
    async def story(store: SqliteStore) -> Any:
        store.at_once(insert(1))
        before = store._writer.execute("PRAGMA synchronous").fetchone()
        await store.write("acme", insert(2))
        return before, store._writer.execute("PRAGMA synchronous").fetchone()

    assert told(tmp_path, Fast, story) == ((1,), (2,))


def test_the_log_of_what_was_written_at_once_is_moved_beside_the_loop(tmp_path: Path) -> None:
    async def story(store: SqliteStore) -> Any:
        for number in range(committing.COMMITS_TO_MOVE):
            store.at_once(insert(number))
        until = time.perf_counter() + 5
        while not (moved := _moved(tmp_path)) and time.perf_counter() < until:
            await asyncio.sleep(SECONDS_TO_SYNC / 5)
        return moved

    assert told(tmp_path, Fast, story) == committing.COMMITS_TO_MOVE


@pytest.mark.parametrize("soon", [True, False])
def test_while_another_process_holds_the_lock_others_run_and_the_write_waits_for_it(
    tmp_path: Path, soon: bool
) -> None:
    async def story(store: SqliteStore) -> Any:
        with locked(tmp_path) as other:
            work = write_soon if soon else SqliteStore.write
            write = asyncio.create_task(work(store, "acme", insert(1)))
            asyncio.get_running_loop().call_later(SLOW, other.execute, "ROLLBACK")
            turns = await ticks(write)
        return turns, write.result(), await store.read("acme", COUNT, {})

    turns, *found = told(tmp_path, Fast, story)

    assert turns > 5
    assert found == [1, [(1,)]]


def test_a_write_that_waits_too_long_for_the_lock_is_refused_and_the_next_ones_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_sqlite, "BUSY_SECONDS", 2 * SLOW)

    async def story(store: SqliteStore) -> Any:
        with locked(tmp_path):
            first = asyncio.create_task(store.write("acme", insert(1)))
            await asyncio.sleep(SLOW)
            second = asyncio.create_task(store.write("acme", insert(2)))
            turns = await ticks(first)
            was_done = second.done()
        await second
        return turns, first.exception(), was_done, await store.read("acme", COUNT, {})

    turns, refused, was_done, rows = told(tmp_path, Fast, story)

    assert turns > 5
    assert (refused.status, refused.code) == (503, "unavailable")
    assert (was_done, rows) == (False, [(1,)])


@contextmanager
def locked(folder: Path) -> Iterator[sqlite3.Connection]:
    """Hold the lock of the database."""
    with closing(sqlite3.connect(folder / "a.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def _moved(folder: Path) -> int:
    """Count what is in the database without its log."""
    shutil.copy(folder / "a.db", folder / "b.db")
    with closing(sqlite3.connect(folder / "b.db")) as without_log:
        return int(without_log.execute("SELECT count(*) FROM t").fetchone()[0])


def test_a_disk_that_becomes_slow_or_fast_is_noticed() -> None:
    class Disk(sqlite3.Connection):
        """A disk that takes as long as it is told to."""

        seconds = 0.0

        def execute(self, *_: Any) -> Any:
            """Commit."""
            if self.seconds:
                time.sleep(self.seconds)

    disk = Disk(":memory:")
    committer = Committer(disk)
    assert committer.is_fast
    disk.seconds = 0.01
    committer.now()
    assert not committer.is_fast
    disk.seconds = 0.0

    async def several() -> None:
        for _ in range(1_000):
            if committer.is_fast:  # now and then it is looked at again
                committer.now()
            if committer.is_fast:
                return
            ended: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            committer.behind(ended.set_result)
            assert await ended is None

    asyncio.run(several())
    committer.close()
    assert committer.is_fast


def test_while_a_query_looks_at_much_others_run(tmp_path: Path) -> None:
    async def story(store: SqliteStore) -> Any:
        reading = asyncio.create_task(store.read_aside("acme", LONG, {}))
        return await ticks(reading), await reading

    turns, rows = told(tmp_path, Fast, story)

    assert turns > 5
    assert rows == [(500_000,)]


def test_a_query_that_looks_at_much_sees_the_last_commit(tmp_path: Path) -> None:
    async def story(store: SqliteStore) -> Any:
        before = await store.read_aside("acme", COUNT, {})
        await store.write("acme", insert(1))
        return before, await store.read_aside("acme", COUNT, {})

    assert told(tmp_path, Fast, story) == ([(0,)], [(1,)])


def test_a_store_closes_though_a_query_still_looks_at_much(tmp_path: Path) -> None:
    endless = Statement(LONG.text.replace("500000", "500000000000"), (), ())

    async def story(store: SqliteStore) -> asyncio.Task[Any]:
        reading = asyncio.create_task(store.read_aside("acme", endless, {}))
        await asyncio.sleep(SLOW)
        return reading

    began = time.perf_counter()
    told(tmp_path, Fast, story)

    assert time.perf_counter() - began < 5
