"""Money through HTTP: never above the cap, and what is enforced, shown and in the ledger is one."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import yaml

from tests.servers.books import Books, shown
from tests.servers.fixtures import DATABASES
from tests.servers.llm import Proxy, local, made, proxy_process, running_proxy
from tests.servers.processes import wait_until
from tests.servers.scripted_model import (
    Body,
    BreaksOff,
    Fails,
    ScriptedModel,
    hello,
)

CHAT = "/v1/chat/completions"
CAP = 10**9  # one dollar
PRICE = {"input": 1000, "output": 100_000}
MOST_TOKENS = 100
WORST = MOST_TOKENS * PRICE["output"] + 1000 * PRICE["input"]
CALLS = 1000
DEAR = (
    "🦤" * 40
)  # of three tokens each: it costs all that was put aside, so a hundred use up the cap
WAVES = 10  # at most, until nothing is left: calls under way keep others away at first
LOCKING = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
"""
TELL = """
id: tell
title: Tell
versions:
  - version: 3
    model: up
    text: "Tell {{ whom }}."
    variables: {type: object, properties: {whom: {type: string}}, required: [whom]}
"""
MOST_SECONDS_LOCKED = 3  # the loop would be held up for five
HERE = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_WAIT_SECONDS": "1", "LLM_CACHE_SECONDS": "0"}


def poor(folder: Path) -> Path:
    """Give the repository of a proxy whose organisations may spend one dollar a month."""
    made(folder)
    manifest = folder / "microapp.yaml"
    text = manifest.read_text("utf-8")
    changed = text.replace("monthly_usd: {value: 150", "monthly_usd: {value: 1")
    assert changed != text
    manifest.write_text(changed, "utf-8")
    return folder


def models(upstream: ScriptedModel) -> list[dict[str, Any]]:
    """Give a model of this process, and models of the upstream: one for each that fails."""
    names = ("up", "up-429", "up-500", "up-silent", "up-half", "up-400")
    there = {"provider": "openai", "base_url": upstream.url, "price": PRICE}
    return [local("small", price=PRICE), *(local(name, **there) for name in names)]


def body(model: str, text: str = "Who is away?", **more: Any) -> Body:
    """Give a small chat."""
    said = [{"role": "user", "content": text}]
    return {"model": model, "messages": said, "max_tokens": MOST_TOKENS, **more}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, upstream: ScriptedModel) -> Path:
    """The repository of a poor proxy."""
    found = poor(tmp_path_factory.mktemp("money") / "app")
    (found / "models.yaml").write_text(yaml.safe_dump({"models": models(upstream)}), "utf-8")
    return found


@pytest.fixture(scope="module")
def proxy(folder: Path, upstream: ScriptedModel) -> Iterator[Proxy]:
    """A running proxy with a small cap."""
    with running_proxy(folder, models(upstream), **HERE) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(upstream: ScriptedModel) -> None:
    upstream.says = hello
    upstream.cancelled.clear()
    upstream.seen.clear()


def ask_at_once(proxies: list[Proxy], org: str, calls: int, text: str = "call") -> Counter[int]:
    """Make many calls at the same time, in turn to each proxy; count the statuses."""

    async def one(session: aiohttp.ClientSession, number: int) -> int:
        proxy = proxies[number % len(proxies)]
        headers = {"Authorization": f"Bearer {tokens[proxy]}"}
        asked = body("small", f"{text} {number}", stream=number % 3 == 0)
        async with session.post(proxy.url + CHAT, json=asked, headers=headers) as answer:
            await answer.read()
            return answer.status

    async def all_of_them() -> list[int]:
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=120)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
            return await asyncio.gather(*(one(session, number) for number in range(calls)))

    tokens = {proxy: proxy.token(org=org) for proxy in proxies}
    return Counter(asyncio.run(all_of_them()))


