"""What is said in Anthropic's dialect for a chat in OpenAI's, and how its answers are read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any, cast

import pytest
import yaml

from microapp_kit.manifest import read_manifest
from microapp_llm.models import Model
from microapp_llm.models_file import read_models
from microapp_llm.providers.anthropic import AnthropicProvider
from microapp_llm.providers.asking import Ask, Body, ProviderFailed
from microapp_llm.providers.http import Lines
from tests.servers.llm import local, made

USAGE = {"input_tokens": 12, "output_tokens": 9}
ASKS = {"role": "user", "content": "What time is it?"}
ASKED: Body = {"role": "user", "content": [{"type": "text", "text": "What time is it?"}]}

HOSTS = frozenset({"models.example.com"})


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A model at Anthropic."""
    folder = made(tmp_path_factory.mktemp("anthropic") / "app")
    there = {"provider": "anthropic", "base_url": "https://models.example.com", "model": "claude"}
    path = folder / "one.yaml"
    path.write_text(yaml.safe_dump({"models": [local("one", **there)]}), "utf-8")
    return next(iter(read_models(path, read_manifest(folder / "microapp.yaml"), HOSTS)))


class Scripted:
    """Lines that note what would be sent, and answer as told."""

    def __init__(self, answer: Body | None = None, events: tuple[Body, ...] = ()) -> None:
        self.body: Body = {}
        self._answer = answer or answered("end_turn")
        self._events = events

    async def post(
        self, url: str, headers: Mapping[str, str], body: Body, most: int, heard: object
    ) -> Body:
        """Note the body, and answer."""
        del url, headers, most, heard
        self.body = body
        return self._answer

    async def events(
        self, url: str, headers: Mapping[str, str], body: Body, most: int
    ) -> AsyncGenerator[Body, None]:
        """Answer event by event."""
        del url, headers, body, most
        for event in self._events:
            yield event


def answered(reason: str) -> Body:
    """Give a whole answer that ended for a reason."""
    text = {"type": "text", "text": "Hello."}
    return {"id": "m", "content": [text], "stop_reason": reason, "usage": USAGE}


def sent(model: Model, *messages: Body) -> Body:
    """Give what would be sent for a conversation."""
    lines = Scripted()
    body = {"messages": list(messages), "max_tokens": 9}
    asyncio.run(AnthropicProvider(cast(Lines, lines), "").whole(Ask(model, body, "r1")))
    return lines.body


def chunks_of(model: Model, *events: Body) -> list[Body]:
    """Give the chunks that are made of a stream of events."""
    provider = AnthropicProvider(cast(Lines, Scripted(events=events)), "")

    async def chunks() -> list[Body]:
        body = {"messages": [ASKS], "max_tokens": 9}
        return [chunk async for chunk in provider.stream(Ask(model, body, "r1"))]

    return asyncio.run(chunks())


def streamed(model: Model, *events: Body) -> list[Body]:
    """Give the parts of tool calls that are made of a stream of events."""
    deltas = [c["choices"][0]["delta"] for c in chunks_of(model, *events) if c["choices"]]
    return [part for delta in deltas for part in delta.get("tool_calls", ())]


BEGUN: Body = {"type": "message_start", "message": {"id": "m", "usage": USAGE}}
STOPPED: Body = {"type": "message_stop"}


def ended(**usage: object) -> Body:
    """Give the event that says why an answer ended."""
    return {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": usage}


def test_what_a_block_begins_with_is_given_on(model: Model) -> None:
    text = {"type": "text", "text": "Hello"}
    tool = {"type": "tool_use", "id": "t", "name": "clock", "input": {"zone": "UTC"}}
    begins = [
        {"type": "content_block_start", "index": number, "content_block": block}
        for number, block in enumerate((text, tool))
    ]

    chunks = chunks_of(model, BEGUN, *begins, ended(), STOPPED)

    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    assert "".join(delta.get("content") or "" for delta in deltas) == "Hello"
    parts = [part for delta in deltas for part in delta.get("tool_calls", ())]
    assert "".join(part["function"]["arguments"] for part in parts) == '{"zone": "UTC"}'


def test_a_number_that_is_told_is_not_forgotten_for_one_that_is_not(model: Model) -> None:
    *_, last = chunks_of(model, BEGUN, ended(input_tokens=None, output_tokens=5), STOPPED)

    assert last["usage"]["prompt_tokens"] == USAGE["input_tokens"]


def test_a_stream_that_does_not_say_why_it_ended_broke_off(model: Model) -> None:
    with pytest.raises(ProviderFailed):
        chunks_of(model, BEGUN, STOPPED)


def called(number: int, *pieces: str) -> list[Body]:
    """Give the events of a call of a tool, its arguments in pieces."""
    block = {"type": "tool_use", "id": f"toolu_{number}", "name": "clock", "input": {}}
    deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
    return [
        {"type": "content_block_start", "index": number, "content_block": block},
        *({"type": "content_block_delta", "index": number, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": number},
    ]


def test_a_tool_that_is_called_without_arguments_gets_an_empty_object(model: Model) -> None:
    begun = {"type": "message_start", "message": {"id": "m", "usage": USAGE}}
    ended = {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": USAGE}

    parts = streamed(
        model,
        begun,
        *called(0, ""),
        *called(1),
        *called(2, "", '{"zone":', ' "UTC"}'),
        ended,
        {"type": "message_stop"},
    )

    arguments = ["", "", ""]
    for part in parts:
        arguments[part["index"]] += part["function"]["arguments"]
    assert arguments == ["{}", "{}", '{"zone": "UTC"}']


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("end_turn", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "content_filter"),
    ],
)
def test_an_answer_that_was_cut_is_not_taken_for_a_whole_one(
    model: Model, reason: str, finish: str
) -> None:
    provider = AnthropicProvider(cast(Lines, Scripted(answered(reason))), "")

    found = asyncio.run(provider.whole(Ask(model, {"messages": [ASKS], "max_tokens": 9}, "r1")))

    assert found["choices"][0]["finish_reason"] == finish


@pytest.mark.parametrize("empty", [None, "", " \n", [{"type": "text", "text": ""}]])
def test_a_turn_without_words_is_left_out_as_anthropic_takes_none(model: Model, empty: Any) -> None:
    found = sent(model, ASKS, {"role": "assistant", "content": empty}, ASKS)

    assert found["messages"] == [{"role": "user", "content": ASKED["content"] * 2}]


def test_instructions_alone_are_what_the_user_says_as_anthropic_needs_a_turn(model: Model) -> None:
    found = sent(model, {"role": "system", "content": "What time is it?"})

    assert found["messages"] == [ASKED]
    assert "system" not in found


def test_only_the_last_call_can_have_been_cut_before_its_arguments_came(model: Model) -> None:
    calls: list[Body] = [
        {"type": "tool_use", "id": one, "name": "leave", "input": {}} for one in ("a", "b")
    ]
    answer = {**answered("max_tokens"), "content": calls}
    ask = Ask(model, {"messages": [], "max_tokens": 9}, "r1")

    found = asyncio.run(AnthropicProvider(cast(Lines, Scripted(answer)), "key").whole(ask))

    told = found["choices"][0]["message"]["tool_calls"]
    assert [call["function"]["arguments"] for call in told] == ["{}", ""]
