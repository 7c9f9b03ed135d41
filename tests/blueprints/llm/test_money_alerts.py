"""Alerts: each threshold once a month, spikes against an app's own history, signed and sent."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry

from microapp_kit.errors import Refusal
from microapp_kit.manifest import Manifest
from microapp_kit.secrets import CannotStart
from microapp_llm.money.alerting import Alerting, alerting_of
from microapp_llm.money.alerts import Event
from microapp_llm.money.metrics import MoneyMetrics
from microapp_llm.money.need import NANO, BudgetLimits, Caps, Standing, Used
from microapp_llm.money.spikes import BUCKET_SECONDS, MOST_APPS, WARM_UP, Spent, Spikes
from microapp_llm.money.webhook import MOST_WAITING, Webhook
from tests.blueprints.llm.money import MANIFEST, House, create_tables, play, used

LIMITS = BudgetLimits(Caps(1000), Caps(10_000), Caps(10_000))
SECRET = "s" * 32
FLOOR_NANO = Alerting().floor_nano
EVENT = Event("budget_threshold", "acme", {"level": "org", "percent": 80})


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A SQLite database with the tables of money."""
    address = f"sqlite:///{tmp_path / 'app.db'}"
    asyncio.run(create_tables(address))
    return address


async def spend(house: House, name: str, nano: int) -> None:
    """Reserve and settle."""
    hold = await house.reserve(name, nano, 1)
    await house.more_budgets().settle(hold, used(hold))


def alerts(**changes: object) -> Manifest:
    """Give a manifest with these controls of alerts."""
    return replace(MANIFEST, controls={"alerts": changes})


def percents(house: House) -> list[int]:
    """Give the thresholds that were told."""
    return [event.facts["percent"] for event in house.events if event.kind == "budget_threshold"]


def test_each_threshold_is_told_once_a_month_by_whichever_process_reaches_it(url: str) -> None:
    async def story(house: House) -> None:
        told = []
        for n, nano in enumerate([499, 1, 299, 1, 100, 100]):
            await spend(house, f"r{n}", nano)
            told.append(percents(house))
        house.later(days=5)
        await spend(house, "later", 500)

        assert told == [[], [50], [50], [50, 80], [50, 80], [50, 80, 100]]
        assert percents(house) == [50, 80, 100, 50]

    play(url, story, LIMITS)


def test_the_controls_name_the_thresholds(url: str) -> None:
    async def story(house: House) -> None:
        house.percents = alerting_of(alerts(budget_pct=[90, 25, 100])).percents
        house.budgets = house.more_budgets()
        for n in range(10):
            await spend(house, f"r{n}", 100)

        assert percents(house) == [25, 90, 100]

    play(url, story, LIMITS)


def test_one_settlement_that_passes_two_thresholds_tells_both(url: str) -> None:
    async def story(house: House) -> None:
        await spend(house, "r1", 850)

        assert percents(house) == [50, 80]

    play(url, story, LIMITS)


def test_a_month_so_full_that_calls_are_refused_is_told_once(url: str) -> None:
    async def story(house: House) -> None:
        await spend(house, "r0", 970)
        for n in range(6):
            if n % 2:
                house.budgets = house.more_budgets()
            with pytest.raises(Refusal):
                await house.reserve(f"r{n + 1}", 50, 1)

        assert percents(house) == [50, 80, 100]

    play(url, story, LIMITS)


def test_a_month_whose_cap_was_raised_is_told_of_anew(url: str) -> None:
    async def story(house: House) -> None:
        await spend(house, "r0", 1000)
        with pytest.raises(Refusal):
            await house.reserve("full", 50, 1)
        house.budgets.lower(BudgetLimits(Caps(4000), Caps(10_000), Caps(10_000)))
        house.events.clear()
        told = []
        for n, nano in enumerate([100, 900, 1200, 700]):
            hold = await house.reserve(f"more-{n}", nano, 1)
            await house.budgets.settle(hold, used(hold))
            told.append(percents(house))
        with pytest.raises(Refusal):
            await house.reserve("full-again", 500, 1)

        assert told == [[], [50], [50, 80], [50, 80]]
        assert percents(house) == [50, 80, 100]

    play(url, story, LIMITS)


