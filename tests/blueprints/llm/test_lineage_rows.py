"""Lineage: a durable row for every output, shown to its own user only, forgotten on time."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import MetaData

from microapp_kit.errors import Refusal
from microapp_kit.sql import SQLITE, Compiler
from microapp_kit.store import Store, unavailable
from microapp_llm.lineage import writer as writing
from microapp_llm.lineage.keeping import LineageTable, Retention
from microapp_llm.lineage.row import Lineage, lineage_tables
from microapp_llm.lineage.writer import LineageWriter
from tests.blueprints.llm.fresh_database import play

SECOND = timedelta(seconds=1)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ROW = Lineage(
    request_id="request-1",
    org="acme",
    app="desk",
    user="ann",
    kind="prompt",
    outcome="answered",
    at=NOW,
    prompt_id="summarise-text",
    prompt_version=2,
    prompt_hash="abc",
    model_asked="small",
    model_served="local-1",
    provider="local",
    parameters={"temperature": 0},
    redactions={"email": 2},
    policy_hash="def",
    input_tokens=10,
    output_tokens=20,
    cost_nano=12_345,
    cache="miss",
    output_hash=hashlib.sha256(b"an answer").hexdigest(),
    text="Write to ann@example.com",
)
DAYS = timedelta(days=1)
Asker = tuple[str, str] | None
ASKER = (ROW.app, ROW.user)


def all_but(row: Lineage) -> dict[str, Any]:
    """Give a row as a reader sees it, without its text."""
    told = row._asdict()
    return {**told, "at": "2026-11-26T12:00:00.000000Z", "text": None} | {"org": None}


def test_a_policy_that_keeps_no_texts_shows_none_and_forgets_those_there_are(
    kind: str, new_database: Callable[[str], str]
) -> None:
    async def story(store: Store, metadata: MetaData) -> None:
        before = LineageTable(metadata, store.compiler, Retention(30, text_days=30))
        await store.write("acme", lambda: before.keep("acme", [before.params(ROW)]))
        now = LineageTable(metadata, store.compiler, Retention(30, text_days=None))

        async def texts(table: LineageTable) -> list[Any]:
            rows = await table.read(store, "acme", ASKER, "request-1", NOW)
            return [row["text"] for row in rows or ()]

        assert (await texts(before), await texts(now)) == (["Write to [email]"], [None])
        await now.sweep_all(store, NOW)
        assert await texts(before) == [None]

    play(new_database(kind), story, lineage_tables)


def test_what_is_too_old_goes_a_little_at_a_time_and_all_of_it(
    kind: str, new_database: Callable[[str], str]
) -> None:
    async def story(store: Store, metadata: MetaData) -> None:
        table, later = LineageTable(metadata, store.compiler, Retention(30)), NOW + 30 * DAYS
        old = [table.params(ROW._replace(request_id=f"request-{n}")) for n in range(1_000)]
        await store.write("acme", lambda: table.keep("acme", old))

        async def are_there() -> list[bool]:
            names = ("request-0", "request-500", "request-999")
            return [await table.knows(store, "acme", name) for name in names]

        sweeping, seen = asyncio.create_task(table.sweep_all(store, later)), set()
        while not sweeping.done():
            seen.add(sum(await are_there()))
            await asyncio.sleep(0)

        assert seen & {1, 2}
        assert await are_there() == [False, False, False]

    play(new_database(kind), story, lineage_tables)


@pytest.mark.parametrize(("before", "now"), [(365, 30), (30, 365)])
def test_rows_of_an_earlier_policy_stay_as_long_as_both_allow(
    kind: str, new_database: Callable[[str], str], before: int, now: int
) -> None:
    async def story(store: Store, metadata: MetaData) -> None:
        earlier = LineageTable(metadata, store.compiler, Retention(before, text_days=30))
        later = LineageTable(metadata, store.compiler, Retention(now, text_days=30))
        last = NOW + 30 * DAYS
        await store.write("acme", lambda: earlier.keep("acme", [earlier.params(ROW)]))

        async def is_there(at: datetime) -> bool:
            return await later.read(store, "acme", ASKER, "request-1", at) is not None

        assert (await is_there(last - SECOND), await is_there(last)) == (True, False)
        await later.sweep_all(store, last - SECOND)
        assert await is_there(NOW)
        await later.sweep_all(store, last)
        assert await earlier.read(store, "acme", ASKER, "request-1", NOW) is None

    play(new_database(kind), story, lineage_tables)


def test_a_noted_row_can_be_read_by_its_user_and_by_no_one_else(
    kind: str, new_database: Callable[[str], str]
) -> None:
    async def story(store: Store, metadata: MetaData) -> None:
        table = LineageTable(metadata, store.compiler, Retention(days=30))
        writer = LineageWriter(store, table)
        await writer.start()
        await writer.note(ROW)
        await writer.note(ROW._replace(org="evil", user="eve", outcome="refused"))
        await writer.flush()

        async def read(org: str, asker: Asker, request_id: str = "request-1") -> Any:
            return await table.read(store, org, asker, request_id, NOW)

        assert await read("acme", ASKER) == [{n: v for n, v in all_but(ROW).items() if n != "org"}]
        assert len(await read("acme", None)) == 1
        assert await read("acme", (ROW.app, "bob")) is None
        assert await read("acme", ("another", "ann")) is None
        assert await read("evil", ASKER) is None
        assert await read("acme", ASKER, "request-2") is None
        await writer.stop()

    play(new_database(kind), story, lineage_tables)


def test_a_caller_cannot_hide_an_output_behind_a_request_id_used_before(
    new_database: Callable[[str], str],
) -> None:
    async def story(store: Store, metadata: MetaData) -> None:
        table = LineageTable(metadata, store.compiler, Retention(days=30))
        writer = LineageWriter(store, table)
        await writer.start()
        await writer.note(ROW)
        await writer.note(ROW._replace(cost_nano=99, at=NOW + SECOND))
        await writer.stop()
        found = await table.read(store, "acme", ASKER, "request-1", NOW)
        assert [row["cost_nano"] for row in found or ()] == [12_345, 99]

    play(new_database("sqlite"), story, lineage_tables)


def test_rows_and_texts_are_forgotten_each_on_its_day(
    kind: str, new_database: Callable[[str], str]
) -> None:
    async def story(store: Store, metadata: MetaData) -> None:
        table = LineageTable(metadata, store.compiler, Retention(days=30, text_days=7))
        writer = LineageWriter(store, table)
        await writer.start()
        await writer.note(ROW)
        await writer.note(ROW._replace(org="quiet", request_id="request-2"))
        await writer.stop()

        async def text_at(now: datetime) -> Any:
            found = await table.read(store, "acme", ASKER, "request-1", now)
            return found[0]["text"] if found else "no row"

        assert "Write to" in await text_at(NOW)
        assert "ann@example.com" not in await text_at(NOW)
        assert await text_at(NOW + 7 * DAYS) is None
        assert await text_at(NOW + 30 * DAYS) == "no row"
        await table.sweep_all(store, NOW + 7 * DAYS)
        assert await text_at(NOW) is None
        await table.sweep_all(store, NOW + 30 * DAYS)
        assert await text_at(NOW) == "no row"
        assert await table.read(store, "quiet", ASKER, "request-2", NOW) is None

    play(new_database(kind), story, lineage_tables)


def test_text_is_not_kept_unless_the_control_allows(new_database: Callable[[str], str]) -> None:
    async def story(_store: Store, metadata: MetaData) -> None:
        table = LineageTable(metadata, Compiler(SQLITE), Retention(days=30))
        assert table.params(ROW)["p_text"] is None

    play(new_database("sqlite"), story, lineage_tables)


def test_a_thousand_rows_take_few_commits_and_stop_loses_none(
    new_database: Callable[[str], str],
) -> None:
    async def story(store: Store, metadata: MetaData) -> None:
        counting = Counting(store)
        table = LineageTable(metadata, store.compiler, Retention(days=30))
        writer = LineageWriter(cast(Store, counting), table)
        await writer.start()
        for number in range(1000):
            await writer.note(ROW._replace(request_id=f"request-{number}"))
        await writer.stop()
        assert writer.waiting == 0
        assert counting.writes <= 12
        assert await table.read(store, "acme", ASKER, "request-999", NOW)

    play(new_database("sqlite"), story, lineage_tables)


def test_while_the_database_is_down_rows_wait_and_a_full_queue_refuses(
    new_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SECONDS_FOR_ROOM", 0.05)

    async def story(store: Store, metadata: MetaData) -> None:
        failing = Counting(store, down=True)
        table = LineageTable(metadata, store.compiler, Retention(days=30))
        writer = LineageWriter(cast(Store, failing), table, most_waiting=3)
        await writer.start()
        for number in range(3):
            await writer.note(ROW._replace(request_id=f"request-{number}"))
        with pytest.raises(Refusal) as refused:
            await writer.note(ROW)
        assert refused.value.status == 503
        failing.down = False
        await writer.flush()
        for number in range(3):
            assert await table.read(store, "acme", ASKER, f"request-{number}", NOW)
        await writer.stop()

    play(new_database("sqlite"), story, lineage_tables)


def test_a_row_with_text_that_no_database_holds_does_not_block_the_others(
    kind: str, new_database: Callable[[str], str]
) -> None:
    async def story(store: Store, metadata: MetaData) -> None:
        table = LineageTable(metadata, store.compiler, Retention(days=30))
        writer = LineageWriter(store, table)
        await writer.start()
        await writer.note(ROW._replace(model_asked="a\0b\ud800"))
        await writer.note(ROW._replace(request_id="request-2"))
        await writer.flush()
        assert await table.read(store, "acme", ASKER, "request-2", NOW)
        await writer.stop()

    play(new_database(kind), story, lineage_tables)


class Counting:
    """A store that counts writes, and fails them while it is down."""

    def __init__(self, store: Store, down: bool = False) -> None:
        self._store = store
        self.down = down
        self.writes = 0

    def at_once(self, script: Any) -> None:
        """Nothing: every write is waited for."""

    async def write(self, org: str, script: Any) -> Any:
        """Pass a write on, unless down."""
        self.writes += 1
        await asyncio.sleep(0)
        if self.down:
            raise unavailable()
        return await self._store.write(org, script)
