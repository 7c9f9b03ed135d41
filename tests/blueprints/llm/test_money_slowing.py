"""From 80 % of a budget on, its calls come at a quarter of their rate, where the controls ask."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import yaml

from microapp_kit.errors import Refusal
from microapp_kit.limits import Limit, Limits
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import read_settings
from microapp_llm.money.need import CHAT, EMBEDDINGS, BudgetLimits, Caps, Need
from microapp_llm.money.slowing import HARD, SOFT, Slowing, slowed_limits
from tests.blueprints.llm.money import MANIFEST, House, create_tables, play, used
from tests.servers.llm import EMBED, Proxy, local, made, running_proxy

SMALL = local("small", model="gpt-4o-mini")
COUNTED = {**EMBED, "model": "text-embedding-3-small"}
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


def slowed(house: House, user: str = "ann", budget: str = CHAT, nano: int = 1) -> list[str]:
    """Give the limits that slow a call down."""
    need = Need("next", house.org, "shop", user, "small", nano, 1, 60, budget)
    return [limit.name for limit, _ in house.slowing.checks(need, house.now)]


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


def ask(proxy: Proxy, words: str, user: str = "ann") -> httpx.Response:
    """Ask for a few words, and let what it cost be settled."""
    said = {"messages": [{"role": "user", "content": words}], "max_tokens": 8}
    answer = proxy.ask("POST", CHAT_PATH, who={"sub": user}, json={"model": "small", **said})
    proxy.ask("GET", "/v1/budget", who={"sub": "eve"})
    return answer


def test_a_caller_who_is_nearly_out_of_budget_waits_and_reads_why(tmp_path: Path) -> None:
    folder = made(tmp_path / "app")
    assert f"on_exceed: {{value: {SOFT}" in (folder / "microapp.yaml").read_text("utf-8")
    environ = {"LLM_BUDGET_USER_TOKENS": "2000", "LIMIT_RPM_USER": "40", "LIMIT_BURST": "40"}
    with running_proxy(folder, [SMALL], LLM_CACHE_SECONDS="0", **environ) as proxy:
        ask(proxy, "hello there " * 800)
        answers = [ask(proxy, "hello") for _ in range(12)]
        bob = ask(proxy, "hello", "bob")

    assert [answer.status_code for answer in answers[:10]] == [200] * 10
    slow = next(answer for answer in answers if answer.status_code == 429)
    told = slow.json()
    assert told["code"] == "rate_limited"
    assert told["message"].startswith("80 % of your own budget is spent")
    assert "10 a minute" in told["message"]
    assert 1 <= int(slow.headers["Retry-After"]) <= 6
    assert "user_slowed" in slow.headers["RateLimit"]
    assert bob.status_code == 200


def test_a_call_without_room_is_not_slowed_down_but_refused_for_its_budget(url: str) -> None:
    async def story(house: House) -> None:
        await house_that_slows(house)
        await spend(house, "r0", 900)

        assert (slowed(house, nano=100), slowed(house, nano=101)) == (["user_slowed"], [])

    play(url, story, LIMITS)


def test_nothing_is_remembered_where_nobody_slows_down(url: str) -> None:
    async def story(house: House) -> None:
        await spend(house, "r0", 900)

        assert not house.slowing.is_any

    play(url, story, LIMITS)


def test_a_refusal_too_tells_that_a_budget_is_nearly_spent(url: str) -> None:
    async def story(house: House) -> None:
        await spend(house, "r0", 900)
        await house_that_slows(house)
        with pytest.raises(Refusal):
            await house.reserve("r1", 101, 1)

        assert slowed(house) == ["user_slowed"]

    play(url, story, LIMITS)


def test_embeddings_are_slowed_down_by_their_own_budget(tmp_path: Path) -> None:
    folder = made(tmp_path / "app")
    environ = {"LLM_BUDGET_EMBEDDINGS_USER_TOKENS": "2000", "LIMIT_RPM_USER": "40"}

    def embed(proxy: Proxy, words: str) -> httpx.Response:
        answer = proxy.ask("POST", "/v1/embeddings", json={"model": "embed", "input": words})
        proxy.ask("GET", "/v1/budget", who={"sub": "eve"})
        return answer

    with running_proxy(folder, [SMALL, COUNTED], LIMIT_BURST="40", **environ) as proxy:
        embed(proxy, "hello there " * 800)
        told = [embed(proxy, f"leave {n}") for n in range(12)]
        talked = ask(proxy, "hello")

    slow = next(answer for answer in told if answer.status_code == 429)
    assert "user_slowed" in slow.headers["RateLimit"]
    assert talked.status_code == 200


def test_the_thresholds_of_the_controls_are_told(tmp_path: Path) -> None:
    folder = made(tmp_path / "app")
    manifest = yaml.safe_load((folder / "microapp.yaml").read_text("utf-8"))
    manifest["controls"]["alerts"]["budget_pct"]["value"] = [10, 20, 30, 50, 80, 100]
    (folder / "microapp.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    with running_proxy(folder, [SMALL], LLM_BUDGET_USER_TOKENS="2000") as proxy:
        ask(proxy, "hello there " * 350)
        metrics = proxy.ask("GET", "/metrics").text

    assert 'percent="10"' in metrics
    assert 'percent="30"' in metrics
