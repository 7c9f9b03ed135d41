"""What a dead process put aside is given back only if it was not counted as spent before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import MetaData

from microapp_llm.money.need import Used
from microapp_llm.money.tables import money_tables
from microapp_llm.money.undoing import Undoing
from tests.blueprints.llm.money import House, create_tables, play
from tests.servers.fixtures import DATABASES


@pytest.mark.parametrize("kind", DATABASES)
def test_a_hold_is_undone_once_and_one_that_was_swept_is_not(
    new_database: Callable[[str], str], kind: str
) -> None:
    url = new_database(kind)
    asyncio.run(create_tables(url))

    async def story(house: House) -> None:
        undo = _undoing(house).undo
        await house.reserve("left", 100, 10)
        assert [await undo(house.org, "left"), await undo(house.org, "left")] == [True, True]
        assert {s.reserved_nano for s in (await house.standings()).values()} == {0}
        await house.reserve("counted", 100, 10)
        house.later(minutes=5)
        await house.more_budgets().sweep(house.now)
        assert not await undo(house.org, "counted")
        assert await house.ledger() == 100

    play(url, story)


@pytest.mark.parametrize("kind", DATABASES)
def test_a_hold_is_charged_in_full_once_and_what_was_charged_is_told(
    new_database: Callable[[str], str], kind: str
) -> None:
    url = new_database(kind)
    asyncio.run(create_tables(url))

    async def story(house: House) -> None:
        undoing = _undoing(house)
        await house.reserve("sent", 100, 10)

        told = [await undoing.charge(house.org, "sent") for _ in range(2)]

        assert told == [("small", Used(10, 0, 0, 100, "lost"))] * 2
        assert await undoing.charge(house.org, "never begun") is None
        assert await house.ledger() == 100
        assert {s.reserved_nano for s in (await house.standings()).values()} == {0}

    play(url, story)


def _undoing(house: House) -> Undoing:
    metadata = MetaData()
    money_tables(metadata)
    return Undoing(house.store, metadata, house.more_budgets())
