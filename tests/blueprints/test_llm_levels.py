"""Caps of an organisation, an app and a person, and those of embeddings: each holds by itself."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import aiohttp
import pytest
import yaml

from microapp_llm.money.need import NANO
from tests.servers.books import Books
from tests.servers.llm import EMBED, Proxy, local, made, running_proxy

CHAT, VECTORS = "/v1/chat/completions", "/v1/embeddings"
CAPS = {"org": 8 * NANO // 10, "app": NANO // 2, "user": NANO // 5}
VECTOR_CAPS = {"org": NANO // 4, "app": NANO // 5, "user": NANO // 10}
HERE = {
    **{f"LLM_BUDGET_{level.upper()}_USD": f"{nano / NANO}" for level, nano in CAPS.items()},
    **{
        f"LLM_BUDGET_EMBEDDINGS_{level.upper()}_USD": f"{nano / NANO}"
        for level, nano in VECTOR_CAPS.items()
    },
    "LLM_CACHE_SECONDS": "0",
}
WAYS = {"chat": (CHAT, CAPS), "embeddings": (VECTORS, VECTOR_CAPS)}
WORST = NANO // 80
LONG = "🦤" * 16  # of three tokens each: it costs more than half of what was put aside
BALANCES = """
SELECT level, subject, spent_nano, reserved_nano FROM microapp_llm_balances
WHERE org = :org AND budget = :budget AND length(period) = 7
"""
LEDGER = """
SELECT app, user, sum(nano) FROM microapp_llm_ledger
WHERE org = :org AND budget = :budget GROUP BY app, user
"""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy whose levels have caps of their own, with a dear model of each kind."""
    folder = made(tmp_path_factory.mktemp("levels") / "app")
    (folder / "apps.yaml").write_text(
        yaml.safe_dump({"apps": [{"name": name, "active": True} for name in ("desk", "shop")]})
    )
    models = [
        local("small", price={"input": 1000, "output": 100_000}),
        {**EMBED, "price": {"input": 200_000, "output": 0}},
    ]
    with running_proxy(folder, models, **HERE) as proxy:
        yield proxy


def rows(proxy: Proxy, statement: str, **named: str) -> list[tuple[Any, ...]]:
    """Read the proxy's own database beside it."""
    connection = sqlite3.connect(proxy.folder / ".local" / "test.db", timeout=10)
    try:
        return connection.execute(statement, named).fetchall()
    finally:
        connection.close()


def ask_at_once(
    proxy: Proxy, budget: str, org: str, who: list[tuple[str, str]], calls: int
) -> Counter[str]:
    """Let every app and person make many calls at the same time; count what became of them."""
    path = WAYS[budget][0]
    tokens = [proxy.token(org=org, sub=user, azp=app) for app, user in who]

    async def one(session: aiohttp.ClientSession, number: int) -> str:
        said = f"call {number}"
        asked: dict[str, Any] = {"model": "embed", "input": said}
        if budget == "chat":
            message = {"role": "user", "content": f"{said} {LONG}"}
            asked = {"model": "small", "messages": [message], "max_tokens": 100}
        headers = {"Authorization": f"Bearer {tokens[number % len(tokens)]}"}
        async with session.post(proxy.url + path, json=asked, headers=headers) as answer:
            told = await answer.json()
            return "ok" if answer.status == 200 else str(told["details"][0]["field"])

    async def all_of_them() -> list[str]:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            return await asyncio.gather(*(one(session, n) for n in range(calls)))

    return Counter(asyncio.run(all_of_them()))


