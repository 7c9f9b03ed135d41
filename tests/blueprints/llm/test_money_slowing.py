"""From 80 % of a budget on, its calls come at a quarter of their rate, where the controls ask."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from microapp_kit.limits import Limit, Limits
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import read_settings
from microapp_llm.money.need import CHAT, EMBEDDINGS, BudgetLimits, Caps
from microapp_llm.money.slowing import HARD, SOFT, Slowing, slowed_limits
from tests.blueprints.llm.money import MANIFEST, House, create_tables, play, used
from tests.servers.llm import local, made, running_proxy

CHAT_PATH = "/v1/chat/completions"
QUOTAS = {"rpm_user": 40, "rpm_app": 400, "rpm_org": 800, "burst": 20}
PLENTY = Caps(10**15)
LEVELS = ("org", "app", "user")
SLOWED = {level: Limit(f"{level}_slowed", 10, 60, 5) for level in LEVELS}
LIMITS = BudgetLimits(PLENTY, PLENTY, Caps(1000), embeddings=BudgetLimits(PLENTY, PLENTY, PLENTY))


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A SQLite database with the tables of money."""
    address = f"sqlite:///{tmp_path / 'app.db'}"
    asyncio.run(create_tables(address))
    return address


async def spend(house: House, name: str, nano: int, **who: str) -> None:
    """Reserve and settle."""
    hold = await house.reserve(name, nano, 1, **who)
    await house.budgets.settle(hold, used(hold))


def slowed(house: House, user: str = "ann", budget: str = CHAT) -> list[str]:
    """Give the limits that slow a call down."""
    checks = house.slowing.checks(house.org, "shop", user, budget, house.now)
    return [limit.name for limit, _ in checks]


async def house_that_slows(house: House) -> None:
    """Let a house slow down."""
    house.slowing = Slowing(SLOWED)
    house.budgets = house.more_budgets()


def test_it_begins_with_80_per_cent_for_whom_it_is_and_ends_with_the_month(url: str) -> None:
    async def story(house: House) -> None:
        await house_that_slows(house)
        await spend(house, "r0", 799)
        before = slowed(house)
        await spend(house, "r1", 1)
        after = slowed(house), slowed(house, "bob"), slowed(house, budget=EMBEDDINGS)
        house.later(days=10)

        assert (before, after, slowed(house)) == ([], (["user_slowed"], [], []), [])

    play(url, story, LIMITS)


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_slows_down_its_own(url: str, level: str) -> None:
    caps = {name: Caps(1000) if name == level else PLENTY for name in LEVELS}

    async def story(house: House) -> None:
        await house_that_slows(house)
        await spend(house, "r0", 900)

        assert slowed(house) == [f"{level}_slowed"]

    play(url, story, BudgetLimits(caps["org"], caps["app"], caps["user"]))


def test_tokens_of_a_day_slow_down_until_the_day_ends(url: str) -> None:
    async def story(house: House) -> None:
        await house_that_slows(house)
        hold = await house.reserve("r0", 1, 90)
        await house.budgets.settle(hold, used(hold))
        before = slowed(house)
        house.later(days=1)

        assert (before, slowed(house)) == (["user_slowed"], [])

    day = Caps(10**15, day_tokens=100)
    play(url, story, BudgetLimits(PLENTY, PLENTY, day))


def test_a_larger_budget_ends_it(url: str) -> None:
    async def story(house: House) -> None:
        await house_that_slows(house)
        await spend(house, "r0", 900)
        house.budgets.lower(BudgetLimits(PLENTY, PLENTY, Caps(10_000)))
        await spend(house, "r1", 1)

        assert slowed(house) == []

    play(url, story, LIMITS)


def test_what_ends_late_does_not_hide_how_the_new_day_stands(url: str) -> None:
    async def story(house: House) -> None:
        await house_that_slows(house)
        late = await house.reserve("r0", 1, 90)
        house.later(days=1)
        hold = await house.reserve("r1", 1, 85)
        await house.budgets.settle(hold, used(hold))
        await house.budgets.settle(late, used(late))

        assert slowed(house) == ["user_slowed"]

    day = Caps(10**15, day_tokens=100)
    play(url, story, BudgetLimits(PLENTY, PLENTY, day))


def test_the_controls_say_whether_and_a_quarter_is_left(tmp_path: Path) -> None:
    environ = {"APP_ENV": "local", "APP_SECRET": "s" * 32, "LIMIT_RPM_USER": "40"}
    settings = read_settings({**environ, "LIMIT_BURST": "20"}, tmp_path)

    def limits(asked: str) -> dict[str, Limit]:
        manifest = replace(MANIFEST, controls={"quotas": {**QUOTAS, "on_exceed": asked}})
        return slowed_limits(manifest, Limits(manifest, settings))

    assert limits(HARD) == {}
    assert limits(SOFT)["user"] == Limit("user_slowed", 10, 60, 5)
    with pytest.raises(CannotStart, match=r"on_exceed is 'sometimes'\. Write one"):
        limits("sometimes")


def test_a_caller_who_is_nearly_out_of_budget_waits_and_reads_why(tmp_path: Path) -> None:
    folder = made(tmp_path / "app")
    assert f"on_exceed: {{value: {SOFT}" in (folder / "microapp.yaml").read_text("utf-8")
    said = {"messages": [{"role": "user", "content": "hello"}], "max_tokens": 20}
    environ = {"LLM_BUDGET_USER_TOKENS": "400", "LIMIT_RPM_USER": "40", "LIMIT_BURST": "40"}
    with running_proxy(folder, [local("small")], LLM_CACHE_SECONDS="0", **environ) as proxy:
        answers = [proxy.ask("POST", CHAT_PATH, json={"model": "small", **said}) for _ in range(40)]
        bob = proxy.ask("POST", CHAT_PATH, who={"sub": "bob"}, json={"model": "small", **said})

    slow = next(answer for answer in answers if answer.status_code == 429)
    told = slow.json()
    assert told["code"] == "rate_limited"
    assert told["message"].startswith("80 % of the budget of your own calls is spent")
    assert "10 a minute" in told["message"]
    assert 1 <= int(slow.headers["Retry-After"]) <= 6
    assert "user_slowed" in slow.headers["RateLimit"]
    assert bob.status_code == 200


def test_nothing_is_remembered_where_nobody_slows_down() -> None:
    assert Slowing().checks("acme", "shop", "ann", CHAT, datetime.now(UTC)) == []
