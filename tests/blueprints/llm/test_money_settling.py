"""Queued settlements: all of them, in groups, and none is lost while the database is away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
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