def test_one_call_that_is_too_large_for_a_month_with_room_tells_nothing(url: str) -> None:
    async def story(house: House) -> None:
        await spend(house, "r0", 100)
        with pytest.raises(Refusal):
            await house.reserve("r1", 950, 1)

        assert percents(house) == []

    play(url, story, LIMITS)


def test_the_tokens_of_a_day_are_told_of_ahead_once_a_day_and_shown(url: str) -> None:
    registry = CollectorRegistry()
    day = "microapp_llm_day_tokens_used_ratio"
    told = "microapp_llm_budget_alerts_total"

    async def story(house: House) -> None:
        def shown(name: str, **labels: str) -> float | None:
            return registry.get_sample_value(name, {"budget": "chat", "level": "org", **labels})

        def days() -> list[tuple[str, str, int]]:
            return [(e.facts["what"], e.facts["period"], e.facts["percent"]) for e in house.events]

        house.watch.metrics = MoneyMetrics(registry)
        for n, tokens in enumerate([40, 20, 25, 12]):
            await house.budgets.settle(hold := await house.reserve(f"r{n}", 1, tokens), used(hold))
        assert days() == [("tokens", "2026-11-26", percent) for percent in (50, 80)]
        assert shown(day, org=house.org, subject="") == 0.97
        with pytest.raises(Refusal):
            await house.reserve("r4", 1, 4)
        assert days()[2:] == [("tokens", "2026-11-26", 100)]
        assert shown(told, what="tokens", percent="100") == 1
        house.later(days=1)
        await house.budgets.sweep(house.now)
        assert shown(day, org=house.org, subject="") is None
        await house.budgets.settle(hold := await house.reserve("r5", 1, 60), used(hold))
        assert days()[3:] == [("tokens", "2026-11-27", 50)]

    play(url, story, BudgetLimits(Caps(10_000, day_tokens=100), Caps(10_000), Caps(10_000)))


def test_metrics_say_what_was_spent_refused_and_alerted(url: str) -> None:
    registry = CollectorRegistry()

    async def story(house: House) -> None:
        house.watch.metrics = MoneyMetrics(registry)
        await house.budgets.settle(await house.reserve("r1", 600, 9), Used(5, 3, 2, 600, "ok"))
        with pytest.raises(Refusal):
            await house.reserve("r2", 500, 1)
        org = {"budget": "chat", "level": "org"}
        used_ratio = {"org": house.org, "subject": "", **org}
        refusals = "microapp_llm_budget_refusals_total"
        value = registry.get_sample_value
        names = {"app": "shop", "model": "small"}

        assert value("microapp_llm_dollars_total", names) == 600 / 1e9
        assert value("microapp_llm_tokens_total", names | {"kind": "cached"}) == 2
        assert value("microapp_llm_tokens_total", names | {"kind": "input"}) == 3
        assert value(refusals, org) == 1
        assert value(refusals, {"budget": "chat", "level": "user"}) == 0
        assert (
            value("microapp_llm_budget_alerts_total", org | {"what": "money", "percent": "50"}) == 1
        )
        assert value("microapp_llm_budget_used_ratio", used_ratio) == 0.6

    play(url, story, LIMITS)


def test_prometheus_is_told_of_the_shares_that_the_controls_name() -> None:
    registry = CollectorRegistry()
    percents = alerting_of(alerts(budget_pct=[30, 80])).percents
    metrics = MoneyMetrics(registry, percents=percents)
    names = {"org": "acme", "budget": "chat", "level": "app", "subject": "shop"}

    def shown(name: str, period: str, spent: int) -> float | None:
        spends = Standing("chat", "app", "shop", period, 1_000, spent, 0, 1_000, spent, 0)
        metrics.standing("acme", [spends])
        return registry.get_sample_value(f"microapp_llm_{name}_reached_percent", names)

    month = [shown("budget", "2026-11", spent) for spent in (299, 300, 799, 800, 1_000)]
    day = [shown("day_tokens", "2026-11-26", spent) for spent in (0, 999)]

    assert (month, day) == ([0, 30, 30, 80, 100], [0, 80])


