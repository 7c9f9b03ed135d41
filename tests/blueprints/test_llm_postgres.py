"""The proxy on Postgres: calls, money, lineage, approvals and batches, each org behind its wall."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.servers.llm import EMBED, Proxy, local, made, running_proxy
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.postgres
CHAT = "/v1/chat/completions"
ASK = {"model": "small", "messages": [{"role": "user", "content": "hello"}]}


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> str:
    """The address of the proxy's database."""
    return postgres.create_database()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[Proxy]:
    """A proxy with a database of its own."""
    folder = made(tmp_path_factory.mktemp("postgres") / "app")
    with running_proxy(
        folder,
        [local("small"), EMBED],
        DATABASE_URL=database,
        LLM_CACHE_SECONDS="0",
    ) as proxy:
        yield proxy


def test_a_call_is_paid_for_and_traced_within_its_org(proxy: Proxy) -> None:
    answer = proxy.ask("POST", CHAT, json=ASK)

    name = answer.headers["llm-request-id"]
    level = proxy.ask("GET", "/v1/budget").json()["levels"][0]
    usage = proxy.ask("GET", "/v1/usage").json()["items"]
    assert level["spent_nano"] == sum(row["nano"] for row in usage) > 0
    assert level["reserved_nano"] == 0
    assert proxy.ask("GET", f"/v1/lineage/{name}").status_code == 200
    other = {"org": "other", "role": "admin"}
    assert proxy.ask("GET", f"/v1/lineage/{name}", who=other).status_code == 404
    assert proxy.ask("GET", "/v1/usage", who=other).json()["items"] == []


def test_an_approval_and_a_batch_go_their_way(proxy: Proxy) -> None:
    wish = {"model": "small", "reason": "why not", "days": 1}
    asked = proxy.ask("POST", "/v1/approvals", json=wish).json()["id"]
    boss = {"sub": "bob", "role": "admin"}
    path = f"/v1/approvals/{asked}/decision"
    approved = proxy.ask("POST", path, json={"decision": "approve"}, who=boss)

    items = [{"kind": "chat", "body": ASK}] * 2
    batch = proxy.ask("POST", "/v1/batches", json={"items": items}).json()["id"]

    assert approved.json()["state"] == "approved"
    until = time.monotonic() + 20
    while proxy.ask("GET", f"/v1/batches/{batch}").json()["state"] != "done":
        assert time.monotonic() < until
        time.sleep(0.1)


def hang_up_on_all(postgres: Postgres, database: str) -> None:
    """End every connection of the proxy, whatever it is about to do."""
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
    postgres.run(ended, urlsplit(database).path[1:])


def test_a_connection_that_is_lost_while_money_is_put_aside_refuses_and_lets_nothing_pass(
    proxy: Proxy, postgres: Postgres, database: str
) -> None:
    who = {"org": "cut-off"}

    def asked(_: int) -> int:
        return proxy.ask("POST", CHAT, json=ASK, who=who).status_code

    with ThreadPoolExecutor(6) as callers:
        ended = [callers.submit(asked, n) for n in range(60)]
        while not all(one.done() for one in ended):
            hang_up_on_all(postgres, database)
            time.sleep(0.05)

    statuses = [one.result() for one in ended]
    until = time.monotonic() + 20
    while (level := standing(proxy, who))["reserved_nano"] and time.monotonic() < until:
        time.sleep(0.1)
    usage = proxy.ask("GET", "/v1/usage", who=who).json()["items"]
    assert set(statuses) <= {200, 503}
    assert 503 in statuses
    assert sum(row["calls"] for row in usage) >= statuses.count(200)
    assert level["spent_nano"] == sum(row["nano"] for row in usage)


def standing(proxy: Proxy, who: dict[str, str]) -> dict[str, Any]:
    """Give how the organisation stands, as soon as the database answers."""
    until = time.monotonic() + 20
    while (answer := proxy.ask("GET", "/v1/budget", who=who)).status_code != 200:
        assert time.monotonic() < until, answer.text
        time.sleep(0.1)
    level: dict[str, Any] = answer.json()["levels"][0]
    return level
