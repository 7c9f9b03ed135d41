"""Queued settlements: all of them, in groups, and none is lost while the database is away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from microapp_kit.store import unavailable
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.need import BudgetLimits, Caps, Hold, Need, Settled, Used
from microapp_llm.money.settling import Settler
from tests.blueprints.llm.money import House, create_tables, play, used

LIMITS = BudgetLimits(Caps(10_000), Caps(10_000), Caps(10_000))


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A SQLite database with the tables of money."""
    address = f"sqlite:///{tmp_path / 'app.db'}"
    asyncio.run(create_tables(address))
    return address


class Away(Budgets):
    """Budgets whose database does not answer the first times."""

    away = 0
    groups = 0

    async def settle_all(self, ended: Sequence[tuple[Hold, Used]]) -> list[Settled]:
        """Settle, or fail."""
        self.groups += 1
        if self.away:
            self.away -= 1
            raise unavailable()
        return await super().settle_all(ended)


class NeverIdle(Budgets):
    """Budgets of an app in which another call ends whenever some are settled."""

    more: Callable[[], None] | None = None

    async def settle_all(self, ended: Sequence[tuple[Hold, Used]]) -> list[Settled]:
        """Settle, when one more call has ended."""
        if self.more is not None:
            self.more()
        return await super().settle_all(ended)


def test_what_is_put_in_is_settled_in_few_transactions_and_before_the_end(url: str) -> None:
    async def story(house: House) -> None:
        budgets = house.more_budgets(Away)
        assert isinstance(budgets, Away)
        settler = Settler(budgets, pause=0.01)
        holds = [await house.reserve(f"r{n}", 10, 1) for n in range(100)]
        for hold in holds:
            settler.put(hold, used(hold, 7))
        await settler.close()

        assert await house.ledger() == 700
        assert budgets.groups < 10

    play(url, story, LIMITS)


def test_a_database_that_is_away_for_a_moment_loses_nothing(url: str) -> None:
    async def story(house: House) -> None:
        budgets = house.more_budgets(Away)
        assert isinstance(budgets, Away)
        budgets.away = 3
        settler = Settler(budgets, pause=0.01)
        hold = await house.reserve("r1", 10, 1)
        settler.put(hold, used(hold, 7))
        await settler.close()

        assert await house.ledger() == 7

    play(url, story, LIMITS)


def test_a_settlement_that_cannot_be_does_not_keep_the_others(url: str) -> None:
    async def story(house: House) -> None:
        settler = Settler(house.budgets, pause=0.01)
        holds = [await house.reserve(f"r{n}", 10, 1) for n in range(3)]
        for n, hold in enumerate(holds):
            settler.put(hold, used(hold, 2**70 if n == 1 else 7))
        await settler.close()

        assert await house.ledger() == 14
        assert (await house.standings())["org"].reserved_nano == 10

    play(url, story, LIMITS)


def test_what_has_ended_makes_room_for_the_next_call_at_once(url: str) -> None:
    async def story(house: House) -> None:
        settler = Settler(house.budgets)
        for n in range(3):
            need = Need(f"r{n}", house.org, "shop", "ann", "small", 9_000, 1, 60)
            hold = await house.budgets.reserve(need, settler.drain)
            settler.put(hold, used(hold, 7))
        await settler.close()

        assert await house.ledger() == 21

    play(url, story, LIMITS)


def test_who_waits_for_what_was_put_in_waits_for_nothing_that_comes_later(url: str) -> None:
    async def story(house: House) -> None:
        budgets = house.more_budgets(NeverIdle)
        assert isinstance(budgets, NeverIdle)
        settler = Settler(budgets)
        first, later = [await house.reserve(f"r{n}", 10, 1) for n in range(2)]
        budgets.more = lambda: settler.put(later, used(later, 9))
        settler.put(first, used(first, 7))

        try:
            async with asyncio.timeout(5):
                assert await settler.drain()
        finally:
            budgets.more = None

        assert await house.ledger() >= 7

    play(url, story, LIMITS)


def test_who_waits_for_many_calls_waits_for_the_last_of_them(url: str) -> None:
    async def story(house: House) -> None:
        settler = Settler(house.budgets)
        holds = [await house.reserve(f"r{n}", 10, 1) for n in range(300)]
        for hold in holds:
            settler.put(hold, used(hold, 7))

        await settler.drain()

        assert await house.ledger() == 2100

    play(url, story, LIMITS)


def test_a_settlement_that_is_left_to_its_lease_is_waited_for_no_longer(url: str) -> None:
    async def story(house: House) -> None:
        budgets = house.more_budgets(Away)
        assert isinstance(budgets, Away)
        budgets.away = 1_000
        settler = Settler(budgets, pause=0)
        hold = await house.reserve("r1", 10, 1)
        settler.put(hold, used(hold, 7))

        async with asyncio.timeout(5):
            assert await settler.drain()

        assert not await settler.drain()

    play(url, story, LIMITS)


def test_who_leaves_while_he_waits_holds_up_nobody_else(url: str) -> None:
    async def story(house: House) -> None:
        settler = Settler(house.budgets)
        hold = await house.reserve("r1", 10, 1)
        settler.put(hold, used(hold, 7))
        leaves = asyncio.create_task(settler.drain())
        stays = asyncio.create_task(settler.drain())
        await asyncio.sleep(0)
        leaves.cancel()

        async with asyncio.timeout(5):
            assert await stays

    play(url, story, LIMITS)
