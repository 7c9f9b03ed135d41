"""Batches: run once, resumed after kill -9, read by their owner only, bounded."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData

from microapp_kit.audit import Audit
from microapp_kit.changes import Change
from microapp_kit.errors import Refusal
from microapp_kit.manifest import Manifest, Person
from microapp_kit.principal import Principal
from microapp_kit.store import Store, unavailable
from microapp_llm.batches.model import Batch, Item, Result, batches_tables
from microapp_llm.batches.queue import Batches, Bounds
from microapp_llm.batches.runner import BatchRunner, Pace
from tests.blueprints.llm.fresh_database import play, prepare, tell

HERE = Path(__file__).parent
FILES = Path(__file__).parents[3] / "blueprints"
PATHS = os.pathsep.join(str(FILES / n / "files") for n in ("base", "llm_proxy"))
LEASE = timedelta(seconds=30)
FAST = Pace(at_once=3, look_every=0.05, first_pause=timedelta(milliseconds=5), most_attempts=3)
Story = Callable[[Store, Batches], Awaitable[None]]


def change(sub: str = "ann", org: str = "acme", now: datetime | None = None) -> Change:
    """Say who changes something, and when."""
    principal = Principal(sub, org, frozenset({"writer"}), "human", "issuer", {})
    return Change(principal, "request-1", now or datetime.now(UTC))


def batches_of(store: Store, metadata: MetaData, bounds: Bounds = Bounds()) -> Batches:  # noqa: B008
    """Give the queue of a database."""
    return Batches(metadata, store.compiler, Audit(metadata, store.compiler), bounds)


@pytest.mark.parametrize(("days", "kept"), [(365, 7), (7, 7), (2, 2)])
def test_a_batch_stays_no_longer_than_the_app_may_keep_its_data(days: int, kept: int) -> None:
    owner = Person("Ann", "ann@acme.example", "People")
    controls = {"retention": {"app_data_days": days}}
    manifest = Manifest("a", "A", "An app", owner, "T1", "llm-proxy", {}, controls)

    assert Bounds.of(manifest).days_kept == kept


@pytest.fixture
def with_queue(new_database: Callable[[str], str]) -> Callable[..., None]:
    """Play a story with a queue."""

    def run(story: Story, kind: str = "sqlite", bounds: Bounds = Bounds()) -> None:  # noqa: B008
        async def started(store: Store, metadata: MetaData) -> None:
            await story(store, batches_of(store, metadata, bounds))

        play(new_database(kind), started, batches_tables)

    return run


async def submit(store: Store, batches: Batches, size: int, who: Change | None = None) -> Batch:
    """Hand in a batch of numbered items."""
    by = who or change()
    bodies = [{"n": n} for n in range(size)]
    return await store.write(by.principal.org, lambda: batches.submit(by, "desk", bodies, size=99))


async def until_done(
    store: Store, batches: Batches, batch: Batch, org: str = "acme", owner: str = "ann"
) -> Batch:
    """Wait for the end of a batch, five seconds at most."""
    for _ in range(500):
        found = await batches.read(store, org, "desk", owner, batch.id)
        assert found is not None
        if found.state == "done":
            return found
        await asyncio.sleep(0.01)
    raise AssertionError("the batch does not end")


async def echo(item: Item) -> Result:
    """Answer with what was asked."""
    return Result(200, {"echo": item.body})


def test_every_item_runs_once_and_only_the_owner_reads_its_result(
    with_queue: Callable[..., None], kind: str
) -> None:
    ran: Counter[str] = Counter()

    async def run(item: Item) -> Result:
        ran[item.request_id] += 1
        assert (item.app, item.owner, item.roles) == ("desk", "ann", frozenset({"writer"}))
        await asyncio.sleep(0)
        return await echo(item)

    async def story(store: Store, batches: Batches) -> None:
        runners = [BatchRunner(store, batches, run, FAST) for _ in range(2)]
        for runner in runners:
            await runner.start()
        batch = await submit(store, batches, 20)
        for runner in runners:
            runner.wake("acme")
        done = await until_done(store, batches, batch)
        for runner in runners:
            await runner.stop()
        assert (done.finished, done.size) == (20, 20)
        assert set(ran.values()) == {1}
        results = await batches.results(store, "acme", "desk", "ann", batch.id)
        assert [r["body"] for r in results or ()] == [{"echo": {"n": n}} for n in range(20)]
        for who in (("acme", "desk", "bob"), ("evil", "desk", "ann"), ("acme", "other", "ann")):
            assert await batches.read(store, *who, batch.id) is None
            assert await batches.results(store, *who, batch.id) is None

    with_queue(story, kind)


def test_what_waits_is_counted_until_it_is_done_or_its_time_is_over(
    with_queue: Callable[..., None], kind: str
) -> None:
    async def story(store: Store, batches: Batches) -> None:
        await submit(store, batches, 3)
        await submit(store, batches, 2, change(org="evil"))
        now = datetime.now(UTC)
        taken = await store.write("acme", lambda: batches.take("acme", now, LEASE, 2))
        first = taken[0]
        await store.write("acme", lambda: batches.finish(first, Result(200, {})))

        assert await batches.waiting(store, "acme", now) == 2
        assert await batches.waiting(store, "evil", now) == 2
        assert await batches.waiting(store, "acme", now + timedelta(days=2)) == 0

    with_queue(story, kind)


def test_after_kill_9_another_process_ends_the_batch_and_runs_nothing_finished_again(
    kind: str, new_database: Callable[[str], str], tmp_path: Path
) -> None:
    url, log = new_database(kind), tmp_path / "log"
    metadata = prepare(url, batches_tables)
    batch: list[Batch] = []

    async def hand_in(store: Store, metadata: MetaData) -> None:
        batch.append(await submit(store, batches_of(store, metadata), 12))

    async def finished(store: Store, metadata: MetaData) -> None:
        queue = batches_of(store, metadata)
        results = await queue.results(store, "acme", "desk", "ann", batch[0].id)
        done.update(r["number"] for r in results or () if r["state"] == "done")

    async def resume(store: Store, metadata: MetaData) -> None:
        queue = batches_of(store, metadata)
        runner = BatchRunner(store, queue, echo_logged, FAST)
        await runner.start()
        assert (await until_done(store, queue, batch[0])).finished == 12
        await runner.stop()

    again: list[int] = []
    done: set[int] = set()

    async def echo_logged(item: Item) -> Result:
        again.append(item.number)
        return await echo(item)

    tell(url, metadata, hand_in)
    command = [sys.executable, str(HERE / "batch_process.py"), url, str(log), "0.1"]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": PATHS}
    with subprocess.Popen(command, env=env) as process:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if log.exists() and len(log.read_text().splitlines()) >= 6:
                break
            time.sleep(0.02)
        process.kill()
    tell(url, metadata, finished)
    tell(url, metadata, resume)

    assert 0 < len(done) < 12
    assert done.isdisjoint(again)
    assert sorted([*done, *again]) == list(range(12))


def test_an_item_under_lease_is_not_taken_and_one_whose_lease_ended_is(
    with_queue: Callable[..., None], kind: str
) -> None:
    async def story(store: Store, batches: Batches) -> None:
        now = datetime.now(UTC)
        await submit(store, batches, 5, change(now=now))

        async def take(at: datetime) -> list[Item]:
            return await store.write("acme", lambda: batches.take("acme", at, LEASE, 5))

        at_once = await asyncio.gather(*(take(now) for _ in range(4)))
        assert sorted(i.number for items in at_once for i in items) == [0, 1, 2, 3, 4]
        first = next(items[0] for items in at_once if items)
        ended = Result(200, {})
        assert await store.write("acme", lambda: batches.finish(first, ended))
        assert not await store.write("acme", lambda: batches.finish(first, Result(500, {})))
        later = await take(now + LEASE)
        assert [i.attempt for i in later] == [2] * 4
        assert first.number not in [i.number for i in later]
        assert first.request_id not in [i.request_id for i in later]

    with_queue(story, kind)


@pytest.mark.parametrize(
    ("raised", "status", "tries"),
    [
        (Refusal(403, "forbidden", "No."), 403, 1),
        (Refusal(503, "unavailable", "Later."), 503, 3),
        (ValueError("secret words"), 500, 1),
    ],
)
def test_a_failure_is_a_result_and_only_a_passing_one_is_tried_again(
    with_queue: Callable[..., None], raised: Exception, status: int, tries: int
) -> None:
    tried: list[int] = []

    async def fails(item: Item) -> Result:
        tried.append(item.attempt)
        raise raised

    async def story(store: Store, batches: Batches) -> None:
        batch = await submit(store, batches, 1)
        runner = BatchRunner(store, batches, fails, FAST)
        await runner.start()
        await until_done(store, batches, batch)
        await runner.stop()
        results: Any = await batches.results(store, "acme", "desk", "ann", batch.id)
        assert results[0]["status"] == status
        assert "secret words" not in repr(results)
        assert len(tried) == tries

    with_queue(story)


TOO_FAST = partial(Refusal, 429, "rate_limited", "Too many requests.")


def test_an_item_that_has_to_wait_for_its_turn_is_not_given_up(
    with_queue: Callable[..., None],
) -> None:
    tried: list[int] = []

    async def waits(item: Item) -> Result:
        tried.append(item.attempt)
        if len(tried) <= 2 * FAST.most_attempts:
            raise TOO_FAST(headers={"Retry-After": "0"})
        return Result(200, {})

    async def story(store: Store, batches: Batches) -> None:
        batch = await submit(store, batches, 1)
        runner = BatchRunner(store, batches, waits, FAST)
        await runner.start()
        await until_done(store, batches, batch)
        await runner.stop()
        results: Any = await batches.results(store, "acme", "desk", "ann", batch.id)
        assert results[0]["status"] == 200
        assert set(tried) == {1}

    with_queue(story)


def test_an_item_runs_with_the_roles_of_who_handed_it_in_and_no_part_of_them(
    with_queue: Callable[..., None],
) -> None:
    roles = frozenset({"writer", "not admin"})
    seen: list[frozenset[str]] = []

    async def run(item: Item) -> Result:
        seen.append(item.roles)
        return await echo(item)

    async def story(store: Store, batches: Batches) -> None:
        by = Change(Principal("ann", "acme", roles, "human", "issuer", {}), "r", datetime.now(UTC))
        runner = BatchRunner(store, batches, run, FAST)
        await runner.start()
        await until_done(store, batches, await submit(store, batches, 1, by))
        await runner.stop()

        assert seen == [roles]

    with_queue(story)


def test_an_item_may_take_as_long_as_a_call_may_wait_for_its_provider() -> None:
    pace = Pace.waiting(300)

    assert pace.lease.total_seconds() > pace.seconds_an_item > 300
    assert Pace.waiting(1) == Pace()


def test_where_one_item_has_to_wait_the_others_of_its_org_are_not_tried_meanwhile(
    with_queue: Callable[..., None],
) -> None:
    tried: list[int] = []

    async def waits(item: Item) -> Result:
        tried.append(item.number)
        raise TOO_FAST(headers={"Retry-After": "60"})

    async def story(store: Store, batches: Batches) -> None:
        await submit(store, batches, 20)
        pace = replace(FAST, look_every=60)
        runner = BatchRunner(store, batches, waits, pace)
        await runner.start()
        await asyncio.sleep(0.4)
        await runner.stop()
        assert 1 <= len(tried) <= 2 * pace.at_once

    with_queue(story)


@pytest.mark.parametrize("limit", ["user_slowed", "user_tokens"])
def test_where_one_person_has_to_wait_nobody_else_does(
    with_queue: Callable[..., None], limit: str
) -> None:
    tried: Counter[int] = Counter()

    async def waits(item: Item) -> Result:
        if item.owner == "bob":
            return await echo(item)
        tried[item.number] += 1
        raise TOO_FAST(headers={"Retry-After": "60", "RateLimit": f'"{limit}";r=0;t=60'})

    async def story(store: Store, batches: Batches) -> None:
        await submit(store, batches, 20)
        bobs = await submit(store, batches, 2, change("bob"))
        runner = BatchRunner(store, batches, waits, FAST)
        await runner.start()
        await until_done(store, batches, bobs, owner="bob")
        await runner.stop()
        assert set(tried.values()) == {1}

    with_queue(story)


def test_an_item_that_was_sent_by_a_process_that_died_is_interrupted_and_never_runs_again(
    with_queue: Callable[..., None], kind: str
) -> None:
    ran: list[int] = []
    told: list[str] = []

    async def run(item: Item) -> Result:
        ran.append(item.number)
        return await echo(item)

    async def lost(item: Item) -> None:
        told.append(item.request_id)

    async def story(store: Store, batches: Batches) -> None:
        past = datetime.now(UTC) - 2 * LEASE
        batch = await submit(store, batches, 2, change(now=past))
        first, second = await store.write("acme", lambda: batches.take("acme", past, LEASE, 2))
        await store.write("acme", lambda: batches.send(first, past + LEASE))
        runner = BatchRunner(store, batches, run, FAST, lost=lost)
        await runner.start()
        assert (await until_done(store, batches, batch)).finished == 2
        await runner.stop()
        results: Any = await batches.results(store, "acme", "desk", "ann", batch.id)
        assert ran == [second.number]
        assert [r["status"] for r in results] == [500, 200]
        assert results[0]["body"]["error"]["code"] == "interrupted"
        assert results[0]["body"]["request_id"] == told[0] == first.request_id
        assert not await store.write("acme", lambda: batches.finish(first, Result(200, {})))

    with_queue(story, kind)


def test_a_process_that_lost_its_lease_may_not_send_the_item_any_more(
    with_queue: Callable[..., None], kind: str
) -> None:
    async def story(store: Store, batches: Batches) -> None:
        now = datetime.now(UTC)
        await submit(store, batches, 1, change(now=now))
        (slow,) = await store.write("acme", lambda: batches.take("acme", now, LEASE, 1))
        (quick,) = await store.write("acme", lambda: batches.take("acme", now + LEASE, LEASE, 1))
        assert (slow.request_ids_before, quick.request_ids_before) == ([], [slow.request_id])
        with pytest.raises(Refusal) as refused:
            await store.write("acme", lambda: batches.send(slow, now + LEASE))
        await store.write("acme", lambda: batches.send(quick, now + 2 * LEASE))
        assert refused.value.code == "taken_over"
        assert not await store.write("acme", lambda: batches.finish(slow, Result(200, {})))
        assert await store.write("acme", lambda: batches.finish(quick, Result(200, {})))

    with_queue(story, kind)


def test_a_service_that_stops_waits_for_what_was_sent_and_gives_back_what_was_not(
    with_queue: Callable[..., None],
) -> None:
    async def story(store: Store, batches: Batches) -> None:
        async def run(item: Item) -> Result:
            if item.number < 2:
                await runner.send(item)
            begun.append(item.number)
            await asyncio.sleep(0.1 if item.number == 0 else 30)
            return await echo(item)

        begun: list[int] = []
        pace = replace(FAST, seconds_to_end=0.3)
        batch = await submit(store, batches, 3)
        runner = BatchRunner(store, batches, run, pace)
        await runner.start()
        while len(begun) < 3:
            await asyncio.sleep(0.01)
        await runner.stop()
        results: Any = await batches.results(store, "acme", "desk", "ann", batch.id)
        assert [r["status"] for r in results] == [200, 500, None]
        assert results[1]["body"]["error"]["code"] == "interrupted"
        assert results[2]["state"] == "queued"

    with_queue(story)


def test_a_result_waits_for_a_database_that_is_away_and_the_call_is_not_made_again(
    with_queue: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []

    async def story(store: Store, batches: Batches) -> None:
        write, away = store.write, 3

        async def run(item: Item) -> Result:
            ran.append(item.number)
            monkeypatch.setattr(store, "write", fails)
            return await echo(item)

        async def fails(org: str, script: Any) -> Any:
            nonlocal away
            away -= 1
            if away > 0:
                raise unavailable()
            return await write(org, script)

        batch = await submit(store, batches, 1)
        runner = BatchRunner(store, batches, run, FAST)
        await runner.start()
        await until_done(store, batches, batch)
        await runner.stop()
        assert ran == [0]

    with_queue(story)


def test_nothing_of_an_expired_batch_begins(with_queue: Callable[..., None]) -> None:
    async def story(store: Store, batches: Batches) -> None:
        now = datetime.now(UTC)
        expired = await submit(store, batches, 2, change(now=now))
        later = now + timedelta(hours=24)
        assert expired.state_at(later) == "expired"
        assert await store.write("acme", lambda: batches.take("acme", later, LEASE, 9)) == []

    with_queue(story)


def test_a_batch_is_bounded_and_so_is_their_number(with_queue: Callable[..., None]) -> None:
    async def story(store: Store, batches: Batches) -> None:
        async def refused(size: int) -> int:
            with pytest.raises(Refusal) as found:
                await submit(store, batches, size)
            return found.value.status

        await submit(store, batches, 1)
        await submit(store, batches, 3)
        assert await refused(1) == 429
        await submit(store, batches, 1, change(org="other"))
        with pytest.raises(Refusal) as found:
            await store.write("acme", lambda: batches.submit(change(), "desk", [{}], size=101))
        assert found.value.status == 422

    with_queue(story, bounds=Bounds(most_bytes=100, most_open=2))


def test_old_batches_are_forgotten_with_their_results(
    with_queue: Callable[..., None], kind: str
) -> None:
    async def story(store: Store, batches: Batches) -> None:
        now = datetime.now(UTC)
        batch = await submit(store, batches, 2, change(now=now))
        await store.write("acme", lambda: batches.sweep("acme", now + timedelta(days=6)))
        assert await batches.read(store, "acme", "desk", "ann", batch.id)
        await store.write("acme", lambda: batches.sweep("acme", now + timedelta(days=7)))
        assert await batches.read(store, "acme", "desk", "ann", batch.id) is None

    with_queue(story, kind)