def test_names_without_number_do_not_fill_the_metrics() -> None:
    registry = CollectorRegistry()
    metrics = MoneyMetrics(registry)

    for n in range(1000):
        metrics.spike(f"app-{n}")

    assert registry.get_sample_value("microapp_llm_spend_spikes_total", {"app": "other"}) == 800


def steady(spikes: Spikes, amounts: list[int]) -> list[bool]:
    """Spend an amount per bucket; give which of them were spikes."""
    return [
        spikes.add("shop", nano, BUCKET_SECONDS * n) is not None for n, nano in enumerate(amounts)
    ]


def test_a_spike_is_told_once_a_bucket_and_a_busy_app_is_no_spike() -> None:
    spikes = Spikes()
    busy = [FLOOR_NANO * (9 + n % 3) for n in range(60)]

    assert not any(steady(spikes, busy))
    later = BUCKET_SECONDS * 60
    told = [spikes.add("shop", FLOOR_NANO * 30, later + n) for n in range(3)]
    assert [spike is not None for spike in told] == [True, False, False]


@pytest.mark.parametrize("instances", [1, 2])
def test_a_spike_is_told_once_however_many_instances_see_it(url: str, instances: int) -> None:
    async def story(house: House) -> None:
        everywhere = [house.more_budgets() for _ in range(instances)]
        for n, nano in enumerate([FLOOR_NANO] * (WARM_UP + 1) + [20 * FLOOR_NANO] * 2):
            for budgets in everywhere:
                house.budgets = budgets
                hold = await house.reserve(f"r{n}-{id(budgets)}", nano, 1)
                await budgets.settle(hold, used(hold))
            house.later(seconds=BUCKET_SECONDS)
        for budgets in everywhere:
            await budgets.close()

        assert [event.kind for event in house.events] == ["spend_spike"]

    plenty = Caps(10**15)
    play(url, story, BudgetLimits(plenty, plenty, plenty))


@pytest.mark.parametrize("later", [60, 1], ids=["a spike", "as usual"])
def test_a_process_that_begins_knows_what_was_usual_before(url: str, later: int) -> None:
    async def story(house: House) -> None:
        async def spent(name: str, nano: int) -> None:
            hold = await house.reserve(name, nano, 1)
            await house.budgets.settle(hold, used(hold))
            await asyncio.gather(*house.budgets._tasks)

        for n in range(WARM_UP + 3):
            await spent(f"r{n}", FLOOR_NANO)
            house.later(seconds=BUCKET_SECONDS)
        house.budgets = house.more_budgets()
        for n in range(3):
            await spent(f"later-{n}", FLOOR_NANO * later // 3)

        told = [(event.facts["nano"], event.facts["usual_nano"]) for event in house.events]
        assert told == ([(20 * FLOOR_NANO, pytest.approx(FLOOR_NANO, rel=0.5))] * (later > 1))

    plenty = Caps(10**15)
    play(url, story, BudgetLimits(plenty, plenty, plenty))


def test_what_was_spent_before_is_no_matter_to_a_process_that_stops(url: str) -> None:
    async def story(house: House) -> None:
        never = asyncio.Event()

        async def waits(*asked: object) -> None:
            del asked
            await never.wait()

        house.store.read_aside = waits  # type: ignore[assignment,method-assign]
        await house.budgets.settle(hold := await house.reserve("r1", 1, 1), used(hold))

        async with asyncio.timeout(2):
            await house.budgets.close()

    play(url, story, LIMITS)


def test_what_is_learnt_while_calls_go_on_counts_none_of_them_twice() -> None:
    spikes = Spikes()
    usual = [Spent(n, 10 * FLOOR_NANO) for n in range(WARM_UP + 1)]
    for _ in range(2):
        spikes.add("shop", 5 * FLOOR_NANO, BUCKET_SECONDS * WARM_UP)

    spikes.recall("shop", usual)

    assert spikes.add("shop", 9 * FLOOR_NANO, BUCKET_SECONDS * WARM_UP) is None
    assert spikes.add("shop", 9 * FLOOR_NANO, BUCKET_SECONDS * WARM_UP) is not None


def test_a_new_app_and_small_change_are_no_spike() -> None:
    assert not any(steady(Spikes(), [1, *[FLOOR_NANO * 100] * (WARM_UP - 1)]))
    assert not any(steady(Spikes(), [*[1] * 50, FLOOR_NANO]))


def test_the_controls_say_what_is_a_spike_worth_telling() -> None:
    rise = [FLOOR_NANO * 2] * 400 + [FLOOR_NANO * 3] * 40
    cents = [FLOOR_NANO // 100] * 60 + [FLOOR_NANO // 2]

    strict = alerting_of(alerts(spike_factor=1.4, spike_min_usd=0.1))

    assert [any(steady(Spikes(), spent)) for spent in (rise, cents)] == [False, False]
    assert [any(steady(Spikes(strict), spent)) for spent in (rise, cents)] == [True, True]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("budget_pct", []),
        ("budget_pct", [0, 50]),
        ("budget_pct", ["80"]),
        ("budget_pct", [True]),
        ("budget_pct", 80),
        ("spike_factor", "3"),
        ("spike_factor", True),
        ("spike_min_usd", -1),
        ("spike_min_usd", float("nan")),
    ],
)
def test_controls_of_alerts_that_say_nothing_keep_the_proxy_from_starting(
    name: str, value: object
) -> None:
    with pytest.raises(CannotStart, match=f"controls.alerts.{name} is .*Write a "):
        alerting_of(alerts(**{name: value}))


