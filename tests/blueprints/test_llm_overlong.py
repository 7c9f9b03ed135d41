"""A provider that says more than it was asked for is cut off: the caller gets the beginning, the
model is stopped, and nobody pays more than was put aside."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import openai
import pytest

from microapp_llm.answers.length import SEAMS, Room
from microapp_llm.money.counting import count_tokens
from microapp_llm.providers.asking import BYTES_A_TOKEN
from tests.servers.books import Books, shown
from tests.servers.llm import Proxy, local, made, running_proxy
from tests.servers.scripted_model import Body, ScriptedModel

SAY = [{"role": "user", "content": "Who is away?"}]
PRICE = {"input": 1000, "output": 100_000}
MOST = 50
WORDS = "The team is away until Monday, "
MODELS = ("local", "known", "unknown")
ASIDE = MOST * PRICE["output"]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstream: ScriptedModel) -> Iterator[Proxy]:
    """A proxy of models that say too much: one of this process, and two behind a server."""
    there = {"provider": "openai", "base_url": upstream.url, "price": PRICE}
    models = [
        local("local", faults=["overlong"], price=PRICE),
        local("known", **{**there, "model": "gpt-4o"}),
        local("unknown", **there),
    ]
    folder = made(tmp_path_factory.mktemp("overlong") / "app")
    with running_proxy(folder, models, LLM_ALLOWED_HOSTS="127.0.0.1") as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(upstream: ScriptedModel) -> None:
    upstream.cancelled.clear()
    upstream.seen.clear()
    upstream.says = long


async def long(asked: Body) -> AsyncIterator[str]:
    """Say far more than was asked for; to a stream, until nobody listens."""
    for _ in range(100_000 if asked.get("stream") else 200):
        yield WORDS
        await asyncio.sleep(0)


def ended(client: Any, model: str, stream: bool, **more: Any) -> tuple[str, str, int]:
    """Give the words of an answer, why it ended, and how many tokens it says it has."""
    if stream:
        more["stream_options"] = {"include_usage": True}
    found = client.chat.completions.create(
        model=model, messages=SAY, max_tokens=MOST, stream=stream, **more
    )
    if not stream:
        choice = found.choices[0]
        return choice.message.content, choice.finish_reason, found.usage.completion_tokens
    *chunks, last = found
    words = "".join(c.choices[0].delta.content or "" for c in chunks)
    return words, chunks[-1].choices[0].finish_reason, last.usage.completion_tokens


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", MODELS)
def test_an_answer_ends_where_it_was_to_end_and_costs_what_was_put_aside(
    proxy: Proxy, model: str, stream: bool
) -> None:
    org, books = f"{model}-{stream}", Books(proxy.folder)

    words, reason, tokens = ended(proxy.client(org=org), model, stream)

    (row,) = books.lineage(org)
    money = books.settled(org)
    assert (reason, tokens) == ("length", MOST)
    assert 0 < len(words) <= MOST * BYTES_A_TOKEN
    assert model != "known" or MOST <= count_tokens(words, "gpt-4o") <= MOST + SEAMS
    assert ASIDE < money.spent < ASIDE + 200 * PRICE["input"]
    assert row["cost_nano"] == money.spent == money.ledger
    assert (money.reserved, books.excess(org)) == (0, 0)
    assert shown(proxy, org) == (money.spent, 0, money.ledger)


def test_the_model_of_a_stream_that_is_cut_is_stopped(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    ended(proxy.client(), "unknown", stream=True)

    assert upstream.cancelled.wait(5)


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_was_cut_is_not_kept(
    proxy: Proxy, upstream: ScriptedModel, stream: bool
) -> None:
    client = proxy.client(org=f"again-{stream}")

    for _ in range(2):
        ended(client, "known", stream)

    assert len(upstream.seen) == 2


def test_the_arguments_of_a_tool_are_cut_too(proxy: Proxy) -> None:
    tool = {"type": "function", "function": {"name": "leave", "parameters": {}}}

    found = proxy.client().chat.completions.create(
        model="unknown", messages=SAY, max_tokens=MOST, tools=[tool]
    )

    assert found.choices[0].finish_reason == "length"
    arguments = found.choices[0].message.tool_calls[0].function.arguments
    assert 0 < len(arguments) <= MOST * BYTES_A_TOKEN


def test_a_whole_answer_of_endless_size_is_not_read_and_costs_what_was_put_aside(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    async def huge(asked: Body) -> AsyncIterator[str]:
        del asked
        yield "more " * 1_000_000

    upstream.says = huge
    books = Books(proxy.folder)

    with pytest.raises(openai.UnprocessableEntityError) as caught:
        ended(proxy.client(org="huge"), "unknown", stream=False)

    money = books.settled("huge")
    assert caught.value.code == "answer_too_long"
    assert len(upstream.seen) == 1
    assert ASIDE < money.spent == money.ledger < ASIDE + 200 * PRICE["input"]
    assert [row["outcome"] for row in books.lineage("huge")] == ["refused"]


def test_an_answer_in_json_that_had_to_be_cut_is_not_as_asked(proxy: Proxy) -> None:
    with pytest.raises(openai.APIError) as caught:
        ended(proxy.client(), "local", stream=True, response_format={"type": "json_object"})

    assert caught.value.code == "answer_not_as_asked"


@pytest.mark.parametrize("size", [1, 4, 31, 4000])
@pytest.mark.parametrize("model", ["gpt-4o", "some-model"])
def test_room_gives_the_beginning_whatever_the_size_of_pieces(model: str, size: int) -> None:
    text, room = "Größe: 12 % … 日本語 and words. " * 100, Room(model, MOST)

    taken = "".join(room.take(text[start : start + size]) for start in range(0, len(text), size))

    assert room.full
    assert text.startswith(taken)
    if model == "some-model":
        assert MOST * BYTES_A_TOKEN - 4 < len(taken.encode()) <= MOST * BYTES_A_TOKEN
    else:
        assert MOST // 4 < count_tokens(taken, model) <= MOST + SEAMS


@pytest.mark.parametrize("model", ["gpt-4o", "some-model"])
def test_an_answer_that_has_room_is_never_cut(model: str) -> None:
    text = "The team is away until the end of the week, says the plan." * 40
    room = Room(model, count_tokens(text, "gpt-4o"))

    taken = "".join(room.take(word) for word in re.findall(r"\s?\S+", text))

    assert (taken, room.full) == (text, False)
