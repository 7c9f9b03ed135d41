"""A Redis that is emptied, spoiled or gone: nothing is free, and nothing of it is believed."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import redis

from tests.servers.llm import EMBED, Proxy, local, made, proxy_process, running_proxy
from tests.servers.redis_server import RedisServer

CHAT = "/v1/chat/completions"
UNKNOWN = (503, "unavailable", True)  # how a call ends whose limits cannot be checked


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """A Redis of our own, that may be killed."""
    server = RedisServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, server: RedisServer) -> Iterator[Proxy]:
    """A proxy that shares its cache and its rates through Redis."""
    folder = made(tmp_path_factory.mktemp("redis") / "app")
    with running_proxy(folder, [local("small"), EMBED], REDIS_URL=server.url) as proxy:
        yield proxy


def ask(proxy: Proxy, text: str, **who: str) -> tuple[int, str]:
    """Ask, and give the status and how the cache took it."""
    body = {"model": "small", "messages": [{"role": "user", "content": text}]}
    answer = proxy.ask("POST", CHAT, json=body, who=who)
    name = answer.headers.get("llm-request-id", "")
    told: dict[str, Any] = proxy.ask("GET", f"/v1/lineage/{name}", who=who).json()
    return answer.status_code, told["entries"][0]["cache"] if answer.status_code == 200 else ""


def spent(proxy: Proxy, **who: str) -> int:
    """Give what the organisation has spent."""
    found: int = proxy.ask("GET", "/v1/budget", who=who).json()["levels"][0]["spent_nano"]
    return found


def test_a_redis_that_is_emptied_or_spoiled_takes_no_money_back_and_is_not_believed(
    proxy: Proxy, server: RedisServer
) -> None:
    who = {"org": "emptied"}
    client = redis.Redis.from_url(server.url)
    assert [ask(proxy, "hello", **who) for _ in range(2)] == [(200, "miss"), (200, "hit")]
    before = spent(proxy, **who)

    client.flushall()

    assert ask(proxy, "hello", **who) == (200, "miss")
    assert spent(proxy, **who) == 2 * before > 0
    for name in client.scan_iter(match="*answer*"):
        client.delete(name)
        client.rpush(name, b"a list where an answer was")
    assert ask(proxy, "hello", **who) == (200, "miss")
    client.close()


def test_a_redis_that_is_gone_refuses_and_one_that_is_back_lets_in_again(
    proxy: Proxy, server: RedisServer
) -> None:
    who = {"org": "gone"}
    assert ask(proxy, "hello", **who)[0] == 200
    before = spent(proxy, **who)

    server.kill()
    body = {"model": "small", "messages": [{"role": "user", "content": "hello again"}]}
    refused = proxy.ask("POST", CHAT, json=body, who=who)
    unready, alive = proxy.ask("GET", "/readyz"), proxy.ask("GET", "/healthz")
    server.start()

    assert refused.status_code == 503
    assert (unready.status_code, unready.json()["checks"]["limits"]) == (503, "failed")
    assert alive.status_code == 200  # a restart would help nothing
    until = time.monotonic() + 20
    while proxy.ask("GET", "/v1/budget", who=who).status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert spent(proxy, **who) == before
    assert proxy.ask("GET", "/readyz").json()["checks"]["limits"] == "ok"


BURST = 6
AT_ONCE = 40
Answer = tuple[int, str, bool]


def ask_both(proxies: Sequence[Proxy], sub: str, calls: int) -> list[Answer]:
    """Make calls at once, half of them at each proxy: status, code, and whether to come again."""
    body = {"model": "small", "messages": [{"role": "user", "content": "hello"}]}
    headers = {"Authorization": f"Bearer {proxies[0].token(sub=sub)}"}

    async def one(session: aiohttp.ClientSession, number: int) -> Answer:
        url = proxies[number % len(proxies)].url + CHAT
        async with session.post(url, json=body, headers=headers) as answer:
            told = await answer.json()
            return answer.status, told.get("code", ""), "Retry-After" in answer.headers

    async def all_of_them() -> list[Answer]:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            return await asyncio.gather(*(one(session, number) for number in range(calls)))

    return asyncio.run(all_of_them())


def test_two_processes_let_in_exactly_the_burst_between_them_and_nobody_without_redis(
    tmp_path: Path, server: RedisServer, new_database: Callable[[str], str]
) -> None:
    folder, database = made(tmp_path / "app"), new_database("sqlite")
    same = {"REDIS_URL": server.url, "LIMIT_RPM_USER": str(BURST), "LIMIT_BURST": str(BURST)}
    with (
        running_proxy(folder, [local("small")], DATABASE_URL=database, **same) as here,
        proxy_process(folder, database, **same) as (there, _),
    ):
        proxies = [here, there]
        ask_both(proxies, "first", 2)  # these load a vocabulary, for which others would wait

        whole = Counter(ask_both(proxies, "ann", AT_ONCE))
        with ThreadPoolExecutor() as others:
            cut = others.submit(ask_both, proxies, "bob", AT_ONCE)
            server.kill()
            broken = Counter(cut.result())
        without = Counter(ask_both(proxies, "eve", 2))
        server.start()
        until = time.monotonic() + 20
        while any(proxy.ask("GET", "/readyz").status_code != 200 for proxy in proxies):
            assert time.monotonic() < until
            time.sleep(0.05)
        after = Counter(ask_both(proxies, "eve", AT_ONCE))

    full = {(200, "", False): BURST, (429, "rate_limited", True): AT_ONCE - BURST}
    assert whole == after == full
    assert without == {UNKNOWN: 2}
    assert broken.keys() <= {*full, UNKNOWN}
    assert broken[200, "", False] <= BURST
