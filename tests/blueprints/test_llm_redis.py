"""A Redis that is emptied, spoiled or gone: nothing is free, and nothing of it is believed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from tests.servers.llm import EMBED, Proxy, local, made, running_proxy
from tests.servers.redis_server import RedisServer

CHAT = "/v1/chat/completions"


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
