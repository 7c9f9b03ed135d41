"""Budgets while somebody else holds the database: refused then, and served again afterwards."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from microapp_kit import store_sqlite
from microapp_kit.errors import Refusal
from tests.blueprints.llm.money import House, create_tables, play


def test_a_reservation_goes_on_after_one_that_found_the_database_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_sqlite, "BUSY_SECONDS", 0.05)  # five seconds would tell no more
    url = f"sqlite:///{tmp_path / 'money.db'}"
    asyncio.run(create_tables(url))

    async def story(house: House) -> None:
        first = await house.reserve("r0")
        other = sqlite3.connect(tmp_path / "money.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refusal) as refused:
            await house.reserve("r1")
        other.execute("ROLLBACK")
        other.close()

        async with asyncio.timeout(5):
            again = await house.reserve("r2")

        assert refused.value.status == 503
        assert {s.reserved_nano for s in (await house.standings()).values()} == {
            first.nano + again.nano
        }

    play(url, story)
