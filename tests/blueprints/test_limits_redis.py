"""Limits on a real Redis-protocol server: the same arithmetic, exact in races, closed when down."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as any_of

from microapp_kit.errors import Refusal
from microapp_kit.limits import Check, InProcessLimiter, Limit, Verdict
from microapp_kit.limits_redis import RedisLimiter
from tests.servers.redis_server import RedisServer

KIT = Path(__file__).resolve().parents[2] / "blueprints" / "base" / "files"
RUSH = """
import asyncio, sys
from microapp_kit.limits import Limit
from microapp_kit.limits_redis import RedisLimiter

async def main():
    limiter, limit = RedisLimiter(sys.argv[1], "race"), Limit("user", 60, 3600, 60)
    await limiter.hit([(limit, "warm up")])
    print("ready", flush=True)
    sys.stdin.readline()
    verdicts = await asyncio.gather(*(limiter.hit([(limit, "ann")]) for _ in range(150)))
    print(sum(verdict.allowed for verdict in verdicts))
    await limiter.close()

asyncio.run(main())
"""
CALLERS = ("ann", "bob", "ü\u2028}{", "")
Story = Callable[[RedisLimiter], Awaitable[None]]
apps = iter(range(1_000_000))


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """A Redis-protocol server for the tests of this file."""
    server = RedisServer()
    yield server
    server.stop()


def play(url: str, story: Story) -> None:
    """Play a story with a limiter for an app of its own."""

    async def with_limiter() -> None:
        limiter = RedisLimiter(url, f"app-{next(apps)}")
        try:
            await story(limiter)
        finally:
            await limiter.close()

    asyncio.run(with_limiter())


NAMES = ("user", "org", "app", "org_daily")


@any_of.composite
def kinds_of_request(draw: any_of.DrawFn) -> list[list[Check]]:
    """Draw four kinds of request, each counted against some of four limits."""
    periods, callers = any_of.sampled_from([1, 60, 86_400]), any_of.sampled_from(CALLERS)
    limits = [
        Limit(name, draw(any_of.integers(1, 100_000)), draw(periods), draw(any_of.integers(1, 6)))
        for name in NAMES
    ]
    some = any_of.lists(any_of.sampled_from(limits), min_size=1, max_size=4, unique=True)
    return [[(limit, draw(callers)) for limit in draw(some)] for _ in range(4)]


requests = any_of.lists(
    any_of.tuples(any_of.integers(0, 3), any_of.integers(0, 3), any_of.integers(0, 5)), max_size=40
)


@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kinds=kinds_of_request(), requests=requests)
def test_redis_and_the_process_itself_give_the_same_verdicts(
    server: RedisServer, kinds: list[list[Check]], requests: list[tuple[int, int, int]]
) -> None:
    clock = [0]
    alone = InProcessLimiter(lambda: clock[0] * 1000)

    async def story(shared: RedisLimiter) -> None:
        for kind, milliseconds, weight in requests:
            weights = (weight,) * len(kinds[kind]) if weight else ()
            time.sleep(milliseconds / 1000)
            there = await shared.hit(kinds[kind], weights)
            clock[0] = there.at
            assert alone.hit_now(kinds[kind], weights) == there

    play(server.url, story)


def test_three_hundred_requests_at_once_get_exactly_the_burst(server: RedisServer) -> None:
    limit = Limit("user", 60, 3600, 20)

    async def story(limiter: RedisLimiter) -> None:
        rush = (limiter.hit([(limit, "ann")]) for _ in range(300))
        verdicts = await asyncio.gather(*rush)
        assert sum(verdict.allowed for verdict in verdicts) == 20

    play(server.url, story)


def test_two_processes_at_once_get_exactly_the_burst_between_them(server: RedisServer) -> None:
    command = [sys.executable, "-c", RUSH, server.url]
    racers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=KIT)
        for _ in range(2)
    ]

    ready = [racer.stdout.readline() for racer in racers if racer.stdout]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    admitted = [int(racer.communicate(timeout=30)[0]) for racer in racers]

    assert ready == ["ready\n", "ready\n"]
    assert sum(admitted) == 60


def test_a_request_that_one_limit_refuses_is_charged_to_none(server: RedisServer) -> None:
    wide, narrow = Limit("org", 60, 3600, 10), Limit("user", 60, 3600, 2)

    async def story(limiter: RedisLimiter) -> None:
        for _ in range(30):
            await limiter.hit([(wide, "acme"), (narrow, "ann")])
        left = [await limiter.hit([(wide, "acme")]) for _ in range(30)]
        assert sum(verdict.allowed for verdict in left) == 8

    play(server.url, story)


def test_what_is_remembered_goes_when_it_is_paid(server: RedisServer) -> None:
    async def story(limiter: RedisLimiter) -> None:
        first = await limiter.hit([(Limit("user", 100, 1, 10), "ann")])
        await asyncio.sleep(0.1)
        keys = await limiter._link.redis.keys(f"{limiter._prefix}*")
        assert (first.allowed, keys) == (True, [])

    play(server.url, story)


@pytest.mark.parametrize("key", ["a b", "a\r\nSET x 1\r\n", "}{", "ü", "x" * 8000])
def test_a_hostile_name_is_only_a_name(server: RedisServer, key: str) -> None:
    limit = Limit("user", 60, 3600, 1)

    async def story(limiter: RedisLimiter) -> None:
        verdicts = [await limiter.hit([(limit, key)]) for _ in range(2)]
        assert [verdict.allowed for verdict in verdicts] == [True, False]

    play(server.url, story)


def test_without_redis_requests_are_refused_and_soon_let_in_again() -> None:
    server = RedisServer()
    limit = Limit("user", 60, 60, 60)

    async def story(limiter: RedisLimiter) -> None:
        assert (await limiter.hit([(limit, "ann")])).allowed
        server.kill()
        began = time.monotonic()
        for _ in range(5):
            with pytest.raises(Refusal) as refused:
                await limiter.hit([(limit, "ann")])
            assert (refused.value.status, refused.value.headers) == (503, {"Retry-After": "5"})
        assert time.monotonic() - began < 6
        server.start()
        assert (await limiter.hit([(limit, "ann")])).allowed

    try:
        play(server.url, story)
    finally:
        server.stop()


def test_a_wrong_password_refuses_requests_and_is_not_repeated(server: RedisServer) -> None:
    url = server.url.replace(":@", ":x@").replace("redis://:", "redis://:wrong")

    async def story(limiter: RedisLimiter) -> None:
        with pytest.raises(Refusal) as refused:
            await limiter.hit([(Limit("user", 60, 60, 1), "ann")])
        assert refused.value.status == 503
        assert "wrong" not in str(refused.value)

    play(url, story)


def test_a_redis_that_hangs_does_not_hang_the_app() -> None:
    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async def story() -> None:
        silent = await asyncio.start_server(listen, "127.0.0.1", 0)
        port = silent.sockets[0].getsockname()[1]
        limiter = RedisLimiter(f"redis://127.0.0.1:{port}/0", "app")
        began = time.monotonic()
        with pytest.raises(Refusal):
            await limiter.hit([(Limit("user", 60, 60, 1), "ann")])
        assert time.monotonic() - began < 2
        await limiter.close()
        silent.close()
        await asyncio.sleep(0.1)

    asyncio.run(story())


def test_a_verdict_is_the_same_kind_of_thing_everywhere(server: RedisServer) -> None:
    async def story(limiter: RedisLimiter) -> None:
        verdict = await limiter.hit([(Limit("user", 30, 60, 20), "ann")])
        assert isinstance(verdict, Verdict)
        assert verdict.headers()["RateLimit"] == '"user";r=19;t=2'

    play(server.url, story)