def test_a_thousand_calls_at_once_never_pass_the_cap(proxy: Proxy) -> None:
    books, most, ended = Books(proxy.folder), 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not ended.wait(0.01):
            money = books.money("crowd")
            most = max(most, money.spent + money.reserved)

    watcher = threading.Thread(target=watch)
    watcher.start()
    statuses = ask_at_once([proxy], "crowd", CALLS, DEAR)
    for _ in range(WAVES):
        if (wave := ask_at_once([proxy], "crowd", CALLS // 5, DEAR))[200] == 0:
            break
        statuses += wave
    ended.set()
    watcher.join()

    money = books.settled("crowd")
    assert set(statuses) <= {200, 402}
    assert statuses.total() >= CALLS
    assert len(books.outcomes("crowd")) == statuses[200]
    assert money.spent == money.ledger
    assert CAP - WORST < money.spent <= CAP
    assert money.spent <= most <= CAP
    assert books.excess("crowd") == 0
    assert shown(proxy, "crowd") == (money.spent, 0, money.ledger)


async def endless(asked: Body) -> AsyncIterator[str]:
    """Speak until nobody listens."""
    del asked
    while True:
        yield "more "
        await asyncio.sleep(0.01)


async def silent(asked: Body) -> AsyncIterator[str]:
    """Say nothing for longer than anybody waits."""
    del asked
    await asyncio.sleep(30)
    yield "late"


def test_a_caller_who_leaves_a_stream_stops_the_model_within_a_second_and_pays_what_was_said(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    upstream.says = endless
    headers = {"Authorization": f"Bearer {proxy.token(org='leaver')}"}

    with httpx.stream(
        "POST", proxy.url + CHAT, json=body("up", stream=True), headers=headers
    ) as answer:
        lines = answer.iter_lines()
        for _ in range(12):
            next(lines)
    left_at = time.monotonic()

    assert upstream.cancelled.wait(5)
    assert time.monotonic() - left_at < 1
    check_settled(proxy, "leaver", "cut", least=1, most=WORST // 2)


def test_a_caller_who_leaves_before_the_answer_stops_the_model_too(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    upstream.says = silent
    headers = {"Authorization": f"Bearer {proxy.token(org='hasty')}"}

    with pytest.raises(httpx.ReadTimeout):
        httpx.post(proxy.url + CHAT, json=body("up"), headers=headers, timeout=0.3)

    check_settled(proxy, "hasty", "cut", least=1, most=WORST)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("status", "seen", "code"),
    [
        (429, 503, "provider_busy"),
        (500, 503, "provider_unavailable"),
        (400, 422, "refused_by_provider"),
    ],
)
def test_a_provider_that_refuses_costs_nothing(
    proxy: Proxy, upstream: ScriptedModel, status: int, seen: int, code: str, stream: bool
) -> None:
    async def refuses(asked: Body) -> AsyncIterator[str]:
        del asked
        raise Fails(status)
        yield ""

    upstream.says = refuses
    org = f"refused-{status}-{stream}"

    answer = proxy.ask("POST", CHAT, json=body(f"up-{status}", stream=stream), who={"org": org})

    assert (answer.status_code, answer.json()["code"]) == (seen, code)
    outcome = "refused" if status == 400 else "failed"
    check_settled(proxy, org, outcome, least=0, most=0)


@pytest.mark.parametrize("stream", [False, True])
def test_a_provider_that_is_silent_may_have_worked_so_the_worst_is_paid(
    proxy: Proxy, upstream: ScriptedModel, stream: bool
) -> None:
    upstream.says = silent
    org = f"silent-{stream}"

    answer = proxy.ask("POST", CHAT, json=body("up-silent", stream=stream), who={"org": org})

    assert (answer.status_code, answer.json()["code"]) == (503, "provider_timeout")
    check_settled(proxy, org, "failed", least=MOST_TOKENS * PRICE["output"], most=WORST)


def test_half_a_stream_costs_what_was_said(proxy: Proxy, upstream: ScriptedModel) -> None:
    async def half(asked: Body) -> AsyncIterator[str]:
        del asked
        yield "This is "
        yield "one half "
        raise BreaksOff

    upstream.says = half

    answer = proxy.ask("POST", CHAT, json=body("up-half", stream=True), who={"org": "half"})

    assert "This is one" in said(answer.text)
    assert '"provider_broke_off"' in answer.text
    check_settled(proxy, "half", "failed", least=PRICE["output"], most=WORST // 2)


def said(events: str) -> str:
    """Give the words of a stream."""
    found = [json.loads(line[6:]) for line in events.splitlines() if line.startswith("data: {")]
    choices = [choice for event in found for choice in event.get("choices", ())]
    return "".join(choice["delta"].get("content") or "" for choice in choices)


def check_settled(proxy: Proxy, org: str, outcome: str, *, least: int, most: int) -> None:
    """A call ended so, costs between two amounts, and every book says the same."""
    books = Books(proxy.folder)
    (row,) = books.lineage(org)
    money = books.settled(org)
    assert row["outcome"] == outcome
    assert least <= money.spent <= most
    assert row["cost_nano"] == money.spent == money.ledger
    assert shown(proxy, org) == (money.spent, 0, money.ledger)


def test_kill_9_loses_no_money_the_sweep_counts_what_was_under_way(
    folder: Path, upstream: ScriptedModel
) -> None:
    upstream.says = silent
    books, database = Books(folder, "killed.db"), f"sqlite:///{folder / '.local' / 'killed.db'}"
    environ = HERE | {"LLM_WAIT_SECONDS": "30"}
    with proxy_process(folder, database, **environ) as (first, process):
        callers = [
            threading.Thread(target=ask_in_vain, args=(first, number)) for number in range(5)
        ]
        for thread in callers:
            thread.start()
        wait_until(lambda: len(upstream.seen) == 5, "five calls under way")
        process.kill()
        for thread in callers:
            thread.join()
    held = books.money("killed")

    with proxy_process(folder, database, **environ) as (second, _):
        still = books.money("killed")
        end_leases(folder / ".local" / "killed.db")
        money = books.settled("killed")
        told = shown(second, "killed")
        lineage = books.lineage("killed", 5)

    assert (held.spent, held.holds) == (0, 5)
    assert (still.reserved, still.holds) == (held.reserved, 5)
    assert money.spent == money.ledger == held.reserved
    assert told == (money.spent, 0, money.ledger)
    assert books.outcomes("killed") == ["lost"] * 5
    assert [row["outcome"] for row in lineage] == ["interrupted"] * 5
    assert sum(row["cost_nano"] for row in lineage) == money.ledger


def test_lineage_of_a_call_that_a_kill_cut_off_tells_its_prompt_policy_and_redactions(
    folder: Path, upstream: ScriptedModel
) -> None:
    file = folder / ".local" / "cut.db"
    environ = HERE | {"LLM_WAIT_SECONDS": "30"}
    who = {"org": "cut", "role": "admin"}
    run, given = "/v1/prompts/tell/run", {"variables": {"whom": "ann@acme.example"}}
    (folder / "prompts" / "tell.yaml").write_text(TELL, "utf-8")
    with proxy_process(folder, f"sqlite:///{file}", **environ) as (first, process):
        assert first.ask("POST", run, json=given, who=who).status_code == 200
        upstream.says = silent
        headers = {"Authorization": f"Bearer {first.token(**who)}"}
        with ThreadPoolExecutor() as others:
            cut = others.submit(
                httpx.post, first.url + run, json=given, headers=headers, timeout=30
            )
            wait_until(lambda: len(upstream.seen) == 2, "a call under way")
            process.kill()
            assert isinstance(cut.exception(), httpx.TransportError)
    with proxy_process(folder, f"sqlite:///{file}", **environ):
        end_leases(file)
        Books(folder, "cut.db").settled("cut")
        Books(folder, "cut.db").lineage("cut", 2)
    (folder / "prompts" / "tell.yaml").unlink()

    same = "kind, prompt_id, prompt_version, prompt_hash, model_asked, policy_hash, redactions"
    connection = sqlite3.connect(file)
    told = dict(connection.execute(f"SELECT outcome, json_array({same}) FROM microapp_llm_lineage"))  # noqa: S608
    connection.close()
    assert told["interrupted"] == told["answered"]
    kind, prompt_id, version, *_, redactions = json.loads(told["interrupted"])
    assert (kind, prompt_id, version, redactions) == ("prompt", "tell", 3, '{"email":1}')


def ask_in_vain(proxy: Proxy, number: int) -> None:
    """Ask, and be cut off."""
    headers = {"Authorization": f"Bearer {proxy.token(org='killed')}"}
    with pytest.raises(httpx.TransportError):
        httpx.post(proxy.url + CHAT, json=body("up", f"call {number}"), headers=headers)


def end_leases(database: Path) -> None:
    """Let the time of every lease have passed."""
    connection = sqlite3.connect(database, timeout=10)
    with connection:
        connection.execute("UPDATE microapp_llm_holds SET expires_at = 1")
    connection.close()


def test_while_another_process_locks_the_database_others_are_answered_and_calls_wait_for_it(
    proxy: Proxy, folder: Path
) -> None:
    words = [sys.executable, "-c", LOCKING, str(folder / ".local" / "test.db")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as locking:
        assert locking.stdout is not None
        assert locking.stdout.readline() == b"locked\n"
        with ThreadPoolExecutor() as others:
            waiting = others.submit(proxy.ask, "POST", CHAT, json=body("small", "locked"))
            time.sleep(0.3)
            began = time.monotonic()
            alive, ready, told = (
                proxy.ask("GET", path).status_code for path in ("/healthz", "/readyz", "/v1/budget")
            )
            took = time.monotonic() - began
            was_waiting = not waiting.done()
            locking.communicate(b"\n")

    assert (alive, ready, told) == (200, 200, 200)
    assert took < MOST_SECONDS_LOCKED
    assert was_waiting
    assert waiting.result().status_code == 200


@pytest.mark.parametrize("kind", DATABASES)
def test_two_processes_on_one_database_never_pass_the_cap(
    folder: Path, upstream: ScriptedModel, new_database: Callable[[str], str], kind: str
) -> None:
    del upstream
    database = new_database(kind)
    with ExitStack() as stack:
        proxies = [
            stack.enter_context(proxy_process(folder, database, **HERE))[0] for _ in range(2)
        ]

        for proxy in proxies:  # the first call loads a vocabulary, which others would wait for
            proxy.ask("POST", CHAT, json=body("small"), who={"org": "first"})
        statuses = ask_at_once(proxies, "shared", 240, DEAR)

        wait_until(lambda: shown(proxies[0], "shared")[1] == 0, "all is settled")
        first, second = (shown(proxy, "shared") for proxy in proxies)
    spent, _, ledger = first
    assert set(statuses) == {200, 402}
    assert first == second
    assert spent == ledger
    assert CAP * 3 // 4 < spent <= CAP
