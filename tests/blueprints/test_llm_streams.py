"""Streams flow on: no chunk waits for more than the next, no cut lets anything slip, none grows."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.servers.llm import (
    PLACEHOLDERS,
    Proxy,
    change_manifest,
    local,
    made,
    proxy_process,
    running_proxy,
)
from tests.servers.processes import wait_until
from tests.servers.scripted_model import Body, ScriptedModel, hello
from tests.servers.wire import request

CHAT = "/v1/chat/completions"
MAIL, IBAN = "ann.lee@example.org", "DE89370400440532013000"
OTHER = "bob.ray@example.net"
KEY = "sk-proj-" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7d"
CHUNKS, WARM = 10_000, 4_000
JSON = ("Content-Type", "application/json")
MARK = b"long story"
LONGEST = 300_000  # tokens: what the long stream needs
MOST_GROWTH_KIB = 768
HERE = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_CACHE_SECONDS": "0"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of a proxy that puts placeholders in and takes them out again."""
    folder = made(tmp_path_factory.mktemp("streams") / "app")
    longer = {"output_tokens: {value: 400": f"output_tokens: {{value: {LONGEST}"}
    change_manifest(folder, {**PLACEHOLDERS, **longer})
    return folder


@pytest.fixture(scope="module")
def proxy(folder: Path, upstream: ScriptedModel) -> Iterator[Proxy]:
    """A running proxy."""
    up = local("up", provider="openai", base_url=upstream.url, max_output=LONGEST, context=LONGEST)
    with running_proxy(folder, [up], **HERE) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(upstream: ScriptedModel) -> None:
    upstream.says = hello
    upstream.seen.clear()


def body(text: str = "Go on.") -> Body:
    """Give a chat that asks for a stream."""
    return {"model": "up", "messages": [{"role": "user", "content": text}], "stream": True}


def words_of(line: str) -> str:
    """Give the words in one line of a stream."""
    if not line.startswith("data: {"):
        return ""
    choices = json.loads(line[6:]).get("choices", ())
    return "".join(choice["delta"].get("content") or "" for choice in choices)


def said(events: str) -> str:
    """Give the words of a whole stream."""
    return "".join(map(words_of, events.splitlines()))


def test_no_chunk_waits_for_more_than_the_next(proxy: Proxy, upstream: ScriptedModel) -> None:
    chunks = [f"Then the team met again on the hill of story {n}. " for n in range(12)]
    got, lag = [""], []

    async def waits_for_the_reader(asked: Body) -> AsyncIterator[str]:
        del asked
        for number, chunk in enumerate(chunks):
            before = "".join(chunks[: max(0, number - 1)])
            until = time.monotonic() + 3
            while not "".join(got).startswith(before) and time.monotonic() < until:
                await asyncio.sleep(0.005)
            lag.append(len(before) - len("".join(got)))
            yield chunk

    upstream.says = waits_for_the_reader
    headers = {"Authorization": f"Bearer {proxy.token()}"}

    with httpx.stream("POST", proxy.url + CHAT, json=body(), headers=headers) as answer:
        for line in answer.iter_lines():
            got.append(words_of(line))

    assert "".join(got) == "".join(chunks)
    assert max(lag) <= 0


def test_the_first_words_are_there_before_the_second_chunk(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    async def stops_after_one(asked: Body) -> AsyncIterator[str]:
        del asked
        yield "The team is away until the end of the week"
        while not upstream.gate.is_set():
            await asyncio.sleep(0.005)
        yield ", says Monday's plan."

    upstream.says = stops_after_one
    upstream.gate.clear()
    headers = {"Authorization": f"Bearer {proxy.token()}"}

    with httpx.stream("POST", proxy.url + CHAT, json=body(), headers=headers, timeout=5) as answer:
        lines = answer.iter_lines()
        first = next(word for line in lines if (word := words_of(line)))
        upstream.gate.set()
        rest = "".join(map(words_of, lines))

    assert first.startswith("The team is")
    assert first + rest == "The team is away until the end of the week, says Monday's plan."


@pytest.mark.parametrize("stream", [False, True])
def test_a_long_answer_that_comes_at_once_holds_up_no_other_caller(
    proxy: Proxy, upstream: ScriptedModel, stream: bool
) -> None:
    async def at_length(asked: Body) -> AsyncIterator[str]:
        del asked
        yield "1.1.1.1 and " * 4_000  # each is an address, and the guard looks at each

    headers = {"Authorization": f"Bearer {proxy.token()}"}
    asked = {**body(), "stream": stream}
    ask = partial(httpx.post, proxy.url + CHAT, json=asked, headers=headers, timeout=20)
    slow = threading.Thread(target=ask)
    upstream.says = at_length
    waits = []

    with httpx.Client() as client:
        client.get(f"{proxy.url}/healthz")
        slow.start()
        while slow.is_alive():
            began = time.monotonic()
            client.get(f"{proxy.url}/healthz")
            waits.append(time.monotonic() - began)
            time.sleep(0.01)

    assert max(waits) < 0.5  # reading it takes one and a half


FOUND = f"Ask {OTHER} or pay {IBAN} with {KEY} now."


@pytest.mark.parametrize("cut", range(1, len(FOUND), 2))
def test_a_finding_is_found_wherever_the_stream_is_cut(
    proxy: Proxy, upstream: ScriptedModel, cut: int
) -> None:
    async def in_two(asked: Body) -> AsyncIterator[str]:
        del asked
        yield FOUND[:cut]
        yield FOUND[cut:]

    upstream.says = in_two

    answer = proxy.ask("POST", CHAT, json=body())

    assert said(answer.text) == "Ask [EMAIL] or pay [IBAN] with [SECRET] now."


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 19, 23])
def test_a_placeholder_becomes_its_value_again_whatever_the_size_of_chunks(
    proxy: Proxy, upstream: ScriptedModel, size: int
) -> None:
    async def echoes(asked: Body) -> AsyncIterator[str]:
        text = asked["messages"][-1]["content"]
        for start in range(0, len(text), size):
            yield text[start : start + size]

    upstream.says = echoes

    answer = proxy.ask("POST", CHAT, json=body(f"Tell {MAIL} about {IBAN}, please."))

    assert MAIL not in upstream.seen[0]
    assert IBAN not in upstream.seen[0]
    assert said(answer.text) == f"Tell {MAIL} about {IBAN}, please."


