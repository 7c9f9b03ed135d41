"""Proof that limits admit exactly what they grant, and never more."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType

import pytest

from microapp_kit.limits import InProcessLimiter, Limit, Limits, Verdict, network_of
from microapp_kit.manifest import Manifest
from microapp_kit.principal import Principal
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import Settings

SECOND = 1_000_000_000
ANN = Principal("ann", "acme", frozenset({"writer"}), "human", "urn:x", MappingProxyType({}))


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000 * SECOND

    def __call__(self) -> int:
        return self.now

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.now += int(seconds * SECOND)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> InProcessLimiter:
    """A limiter on that clock."""
    return InProcessLimiter(clock)


def admitted(limiter: InProcessLimiter, limit: Limit, times: int, key: str = "ann") -> int:
    """Count how many of so many requests at once are let in."""
    return sum(limiter.hit_now([(limit, key)]).allowed for _ in range(times))


def test_a_burst_is_let_in_and_not_one_more(limiter: InProcessLimiter) -> None:
    assert admitted(limiter, Limit("user", 60, 60, 20), 100) == 20


def test_after_the_burst_requests_come_at_the_steady_rate(
    limiter: InProcessLimiter, clock: Clock
) -> None:
    limit = Limit("user", 60, 60, 20)
    admitted(limiter, limit, 100)

    clock.move(10)

    assert admitted(limiter, limit, 100) == 10


def test_a_weight_takes_that_many_places_of_its_limit_and_the_steady_rate_returns_them(
    limiter: InProcessLimiter, clock: Clock
) -> None:
    requests, tokens = Limit("user", 60, 60, 20), Limit("tokens", 600, 60, 600)
    checks = [(requests, "ann"), (tokens, "ann")]

    first = [limiter.hit_now(checks, (1, 250)).allowed for _ in range(3)]
    clock.move(15)
    later = limiter.hit_now(checks, (1, 250))

    assert first == [True, True, False]
    assert (later.allowed, later.limit.name, later.remaining) == (True, "tokens", 0)
    assert admitted(limiter, requests, 100) == 19


@pytest.mark.parametrize("weights", [(0, 1), (1, -1), (1,), (1, 1, 1)])
def test_weights_that_make_no_sense_charge_nothing(
    limiter: InProcessLimiter, weights: tuple[int, ...]
) -> None:
    limit, other = Limit("user", 60, 60, 20), Limit("org", 60, 60, 20)

    with pytest.raises(ValueError, match=r"weight|argument"):
        limiter.hit_now([(limit, "ann"), (other, "acme")], weights)

    assert admitted(limiter, limit, 100) == 20


@pytest.mark.parametrize("quota", [1, 7, 30, 60_000, 999_999_999])
def test_over_a_long_time_no_more_than_quota_and_burst_is_let_in(
    limiter: InProcessLimiter, clock: Clock, quota: int
) -> None:
    limit = Limit("user", quota, 60, min(quota, 3))
    total = 0
    for _ in range(300):
        total += admitted(limiter, limit, min(quota, 5))
        clock.move(0.2)

    assert total <= quota + limit.burst
    assert total >= min(quota, 100)


def test_callers_do_not_share_a_limit(limiter: InProcessLimiter) -> None:
    limit = Limit("user", 60, 60, 5)
    admitted(limiter, limit, 10, "ann")

    assert admitted(limiter, limit, 10, "bob") == 5


def test_a_request_that_one_limit_refuses_is_charged_to_none(limiter: InProcessLimiter) -> None:
    wide, narrow = Limit("org", 60, 60, 10), Limit("user", 60, 60, 2)
    for _ in range(50):
        limiter.hit_now([(wide, "acme"), (narrow, "ann")])

    assert admitted(limiter, wide, 50, "acme") == 8


def test_three_hundred_tasks_at_once_get_exactly_the_burst(limiter: InProcessLimiter) -> None:
    limit = Limit("user", 60, 60, 20)

    async def rush() -> list[Verdict]:
        return await asyncio.gather(*(limiter.hit([(limit, "ann")]) for _ in range(300)))

    assert sum(verdict.allowed for verdict in asyncio.run(rush())) == 20


def test_three_hundred_threads_at_once_get_exactly_the_burst(limiter: InProcessLimiter) -> None:
    limit = Limit("user", 60, 60, 20)

    with ThreadPoolExecutor(32) as pool:
        verdicts = list(pool.map(lambda _: limiter.hit_now([(limit, "ann")]), range(300)))

    assert sum(verdict.allowed for verdict in verdicts) == 20


def test_a_request_within_its_limits_says_what_is_left_of_the_tightest(
    limiter: InProcessLimiter,
) -> None:
    checks = [(Limit("user", 30, 60, 20), "ann"), (Limit("app", 300, 60, 300), "")]

    headers = limiter.hit_now(checks).headers()

    assert headers == {
        "RateLimit-Policy": '"user";q=30;w=60, "app";q=300;w=60',
        "RateLimit": '"user";r=19;t=2',
    }


def test_a_refused_request_says_when_to_come_back(limiter: InProcessLimiter, clock: Clock) -> None:
    limit = Limit("user", 6, 60, 1)
    limiter.hit_now([(limit, "ann")])

    refusal = limiter.hit_now([(limit, "ann")]).refusal()
    clock.move(float(refusal.headers["Retry-After"]))

    assert (refusal.status, refusal.code) == (429, "rate_limited")
    assert refusal.headers["Retry-After"] == "10"
    assert refusal.headers["RateLimit"] == '"user";r=0;t=10'
    assert limiter.hit_now([(limit, "ann")]).allowed


def test_to_come_back_is_at_least_a_second_away(limiter: InProcessLimiter) -> None:
    limit = Limit("user", 60_000, 60, 1)
    limiter.hit_now([(limit, "ann")])

    assert limiter.hit_now([(limit, "ann")]).headers()["Retry-After"] == "1"


def test_hostile_callers_without_number_do_not_fill_the_memory() -> None:
    limiter, limit = InProcessLimiter(most=500), Limit("address", 60, 60, 5)
    tracemalloc.start()
    for number in range(20_000):
        limiter.hit_now([(limit, f"2001:db8:{number:x}::/64")])
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert used < 500_000


def test_the_debt_of_a_known_caller_outlives_a_flood_of_strangers(clock: Clock) -> None:
    limiter = InProcessLimiter(clock, most=500)
    user, address = Limit("user", 60, 60, 5), Limit("address", 60, 60, 5)
    admitted(limiter, user, 5)
    for number in range(2_000):
        limiter.hit_now([(address, str(number))])

    assert admitted(limiter, user, 5) == 0


def test_a_debt_is_kept_until_it_is_paid(limiter: InProcessLimiter, clock: Clock) -> None:
    limit = Limit("user", 60, 60, 60)
    admitted(limiter, limit, 60)
    for number in range(600):
        clock.move(0.05)
        limiter.hit_now([(limit, f"other {number}")])

    assert admitted(limiter, limit, 60) == 30


def test_the_manifest_grants_the_limits(
    manifest: Manifest, production: Callable[..., Settings]
) -> None:
    limits = Limits(manifest, production())

    assert [(limit.policy, limit.burst) for limit, _ in limits.of_caller(ANN)] == [
        ('"user";q=30;w=60', 20),
        ('"org";q=300;w=60', 300),
        ('"app";q=300;w=60', 300),
        ('"org_daily";q=432000;w=86400', 432_000),
    ]
    assert [limit.policy for limit, _ in limits.of_stranger("10.0.0.1")] == ['"address";q=300;w=60']


def test_the_manifest_may_grant_less_to_an_organisation(
    manifest: Manifest, production: Callable[..., Settings]
) -> None:
    quotas = {**manifest.controls["quotas"], "rpm_org": 50, "daily_requests": 1000}

    limits = Limits(replace(manifest, controls={"quotas": quotas}), production())

    assert (limits.org.quota, limits.org_daily.quota, limits.org_daily.period) == (50, 1000, 86400)


def test_the_environment_may_lower_a_limit(
    manifest: Manifest, production: Callable[..., Settings]
) -> None:
    limits = Limits(manifest, production(LIMIT_RPM_USER="5", LIMIT_DAILY="10"))

    assert (limits.user.quota, limits.user.burst, limits.org_daily.quota) == (5, 5, 10)


@pytest.mark.parametrize(
    "name",
    ["LIMIT_RPM_USER", "LIMIT_RPM_APP", "LIMIT_RPM_ORG", "LIMIT_BURST", "LIMIT_DAILY"],
)
def test_outside_local_the_environment_may_not_raise_a_limit(
    manifest: Manifest, production: Callable[..., Settings], name: str
) -> None:
    with pytest.raises(CannotStart, match=f"^{name} is 500000, and microapp.yaml grants"):
        Limits(manifest, production(**{name: "500000"}))


def test_in_local_limits_are_generous_until_the_environment_says_otherwise(
    manifest: Manifest, settings: Callable[..., Settings]
) -> None:
    generous, tight = Limits(manifest, settings()), Limits(manifest, settings(LIMIT_RPM_USER="3"))

    assert (generous.user.quota, generous.user.burst) == (60_000, 6_000)
    assert (tight.user.quota, tight.user.burst, tight.app.quota) == (3, 3, 60_000)


@pytest.mark.parametrize("value", [0, -1, True, "30", None, 1.5])
def test_a_limit_that_is_no_whole_number_stops_the_start(
    manifest: Manifest, production: Callable[..., Settings], value: object
) -> None:
    quotas = {**manifest.controls["quotas"], "rpm_user": value}

    with pytest.raises(CannotStart, match="rpm_user"):
        Limits(replace(manifest, controls={"quotas": quotas}), production())


def test_the_same_name_at_two_issuers_is_two_callers(
    manifest: Manifest, production: Callable[..., Settings]
) -> None:
    limits = Limits(manifest, production())

    (_, here), *_ = limits.of_caller(ANN)
    (_, there), *_ = limits.of_caller(replace(ANN, issuer="urn:y"))

    assert here != there


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_one_ipv6_network_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network