def test_stricter_controls_than_ours_are_taken() -> None:
    told = alerting_of(alerts(budget_pct=[50, 99.5, 120], spike_window_h=0.5, spike_factor=0.9))

    assert told.percents == (50, 100)
    assert (told.hours, told.factor, told.floor_nano) == (0.5, 0.9, NANO // 6)


def test_over_a_longer_window_a_rise_stays_unusual_for_longer() -> None:
    high = [FLOOR_NANO * 10] * 60 + [FLOOR_NANO * 30] * 40
    long = alerting_of(alerts(spike_window_h=6))

    assert [steady(Spikes(one), high).count(True) for one in (Alerting(), long)] == [1, 2]
    assert long.floor_nano == FLOOR_NANO // 6


def test_idle_time_is_part_of_the_history() -> None:
    spikes = Spikes()
    steady(spikes, [FLOOR_NANO * 10] * 30)

    assert spikes.add("shop", FLOOR_NANO * 10, BUCKET_SECONDS * 130) is not None


def test_a_rise_too_slow_for_an_hour_is_told_once_against_the_day() -> None:
    ramp = [round(FLOOR_NANO * 2 * 1.05**n) for n in range(60)]

    told = steady(Spikes(), [FLOOR_NANO * 2] * 400 + ramp)

    assert told.count(True) == 1
    assert ramp[told.index(True) - 400] < FLOOR_NANO * 2 * 6
    assert not any(steady(Spikes(), [FLOOR_NANO * (2 + n % 2) for n in range(900)]))


@pytest.mark.parametrize("jump", [-10 * 365 * 24 * 3600, -7200, 0, 900])
def test_a_clock_that_jumps_hides_no_spike(jump: int) -> None:
    spikes = Spikes()
    steady(spikes, [FLOOR_NANO * 10] * 60)
    after = BUCKET_SECONDS * 60 + jump

    told = []
    for n in range(90):
        dear = FLOOR_NANO * (1000 if n in (29, 89) else 10)
        told += [n] if spikes.add("shop", dear, after + BUCKET_SECONDS * n) else []

    assert {29, 89} <= set(told)


def test_many_apps_take_bounded_memory_and_push_out_those_idle_longest() -> None:
    spikes = Spikes()
    steady(spikes, [FLOOR_NANO * 10] * 60)
    now = BUCKET_SECONDS * 60.0

    for n in range(MOST_APPS * 2):
        spikes.add(("evil", n), 1, now)
        if n % 1000 == 0:
            spikes.add("shop", 1, now)

    assert len(spikes) == MOST_APPS
    assert spikes.add("shop", FLOOR_NANO * 100, now) is not None


class Receiver:
    """A webhook that answers as it is told to, and keeps what it was sent."""

    def __init__(self, *answers: int) -> None:
        self._answers = list(answers)
        self.got: list[tuple[str, bytes]] = []
        self.hold = asyncio.Event()
        self.hold.set()

    async def take(self, request: web.Request) -> web.Response:
        """Keep a delivery."""
        await self.hold.wait()
        self.got.append((request.headers["X-Microapp-Signature"], await request.read()))
        status = self._answers.pop(0) if self._answers else 204
        return web.Response(status=status, headers={"Location": "/elsewhere"})


def deliver(receiver: Receiver, act: Callable[[Webhook], None], **words: Any) -> Webhook:
    """Run a receiver and a sender, let it act, and wait until all is sent."""

    async def story() -> Webhook:
        app = web.Application()
        app.router.add_post("/alerts", receiver.take)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        clock = count(1000)
        hook = Webhook(
            f"http://127.0.0.1:{port}/alerts",
            SECRET,
            pause=0.01,
            clock=lambda: next(clock),
            **words,
        )
        await hook.start()
        act(hook)
        await hook.close()
        await runner.cleanup()
        return hook

    return asyncio.run(story())


def test_an_alert_arrives_signed() -> None:
    receiver = Receiver()

    deliver(receiver, lambda hook: hook.tell(EVENT))

    ((header, body),) = receiver.got
    expected = hmac.new(SECRET.encode(), b"1000." + body, "sha256").hexdigest()
    assert header == f"t=1000,v1={expected}"
    assert json.loads(body) == {
        "kind": "budget_threshold", "org": "acme", "level": "org", "percent": 80,
    }  # fmt: skip


def test_an_alert_names_the_service_that_sends_it_and_one_that_is_lost_is_counted() -> None:
    receiver = Receiver(500, 500, 500, 500)
    lost: list[int] = []
    words: dict[str, Any] = {"service": "ask-a-model", "lost": lambda: lost.append(1)}

    def twice(hook: Webhook) -> None:
        hook.tell(EVENT)
        hook.tell(EVENT)

    deliver(receiver, twice, **words)

    assert {json.loads(body)["service"] for _, body in receiver.got} == {"ask-a-model"}
    assert lost == [1]


@pytest.mark.parametrize("answers", [(500, 503), (302, 429)])
def test_a_receiver_that_fails_is_asked_again(answers: tuple[int, ...]) -> None:
    receiver = Receiver(*answers)

    hook = deliver(receiver, lambda hook: hook.tell(EVENT))

    assert (len(receiver.got), hook.dropped) == (3, 0)
    assert len({header for header, _ in receiver.got}) == 3


def test_a_receiver_that_never_takes_an_alert_does_not_keep_the_next() -> None:
    receiver = Receiver(500, 500, 500, 500)

    def twice(hook: Webhook) -> None:
        hook.tell(EVENT)
        hook.tell(EVENT)

    hook = deliver(receiver, twice)

    assert (len(receiver.got), hook.dropped) == (5, 1)


def test_a_stop_counts_the_alert_that_was_on_its_way(caplog: pytest.LogCaptureFixture) -> None:
    receiver = Receiver()

    async def story() -> None:
        app = web.Application()
        app.router.add_post("/alerts", receiver.take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        hook = Webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/alerts", SECRET)
        receiver.hold.clear()
        await hook.start()
        hook.tell(EVENT)
        hook.tell(EVENT)
        await hook.close(0.1)
        receiver.hold.set()
        await runner.cleanup()

    asyncio.run(story())

    assert "Alerts that were not sent in time: 2." in caplog.messages


def test_a_full_queue_drops_and_never_waits() -> None:
    hook = Webhook("https://alerts.example/x", SECRET)

    for _ in range(MOST_WAITING + 7):
        hook.tell(EVENT)

    assert hook.dropped == 7


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://alerts.example/x", SECRET),
        ("ftp://127.0.0.1/x", SECRET),
        ("https://", SECRET),
        ("https:///x", SECRET),
        ("https://[::1/x", SECRET),
        ("https://alerts.example:99999/x", SECRET),
        ("https://alerts.example /x", SECRET),
        ("https://alerts.example/x", "short"),
    ],
)
def test_an_unsafe_webhook_stops_the_start(url: str, secret: str) -> None:
    with pytest.raises(CannotStart):
        Webhook(url, secret)
