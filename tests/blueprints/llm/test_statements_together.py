"""On Postgres a group of calls costs as many statements as one call: each is a way and back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from microapp_kit.sql import Row, Script, Step
from microapp_kit.store import Store
from microapp_llm.lineage.keeping import LineageTable, Retention
from microapp_llm.lineage.row import Lineage, lineage_tables
from microapp_llm.money.need import BudgetLimits, Caps, Hold
from tests.blueprints.llm import fresh_database
from tests.blueprints.llm.money import House, create_tables, play, used

pytestmark = pytest.mark.postgres
USERS = [f"user{n}" for n in range(5)]
LARGE = Caps(10**9)
LIMITS = BudgetLimits(LARGE, LARGE, LARGE)


class Counting:
    """Counts the statements of a store's transactions."""

    def __init__(self, store: Store) -> None:
        self._write = store.write
        store.write = self.write  # type: ignore[method-assign]
        self.statements = 0

    async def write(self, org: str, script: Callable[[], Script[Any]]) -> Any:
        """Run a script."""
        return await self._write(org, lambda: self._counted(script()))

    def _counted(self, script: Script[Any]) -> Script[Any]:
        rows: Sequence[Row] = ()
        try:
            step: Step = next(script)
            while True:
                self.statements += 1
                rows = yield step
                step = script.send(rows)
        except StopIteration as done:
            return done.value

    def taken(self) -> int:
        """Give how many there were since the last look."""
        taken, self.statements = self.statements, 0
        return taken


@pytest.fixture(scope="module")
def url(new_database: Callable[[str], str]) -> str:
    """A Postgres with the tables of money."""
    address = new_database("postgres")
    asyncio.run(create_tables(address))
    return address


async def reserved(house: House, calls: int) -> list[Hold]:
    """Reserve for so many calls at once."""
    names = [f"of-{calls}-{n}" for n in range(calls)]
    users = [USERS[n % len(USERS)] for n in range(calls)]
    pairs = zip(names, users, strict=True)
    return await asyncio.gather(*(house.reserve(name, 10, 1, user=user) for name, user in pairs))


def test_a_call_puts_its_worst_case_aside_in_two_statements(url: str) -> None:
    async def story(house: House) -> None:
        await reserved(house, len(USERS))
        counting = Counting(house.store)

        await house.reserve("one", 10, 1, user=USERS[0])

        assert counting.taken() == 2

    play(url, story, LIMITS)


def test_forty_calls_are_reserved_together_in_three_statements(url: str) -> None:
    async def story(house: House) -> None:
        await reserved(house, len(USERS))
        counting = Counting(house.store)

        await reserved(house, 40)

        assert counting.taken() == 3

    play(url, story, LIMITS)


def test_forty_calls_are_settled_in_as_many_statements_as_one(url: str) -> None:
    async def story(house: House) -> None:
        one, *many = await reserved(house, 41)
        counting = Counting(house.store)
        await house.budgets.settle(one, used(one))
        of_one = counting.taken()

        await house.budgets.settle_all([(hold, used(hold)) for hold in many])

        assert counting.taken() == of_one == 4
        assert (await house.ledger()) == 410

    play(url, story, LIMITS)


def test_forty_rows_of_lineage_are_kept_in_as_many_statements_as_one(
    new_database: Callable[[str], str],
) -> None:
    async def story(store: Store, metadata: Any) -> None:
        table, now = LineageTable(metadata, store.compiler, Retention(365)), datetime.now(UTC)
        rows = [
            table.params(Lineage(f"request-{n}", "acme", "desk", "ann", "chat", "answered", now))
            for n in range(40)
        ]
        counting = Counting(store)
        await store.write("acme", lambda: table.keep("acme", rows[:1]))
        of_one = counting.taken()

        await store.write("acme", lambda: table.keep("acme", rows))

        assert counting.taken() == of_one
        found = await table.read(store, "acme", None, "request-39", now)
        assert found is not None

    fresh_database.play(new_database("postgres"), story, lineage_tables)
