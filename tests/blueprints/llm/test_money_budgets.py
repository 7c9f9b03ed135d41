"""Budgets on SQLite and Postgres: all levels or none, once, and never above a cap."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart
from microapp_llm.money.need import BudgetLimits, Caps, Hold, Used
from microapp_llm.money.under_way import MOST_TIMES, UnderWay
from tests.blueprints.llm.money import START, House, create_tables, play, used
from tests.servers.fixtures import DATABASES

NewDatabase = Callable[[str], str]
Story = Callable[[House], Awaitable[None]]
Play = Callable[..., None]


@pytest.fixture(scope="module", params=DATABASES)
def database(request: pytest.FixtureRequest, new_database: NewDatabase) -> str:
    """A database with the tables of money, once SQLite and once Postgres."""
    url = new_database(request.param)
    asyncio.run(create_tables(url))
    return url


@pytest.fixture
def tell(database: str) -> Play:
    """Play a story in an org of its own."""

    def tell_it(story: Story, **words: BudgetLimits) -> None:
        play(database, story, **words)

    return tell_it


def test_a_call_reserves_on_every_level_and_settles_to_what_it_used(tell: Play) -> None:
    async def story(house: House) -> None:
        hold = await house.reserve("r1", 100, 10)
        during = await house.standings()
        await house.budgets.settle(hold, Used(5, 2, 1, 42, "ok"))
        after = await house.standings()

        assert {s.reserved_nano for s in during.values()} == {100}
        assert {(s.reserved_nano, s.spent_nano) for s in after.values()} == {(0, 42)}
        assert {(s.reserved_tokens, s.spent_tokens) for s in after.values()} == {(0, 7)}
        assert await house.ledger() == 42

    tell(story)


@pytest.mark.parametrize(
    ("level", "others"),
    [("user", {}), ("app", {"user": "bob"}), ("org", {"user": "bob", "app": "desk"})],
)
def test_a_call_over_one_cap_is_refused_and_reserves_on_no_level(
    tell: Play, level: str, others: dict[str, str]
) -> None:
    org, app, user = (Caps(150 if n == level else 1000) for n in ("org", "app", "user"))
    limits = BudgetLimits(org, app, user)

    async def story(house: House) -> None:
        await house.reserve("r1", 100)
        with pytest.raises(Refusal) as refused:
            await house.reserve("r2", 100, 10, **others)

        assert (refused.value.status, refused.value.code) == (402, "budget_exceeded")
        assert [detail.field for detail in refused.value.details] == [level]
        assert {s.reserved_nano for s in (await house.standings()).values()} == {100}

    tell(story, limits=limits)


def test_tokens_are_capped_like_money(tell: Play) -> None:
    async def story(house: House) -> None:
        await house.reserve("r1", 0, 9)
        with pytest.raises(Refusal, match="tokens left for you"):
            await house.reserve("r2", 0, 2)

    tell(story, limits=BudgetLimits(Caps(9, 100), Caps(9, 100), Caps(9, 10)))


@pytest.mark.parametrize(
    ("budget", "caps", "advice"),
    [
        (
            "chat",
            Caps(50, 100),
            "Ask for a shorter answer or a cheaper model, or for a larger budget.",
        ),
        ("chat", Caps(500, 5), "Send less text, or ask for a shorter answer or a larger budget."),
        (
            "embeddings",
            Caps(50, 100),
            "Send less text, or ask for a cheaper model or a larger budget.",
        ),
        ("embeddings", Caps(500, 5), "Send less text, or ask for a larger budget."),
    ],
)
def test_the_advice_fits_what_is_short_and_what_is_asked(
    tell: Play, budget: str, caps: Caps, advice: str
) -> None:
    async def story(house: House) -> None:
        with pytest.raises(Refusal) as refused:
            await house.reserve("r1", 100, 10, budget=budget)

        assert refused.value.message.endswith(f" in 2026-11. {advice}")

    tell(story, limits=BudgetLimits(caps, caps, caps))


def test_a_cap_per_day_ends_with_the_day(tell: Play) -> None:
    limits = BudgetLimits(Caps(1000), Caps(1000, day_nano=100), Caps(1000))

    async def story(house: House) -> None:
        await house.reserve("r1", 100)
        with pytest.raises(Refusal, match="2026-11-26"):
            await house.reserve("r2", 1)
        house.later(days=1)
        await house.reserve("r3", 100)

    tell(story, limits=limits)


def test_a_thousand_calls_at_once_stop_exactly_at_the_cap(tell: Play) -> None:
    limits = BudgetLimits(Caps(1000), Caps(2000), Caps(3000))

    async def one(house: House, n: int) -> Hold | None:
        try:
            return await house.reserve(f"r{n}", 7, user=f"u{n % 9}")
        except Refusal:
            return None

    async def story(house: House) -> None:
        holds = await asyncio.gather(*(one(house, n) for n in range(1000)))
        admitted = [hold for hold in holds if hold]
        await house.budgets.settle_all([(hold, used(hold)) for hold in admitted])

        assert len(admitted) == 1000 // 7
        assert (await house.standings())["org"].spent_nano == 7 * len(admitted)
        assert await house.ledger() == 7 * len(admitted)

    tell(story, limits=limits)


def test_a_second_settlement_changes_nothing(tell: Play) -> None:
    async def story(house: House) -> None:
        hold = await house.reserve("r1")
        twice = [house.budgets.settle(hold, used(hold, nano)) for nano in (40, 50)]
        told = await asyncio.gather(*twice)

        assert sorted(settled.first for settled in told) == [False, True]
        (first,) = (settled.nano for settled in told if settled.first)
        assert {s.spent_nano for s in (await house.standings()).values()} == {first}
        assert await house.ledger() == first

    tell(story)


def test_a_user_of_an_app_is_told_of_what_he_used_in_it_alone(tell: Play) -> None:
    async def story(house: House) -> None:
        for n, who in enumerate([{}, {"user": "bob"}, {"app": "desk"}]):
            hold = await house.reserve(f"r{n}", **who)
            await house.budgets.settle(hold, used(hold))

        mine = await house.budgets.usage(house.org, who=("shop", "ann"))

        assert [(u.app, u.user, u.calls) for u in mine] == [("shop", "ann", 1)]

    tell(story)


def test_others_are_served_while_usage_is_added_up(tell: Play) -> None:
    async def story(house: House) -> None:
        adding, turns = asyncio.create_task(house.budgets.usage(house.org)), 0
        while not adding.done():
            await asyncio.sleep(0)
            turns += 1

        assert turns > 2

    tell(story)


def test_a_released_hold_cost_nothing_and_cannot_be_settled(tell: Play) -> None:
    async def story(house: House) -> None:
        hold = await house.reserve("r1")
        assert await house.budgets.release(hold)

        assert not await house.budgets.release(hold)
        assert not (await house.budgets.settle(hold, used(hold))).first
        assert await house.ledger() == 0
        assert (await house.standings())["org"].left_nano == 1000

    tell(story)


@pytest.mark.parametrize("ended", [False, True], ids=["under way", "settled"])
def test_a_request_id_is_used_once(tell: Play, ended: bool) -> None:
    async def story(house: House) -> None:
        hold = await house.reserve("r1")
        if ended:
            await house.budgets.settle(hold, used(hold))
        with pytest.raises(Refusal) as refused:
            await house.reserve("r1")

        assert refused.value.code == "request_id_reused"
        assert (await house.standings())["org"].left_nano == 900

    tell(story)


def test_a_lease_that_ended_counts_as_spent_in_full_once(tell: Play) -> None:
    async def story(house: House) -> None:
        lost = await house.reserve("r1", 100)
        kept = await house.reserve("r2", 50)
        house.later(seconds=59)
        assert await house.budgets.renew(kept)
        house.later(seconds=2)
        await asyncio.gather(*(house.more_budgets().sweep(house.now) for _ in range(2)))

        assert [(u.calls, u.nano) for u in await house.budgets.usage(house.org)] == [(1, 100)]
        assert (await house.standings())["org"].reserved_nano == 50
        assert not (await house.budgets.settle(lost, used(lost, 1))).first
        assert not await house.budgets.renew(lost)

    tell(story)


def test_a_call_counts_in_the_month_in_which_it_began(tell: Play) -> None:
    async def story(house: House) -> None:
        hold = await house.reserve("r1", 400)
        house.later(days=5)
        fresh = await house.reserve("r2", 400)
        await house.budgets.settle(hold, used(hold, 300))
        await house.budgets.settle(fresh, used(fresh, 10))

        assert await house.ledger(month="2026-11") == 300
        assert await house.ledger(month="2026-12") == 10
        assert (await house.standings())["org"].spent_nano == 10

    tell(story)


def test_use_beyond_the_hold_is_charged_up_to_the_cap_and_the_rest_is_kept_apart(
    tell: Play,
) -> None:
    limits = BudgetLimits(Caps(150), Caps(1000), Caps(1000))

    async def story(house: House) -> None:
        hold = await house.reserve("r1", 100, 10)
        settled = await house.budgets.settle(hold, Used(10, 0, 0, 170, "ok"))

        assert (settled.nano, settled.excess_nano) == (150, 20)
        assert (await house.standings())["org"].spent_nano == 150
        assert [(u.nano, u.excess_nano) for u in await house.budgets.usage(house.org)] == [
            (150, 20)
        ]
        assert [event.kind for event in house.events].count("hold_exceeded") == 1

    tell(story, limits=limits)


def test_what_a_provider_claims_beyond_is_told_beside_what_no_cap_has_room_for(tell: Play) -> None:
    async def story(house: House) -> None:
        hold = await house.reserve("r1", 100, 10)
        used = Used(12, 0, 0, 170, "ok", excess_nano=7, excess_tokens=3)
        settled = await house.budgets.settle(hold, used)

        assert (settled.nano, settled.excess_nano) == (150, 27)
        assert (settled.tokens, settled.excess_tokens) == (12, 3)

    tell(story, limits=BudgetLimits(Caps(150), Caps(1000), Caps(1000)))


def test_calls_settled_together_do_not_share_the_same_room_beyond_their_holds(tell: Play) -> None:
    limits = BudgetLimits(Caps(200), Caps(1000), Caps(1000))

    async def story(house: House) -> None:
        holds = [await house.reserve("r1", 100), await house.reserve("r2", 50)]
        uses = [Used(10, 0, 0, nano, "ok") for nano in (120, 90)]
        told = await house.budgets.settle_all(list(zip(holds, uses, strict=True)))

        assert [(s.nano, s.excess_nano) for s in told] == [(120, 0), (80, 10)]
        assert (await house.standings())["org"].spent_nano == 200

    tell(story, limits=limits)


def test_a_hold_renewed_just_before_it_is_swept_is_kept(tell: Play) -> None:
    async def story(house: House) -> None:
        hold = await house.reserve("r1", 100)
        house.later(seconds=61)
        await house.budgets.renew(hold)

        assert not await house.budgets._lose(hold, house.now)
        assert (await house.standings())["org"].reserved_nano == 100

    tell(story)


def test_a_caller_that_goes_away_while_it_reserves_leaves_no_hold(tell: Play) -> None:
    async def story(house: House) -> None:
        calls = []
        for n in range(20):
            calls.append(asyncio.create_task(house.reserve(f"r{n}", 1)))
            await asyncio.sleep(n % 3 / 1000)
            calls[-1].cancel()
        ends = await asyncio.gather(*calls, return_exceptions=True)
        await house.budgets.close()
        kept = [hold for hold in ends if isinstance(hold, Hold)]

        assert len(kept) < len(calls)
        assert (await house.standings())["org"].reserved_nano == len(kept)

    tell(story)


def test_of_calls_that_reserve_together_each_gets_what_it_would_get_alone(tell: Play) -> None:
    async def story(house: House) -> None:
        await house.reserve("r0", 100, user="u0")
        asked = [house.reserve(f"r{n}", 100, user=f"u{n % 3}") for n in range(9)]
        ends = await asyncio.gather(*asked, return_exceptions=True)
        kept = [hold for hold in ends if isinstance(hold, Hold)]
        refused = [end.code for end in ends if isinstance(end, Refusal)]

        assert isinstance(ends[0], Refusal)
        assert sorted(refused) == ["budget_exceeded"] * 4 + ["request_id_reused"]
        assert len(kept) == 4
        standings = await house.standings(user="u1")
        assert standings["app"].reserved_nano == standings["org"].reserved_nano == 500
        assert standings["user"].reserved_nano == 100 * sum(hold.user == "u1" for hold in kept)

    tell(story)


@pytest.mark.parametrize("turns", range(5))
def test_a_caller_that_goes_away_takes_nothing_from_those_beside_it(tell: Play, turns: int) -> None:
    async def story(house: House) -> None:
        calls = [asyncio.create_task(house.reserve(f"r{n}", 1)) for n in range(10)]
        for _ in range(turns):
            await asyncio.sleep(0)
        for call in calls[::2]:
            call.cancel()
        ends = await asyncio.gather(*calls, return_exceptions=True)
        await house.budgets.close()
        kept = [hold for hold in ends if isinstance(hold, Hold)]

        assert len(kept) >= 5
        assert (await house.standings())["org"].reserved_nano == len(kept)

    tell(story)


def test_a_caller_that_goes_away_with_anothers_id_takes_nothing_back(tell: Play) -> None:
    async def story(house: House) -> None:
        await house.reserve("r1", 100)
        call = asyncio.create_task(house.reserve("r1", 100))
        await asyncio.sleep(0)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        await house.budgets.close()

        assert (await house.standings())["org"].reserved_nano == 100

    tell(story)


def test_a_caller_that_goes_away_while_it_settles_is_settled(tell: Play) -> None:
    async def story(house: House) -> None:
        hold = await house.reserve("r1")
        call = asyncio.create_task(house.budgets.settle(hold, used(hold, 30)))
        await asyncio.sleep(0)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        await house.budgets.close()

        assert call.cancelled()
        assert await house.ledger() == 30

    tell(story)


@pytest.mark.parametrize("amounts", [(-1, 0), (0, -1), (2**62, 0), (0, 2**62)])
def test_an_impossible_amount_is_refused(tell: Play, amounts: tuple[int, int]) -> None:
    async def story(house: House) -> None:
        with pytest.raises(Refusal) as refused:
            await house.reserve("r1", *amounts)
        assert refused.value.status == 400

    tell(story)


@pytest.mark.parametrize("cap", [-1, 1.5, 2**62])
def test_an_impossible_cap_stops_the_start(cap: int) -> None:
    with pytest.raises(CannotStart):
        Caps(cap)


def test_a_call_that_takes_longer_than_a_lease_is_paid_as_it_was(tell: Play) -> None:
    async def story(house: House) -> None:
        other = house.more_budgets()
        hold = await house.reserve("r1", 100)
        for _ in range(8):  # leases are 60 seconds here
            house.later(seconds=31)
            await house.budgets.sweep(house.now)
            await other.sweep(house.now)

        settled = await house.budgets.settle(hold, used(hold, 30))

        assert (settled.first, await house.ledger()) == (True, 30)

    tell(story)


def test_a_clock_set_forward_ends_no_call_of_this_process(tell: Play) -> None:
    async def story(house: House) -> None:
        hold = await house.reserve("r1", 100)
        house.later(hours=3)
        await house.budgets.sweep(house.now)

        settled = await house.budgets.settle(hold, used(hold, 30))

        assert (settled.first, await house.ledger()) == (True, 30)

    tell(story)


def test_a_clock_set_back_keeps_no_later_call_from_its_lease(tell: Play) -> None:
    async def story(house: House) -> None:
        await house.reserve("before", 100)
        house.later(hours=-1)
        hold = await house.reserve("after", 100)
        for _ in range(4):
            house.later(seconds=31)
            await house.budgets.sweep(house.now)

        settled = await house.budgets.settle(hold, used(hold, 30))

        assert (settled.first, settled.nano) == (True, 30)

    tell(story)


def test_a_hold_whose_settlement_is_lost_is_left_to_its_lease(tell: Play) -> None:
    async def story(house: House) -> None:
        hold = await house.reserve("r1", 100)
        house.budgets._under_way.end(hold)  # as a settlement does that nobody answers
        for _ in range(3):
            house.later(seconds=31)
            await house.budgets.sweep(house.now)

        assert await house.ledger() == 100

    tell(story)


@pytest.mark.parametrize("end", ["settle", "release"])
def test_a_hold_that_has_ended_is_not_renewed(tell: Play, end: str) -> None:
    async def story(house: House) -> None:
        hold = await house.reserve("r1", 100)
        await (house.budgets.release(hold) if end == "release" else settle(house, hold))

        assert house.budgets._under_way.due(house.now + timedelta(hours=1)) == []

    async def settle(house: House, hold: Hold) -> None:
        await house.budgets.settle(hold, used(hold))

    tell(story)


def test_a_lease_is_not_renewed_for_ever() -> None:
    held, now = UnderWay(), START
    hold = Hold("r1", "acme", "shop", "ann", "small", 100, 10, 60, "chat", "2026-11-26")
    held.begin(hold, now)

    times = 0
    for _ in range(100):
        now += timedelta(seconds=31)
        times += len(held.due(now))

    assert times == MOST_TIMES + 1