@pytest.mark.parametrize("budget", WAYS)
def test_none_of_the_three_caps_is_passed_and_every_book_says_the_same(
    proxy: Proxy, budget: str
) -> None:
    org, caps = f"three-{budget}", WAYS[budget][1]
    most, ended = Counter[str](), threading.Event()

    def watch() -> None:
        while not ended.wait(0.01):
            for level, _, spent, reserved in rows(proxy, BALANCES, org=org, budget=budget):
                most[level] = max(most[level], spent + reserved)

    watcher = threading.Thread(target=watch)
    watcher.start()
    told = Counter[str]()
    for who, calls in (
        ([("desk", "ann"), ("shop", "ann")], 40),
        ([("desk", user) for user in ("bob", "eve", "ida", "joe")], 80),
        ([("shop", user) for user in ("kim", "lea", "max", "noa")], 80),
    ):
        for _ in range(2):
            told += ask_at_once(proxy, budget, org, who, calls)
    ended.set()
    watcher.join()

    Books(proxy.folder).settled(org)
    check_books(proxy, org, budget)
    assert told.keys() == {"ok", "org", "app", "user"}  # each of the caps was the one that held
    assert all(most[level] <= caps[level] for level in caps)
    assert most["org"] > caps["org"] - 2 * WORST


def check_books(proxy: Proxy, org: str, budget: str) -> None:
    """What is enforced, what is shown and what the ledger holds is the same on every level."""
    caps = WAYS[budget][1]
    enforced = {(row[0], row[1]): row[2] for row in rows(proxy, BALANCES, org=org, budget=budget)}
    ledger = Counter[tuple[str, str]]()
    for app, user, nano in rows(proxy, LEDGER, org=org, budget=budget):
        for place in (("org", ""), ("app", app), ("user", user)):
            ledger[place] += nano
    assert {place: nano for place, nano in enforced.items() if nano} == dict(+ledger)
    for app, user in {(row[0], row[1]) for row in rows(proxy, LEDGER, org=org, budget=budget)}:
        levels = shown(proxy, org, budget, app, user)
        assert [(s["level"], s["cap_nano"]) for s in levels] == list(caps.items())
        assert all(s["spent_nano"] == enforced[s["level"], s["subject"]] for s in levels)


def shown(proxy: Proxy, org: str, budget: str, app: str, user: str) -> list[dict[str, Any]]:
    """Give the months that the proxy shows to one caller."""
    who = {"org": org, "sub": user, "azp": app}
    levels = proxy.ask("GET", "/v1/budget", who=who).json()["levels"]
    return [s for s in levels if s["budget"] == budget and len(s["period"]) == 7]


def test_embeddings_that_are_used_up_leave_chat_its_money_and_the_other_way_round(
    proxy: Proxy,
) -> None:
    for budget, other in (("chat", "embeddings"), ("embeddings", "chat")):
        org = f"apart-{budget}"
        told = ask_at_once(proxy, budget, org, [("desk", "ann")], 60)
        after = ask_at_once(proxy, other, org, [("desk", "ann")], 1)

        assert told.keys() == {"ok", "user"}
        assert after == {"ok": 1}


def test_every_amount_of_nano_dollars_is_told_in_dollars_too(proxy: Proxy) -> None:
    who = {"org": "read", "sub": "ann", "azp": "desk"}
    ask_at_once(proxy, "chat", "read", [("desk", "ann")], 1)

    usage = proxy.ask("GET", "/v1/usage", who=who).json()["items"]
    levels = proxy.ask("GET", "/v1/budget", who=who).json()["levels"]

    assert levels[0]["cap_usd"] == "0.80"
    assert 0 < Decimal(levels[0]["spent_usd"]) == Decimal(usage[0]["usd"])
    for told in (*usage, *levels):
        nano = {name.removesuffix("nano"): n for name, n in told.items() if name.endswith("nano")}
        usd = {name.removesuffix("usd"): n for name, n in told.items() if name.endswith("usd")}
        assert nano == {name: None if n is None else Decimal(n) * NANO for name, n in usd.items()}


def test_usage_and_metrics_tell_embeddings_from_chat(proxy: Proxy) -> None:
    ask_at_once(proxy, "chat", "told", [("desk", "ann")], 1)
    ask_at_once(proxy, "embeddings", "told", [("desk", "ann")], 1)

    who = {"org": "told", "sub": "ann", "azp": "desk"}
    usage = proxy.ask("GET", "/v1/usage", who=who).json()["items"]

    assert [(row["budget"], row["model"]) for row in usage] == [
        ("chat", "small"),
        ("embeddings", "embed"),
    ]
    for budget in WAYS:
        used = f'microapp_llm_budget_used_ratio{{budget="{budget}",level="org",org="told"'
        assert 0 < proxy.metric(used) < 1