@pytest.mark.parametrize("stream", [False, True])
def test_a_value_that_json_has_to_spell_comes_back_as_json_where_that_was_asked_for(
    proxy: Proxy, upstream: ScriptedModel, stream: bool
) -> None:
    async def as_json(asked: Body) -> AsyncIterator[str]:
        yield json.dumps({"paid_with": asked["messages"][-1]["content"]})

    upstream.says = as_json
    card = "4111\t1111 1111 1111"  # out of a table

    asked = {**body(card), "stream": stream, "response_format": {"type": "json_object"}}
    answer = proxy.ask("POST", CHAT, json=asked)

    assert "1111" not in upstream.seen[0]
    text = said(answer.text) if stream else answer.json()["choices"][0]["message"]["content"]
    assert json.loads(text) == {"paid_with": card}


def test_a_long_stream_takes_no_more_memory_than_a_short_one(
    folder: Path, proxy: Proxy, upstream: ScriptedModel
) -> None:
    del proxy  # it wrote the models

    async def long(asked: Body) -> AsyncIterator[str]:
        del asked
        for number in range(CHUNKS):
            yield f"word {number} of a long story, " + "told and told again in peace " * 12 + ". "

    upstream.says = long
    database = f"sqlite:///{folder / '.local' / 'long.db'}"

    with proxy_process(folder, database, **HERE) as (other, process):
        headers = {"Authorization": f"Bearer {other.token()}"}
        warm = seen = 0
        with httpx.stream(
            "POST", other.url + CHAT, json=body(), headers=headers, timeout=60
        ) as answer:
            rest = b""
            for raw in answer.iter_raw():
                seen += (rest + raw).count(MARK)
                rest = (rest + raw)[1 - len(MARK) :]
                if not warm and seen > WARM:
                    warm = memory_kib(process.pid)
        after = memory_kib(process.pid)

    assert seen == CHUNKS
    assert after - warm < MOST_GROWTH_KIB


def test_a_stream_that_its_client_closes_is_no_error_in_the_log(
    folder: Path, proxy: Proxy, upstream: ScriptedModel
) -> None:
    del proxy  # it wrote the models

    async def quick(asked: Body) -> AsyncIterator[str]:
        del asked
        for number in range(400):
            yield f"word {number} of a story, "
            await asyncio.sleep(0)

    upstream.says = quick
    with proxy_process(folder, f"sqlite:///{folder / '.local' / 'long.db'}", **HERE) as (
        other,
        process,
    ):
        headers = (("Authorization", f"Bearer {other.token()}"), JSON)
        call = request("POST", CHAT, headers, json.dumps(body()).encode())
        for _ in range(8):
            with socket.create_connection(("127.0.0.1", other.port)) as client:
                client.sendall(call)
                client.recv(50)
        wait_until(lambda: not _under_way(other), "all holds being settled")

        assert '"level":"error"' not in process.output()


def _under_way(proxy: Proxy) -> int:
    levels = proxy.ask("GET", "/v1/budget").json()["levels"]
    return sum(level["reserved_nano"] for level in levels)


@pytest.mark.skipif(
    signal.getsignal(signal.SIGHUP) is signal.SIG_IGN, reason="nohup: nothing ends by a hangup"
)
def test_a_hangup_ends_the_proxy_in_good_order(folder: Path, proxy: Proxy) -> None:
    del proxy  # it wrote the models
    with proxy_process(folder, f"sqlite:///{folder / '.local' / 'long.db'}", **HERE) as (
        _,
        process,
    ):
        os.kill(process.pid, signal.SIGHUP)
        process.exit_code()

        assert "Application shutdown complete." in process.output()


def memory_kib(pid: int) -> int:
    """Give what a process holds in memory."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0])
