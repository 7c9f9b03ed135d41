"""Whatever happens in whatever order: no cap is passed, and what is enforced is what is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as any_of

from microapp_kit.errors import Refusal
from microapp_llm.money.need import BUDGETS, BudgetLimits, Caps, Hold, Used
from tests.blueprints.llm.money import House, create_tables, play
from tests.servers.fixtures import DATABASES

APPS, USERS = ("shop", "desk"), ("ann", "bob", "eve")
LIMITS = BudgetLimits(
    org=Caps(1000, 3000, day_nano=700),
    app=Caps(600, 2000),
    user=Caps(400, 1500, day_tokens=900),
    apps={"desk": Caps(500, 2500, day_nano=450)},
    embeddings=BudgetLimits(
        org=Caps(700, 2000),
        app=Caps(500, 1200, day_tokens=800),
        user=Caps(300, 900, day_nano=200),
        apps={"desk": Caps(400, 1000)},
    ),
)
amounts = any_of.integers(0, 300)
STEPS = any_of.lists(
    any_of.one_of(
        any_of.tuples(
            any_of.just("reserve"),
            any_of.sampled_from(BUDGETS),
            any_of.sampled_from(APPS),
            any_of.sampled_from(USERS),
            amounts,
            amounts,
        ),
        any_of.tuples(
            any_of.just("settle"), any_of.integers(0, 9), amounts, amounts, any_of.booleans()
        ),
        any_of.tuples(any_of.just("release"), any_of.integers(0, 9)),
        any_of.tuples(any_of.just("renew"), any_of.integers(0, 9)),
        any_of.tuples(any_of.just("sweep")),
        any_of.tuples(
            any_of.just("later"), any_of.sampled_from([10, 50, 3600, 86_400, 6 * 86_400])
        ),
    ),
    max_size=40,
)


@pytest.fixture(scope="module", params=DATABASES)
def database(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> str:
    """A database with the tables of money."""
    url = new_database(request.param)
    asyncio.run(create_tables(url))
    return url


class Story:
    """Plays steps, and keeps its own count of what each call was charged."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.holds: list[Hold] = []
        self.under_way: dict[str, Hold] = {}
        self.settled: dict[str, Hold] = {}

    async def reserve(self, budget: str, app: str, user: str, nano: int, tokens: int) -> None:
        """Reserve, or be refused."""
        name = f"r{len(self.holds)}-{len(self.settled)}-{self.house.now.timestamp()}"
        try:
            who = {"app": app, "user": user, "budget": budget}
            hold = await self.house.reserve(name, nano, tokens, **who)
        except Refusal as refused:
            if refused.code == "budget_exceeded":
                return
            raise
        self.holds.append(hold)
        self.under_way[name] = hold

    async def settle(self, which: int, nano: int, tokens: int, all_of_it: bool) -> None:
        """Settle any hold there ever was, one that ended too; with less, all or more than held."""
        if self.holds:
            hold = self.holds[which % len(self.holds)]
            used = Used(tokens, 0, 0, nano, "ok")
            if all_of_it:
                used = Used(hold.tokens, 0, 0, hold.nano, "ok")
            settled = await self.house.budgets.settle(hold, used)
            assert settled.first == (self.under_way.pop(hold.request_id, None) is not None)

    async def release(self, which: int) -> None:
        """Release any hold there ever was."""
        if self.holds:
            hold = self.holds[which % len(self.holds)]
            released = await self.house.budgets.release(hold)
            assert released == (self.under_way.pop(hold.request_id, None) is not None)

    async def renew(self, which: int) -> None:
        """Renew any hold there ever was."""
        if self.holds:
            hold = self.holds[which % len(self.holds)]
            assert await self.house.budgets.renew(hold) == (hold.request_id in self.under_way)

    async def sweep(self) -> None:
        """Sweep, as another process would; which holds it took is seen in the ledger."""
        budgets = self.house.more_budgets()
        await budgets.sweep(self.house.now)
        for name, hold in list(self.under_way.items()):
            if not await budgets.renew(hold):
                del self.under_way[name]

    async def later(self, seconds: int) -> None:
        """Let time pass."""
        self.house.later(seconds=seconds)

    async def check(self) -> None:
        """No level is above a cap or below 0, and its balance is the sum of the ledger."""
        for budget in BUDGETS:
            await self._check(budget)

    async def _check(self, budget: str) -> None:
        whole = await self.house.budgets.usage(self.house.org)
        usage = [u for u in whole if u.budget == budget]
        under_way = [h for h in self.under_way.values() if h.budget == budget]
        month, today = f"{self.house.now:%Y-%m}", f"{self.house.now:%Y-%m-%d}"
        for app in APPS:
            for user in USERS:
                for s in await self.house.budgets.budget(self.house.org, app, user, budget):
                    assert 0 <= s.spent_nano + s.reserved_nano <= s.cap_nano
                    assert 0 <= s.spent_tokens + s.reserved_tokens <= s.cap_tokens
                    assert min(s.spent_nano, s.reserved_nano, s.reserved_tokens) >= 0
                    mine = [h for h in under_way if _counts(s.level, s.subject, h)]
                    held = [h for h in mine if h.day.startswith(s.period)]
                    assert s.reserved_nano == sum(h.nano for h in held)
                    assert s.reserved_tokens == sum(h.tokens for h in held)
                    if s.period == month:
                        spent = [u for u in usage if _counts(s.level, s.subject, u)]
                        assert s.spent_nano == sum(u.nano for u in spent)
                        assert s.spent_tokens == sum(u.tokens for u in spent)
                    assert s.period in (month, today)


def _counts(level: str, subject: str, thing: Any) -> bool:
    return level == "org" or getattr(thing, level) == subject


@examples(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_no_cap_is_passed_and_balances_are_the_sum_of_the_ledger(
    database: str, steps: list[tuple[Any, ...]]
) -> None:
    async def tell(house: House) -> None:
        story = Story(house)
        for name, *words in steps:
            await getattr(story, name)(*words)
        await story.check()

    play(database, tell, LIMITS)
