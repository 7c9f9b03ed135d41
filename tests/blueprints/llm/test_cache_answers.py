"""The answer cache, in memory and in Redis: exact, private, bounded, and never in the way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import redis
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as any_of

from microapp_llm.cache.answers import LARGEST, Cache, Finished
from microapp_llm.cache.in_memory import OVERHEAD, MemoryCache
from microapp_llm.cache.in_redis import RedisCache
from microapp_llm.cache.key import Question, keys_with
from microapp_llm.cache.opening import open_cache
from tests.servers.redis_server import RedisServer

SECRET = b"s" * 32
ASKED = Question("acme", "desk", "ann", "hello:2:abc", "small", {"temperature": 0}, ["hi"])
WHOLE = Finished(b"the answer", "stop")
Story = Callable[[Cache], Awaitable[None]]


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """A Redis-protocol server for the tests of this file."""
    server = RedisServer()
    yield server
    server.stop()


@pytest.fixture(params=["memory", "redis"])
def play(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Play a story with a cache of either kind."""

    def play(story: Story, seconds: float = 60) -> None:
        url = request.getfixturevalue("server").url if request.param == "redis" else ""

        async def with_cache() -> None:
            cache = open_cache(url, f"app-{time.time_ns()}", seconds=seconds, secret=SECRET)
            try:
                await story(cache)
            finally:
                await cache.close()

        asyncio.run(with_cache())

    return play


@pytest.mark.parametrize(
    "change",
    [
        {"org": "other"},
        {"app": "other"},
        {"user_scope": "bob"},
        {"prompt": "hello:3:abd"},
        {"model": "large"},
        {"parameters": {"temperature": 1}},
        {"messages": ["ho"]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_differs_makes_another_key(change: dict[str, Any]) -> None:
    key = keys_with(SECRET)

    assert key(ASKED) == key(replace(ASKED))
    assert key(replace(ASKED, **change)) != key(ASKED)


def test_fields_cannot_flow_into_each_other_and_order_of_parameters_means_nothing() -> None:
    key = keys_with(SECRET)
    one = replace(ASKED, parameters={"a": 1, "b": 2})

    assert key(replace(ASKED, org="acmed", app="esk")) != key(ASKED)
    assert key(replace(one, parameters={"b": 2, "a": 1})) == key(one)
    assert keys_with(b"t" * 32)(ASKED) != key(ASKED)


def test_a_kept_answer_comes_back_and_is_counted(play: Callable[..., None]) -> None:
    async def story(cache: Cache) -> None:
        assert await cache.get("k") is None
        await cache.put("k", WHOLE)
        assert await cache.get("k") == b"the answer"
        assert (cache.counts.hit, cache.counts.miss, cache.counts.kept) == (1, 1, 1)

    play(story)


@pytest.mark.parametrize(
    "answer",
    [
        Finished(b"x", "length"),
        Finished(b"x", "content_filter"),
        Finished(b"x", ""),
        Finished(b"", "stop"),
        Finished(b"x" * (LARGEST + 1), "stop"),
    ],
)
def test_an_answer_that_is_not_whole_is_never_kept(
    play: Callable[..., None], answer: Finished
) -> None:
    async def story(cache: Cache) -> None:
        await cache.put("k", answer)
        assert await cache.get("k") is None
        assert cache.counts.kept == 0

    play(story)


def test_an_answer_ends_with_its_time(play: Callable[..., None]) -> None:
    async def story(cache: Cache) -> None:
        await cache.put("k", WHOLE)
        await asyncio.sleep(0.08)
        assert await cache.get("k") is None

    play(story, seconds=0.05)


def test_memory_counts_what_expired_and_what_was_pushed_out_least_used_first() -> None:
    clock = [0.0]
    cache = MemoryCache(seconds=10, max_bytes=2 * (OVERHEAD + 10), clock=lambda: clock[0])

    async def story() -> None:
        await cache.put("a", WHOLE)
        await cache.put("b", WHOLE)
        await cache.get("a")
        await cache.put("c", WHOLE)
        assert await cache.get("b") is None
        assert await cache.get("a") is not None
        clock[0] = 10
        assert await cache.get("a") is None

    asyncio.run(story())
    assert (cache.counts.evicted, cache.counts.expired) == (1, 1)


@examples(max_examples=50, deadline=None)
@given(any_of.lists(any_of.tuples(any_of.integers(0, 9), any_of.integers(1, 900)), max_size=60))
def test_memory_never_holds_more_bytes_than_it_may(puts: list[tuple[int, int]]) -> None:
    cache = MemoryCache(seconds=10, max_bytes=4_000)

    async def story() -> None:
        for key, size in puts:
            await cache.put(str(key), Finished(b"x" * size, "stop"))
            assert cache.bytes <= 4_000
            assert cache.bytes == sum(len(b) + OVERHEAD for _, b in cache._answers.values())

    asyncio.run(story())


def test_redis_holds_neither_the_question_nor_the_answer_in_the_clear(server: RedisServer) -> None:
    async def story() -> None:
        cache = RedisCache(server.url, "sealed", seconds=60, secret=SECRET)
        await cache.put(keys_with(SECRET)(ASKED), Finished(b"ann@example.com", "stop"))
        await cache.close()

    asyncio.run(story())
    client = redis.Redis.from_url(server.url)
    names = list(client.scan_iter(match="*sealed*"))
    assert len(names) == 1
    assert b"acme" not in names[0]
    assert b"ann" not in (client.get(names[0]) or b"ann")
    assert client.pttl(names[0]) > 0
    client.close()


def test_a_value_that_was_changed_or_moved_in_redis_is_a_miss(server: RedisServer) -> None:
    async def story() -> None:
        cache = RedisCache(server.url, "moved", seconds=60, secret=SECRET)
        await cache.put("one", WHOLE)
        client = redis.Redis.from_url(server.url)
        sealed = client.get("microapp:{moved}:answer:one")
        assert isinstance(sealed, bytes)
        client.set("microapp:{moved}:answer:two", sealed)
        client.set("microapp:{moved}:answer:three", b"x")
        client.close()
        assert [await cache.get(k) for k in ("one", "two", "three")] == [WHOLE.body, None, None]
        await cache.close()

    asyncio.run(story())


def test_a_redis_that_is_down_is_a_miss_and_soon_costs_no_time() -> None:
    gone = RedisServer()
    url = gone.url
    gone.stop()

    async def story() -> None:
        cache = RedisCache(url, "down", seconds=60, secret=SECRET)
        await cache.put("k", WHOLE)
        began = time.monotonic()
        assert [await cache.get("k") for _ in range(100)] == [None] * 100
        assert time.monotonic() - began < 0.2
        assert (cache.counts.down, cache.counts.miss) == (1, 100)
        await cache.close()

    asyncio.run(story())
