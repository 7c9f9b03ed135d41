"""An answer has the form that was asked for, streamed or whole; otherwise the caller gets an error,
and nobody gets that answer again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
import yaml

from tests.servers.books import Books, shown
from tests.servers.llm import Proxy, local, made, running_proxy
from tests.servers.scripted_model import Body, ScriptedModel

SHAPE = {"type": "object", "properties": {"days": {"type": "integer"}}, "required": ["days"]}
SCHEMA: Body = {"type": "json_schema", "json_schema": {"name": "leave", "schema": SHAPE}}
OBJECT: Body = {"type": "json_object"}
TEXT: Body = {"type": "text"}
WRONG: dict[str, tuple[Body, str]] = {
    "no JSON": (OBJECT, "Nobody is away."),
    "JSON that is cut": (OBJECT, '{"days": 1, "who": "Bo'),
    "another schema": (SCHEMA, '{"days": "one"}'),
    "nothing": (SCHEMA, ""),
}
PROMPT = {
    "id": "how-long",
    "title": "How long",
    "versions": [
        {
            "version": 1,
            "model": "up",
            "text": "How long is {{ who }} away?",
            "variables": {"properties": {"who": {"type": "string"}}, "required": ["who"]},
            "output": {"type": "json", "schema": SHAPE},
        }
    ],
}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstream: ScriptedModel) -> Iterator[Proxy]:
    """A proxy with a cache, and a prompt that asks for JSON."""
    folder = made(tmp_path_factory.mktemp("forms") / "app")
    write(folder / "prompts" / "how-long.yaml", PROMPT)
    up = local("up", provider="openai", base_url=upstream.url)
    with running_proxy(folder, [up, local("small")], LLM_ALLOWED_HOSTS="127.0.0.1") as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(upstream: ScriptedModel) -> None:
    upstream.seen.clear()
    upstream.deltas = []


def write(path: Path, value: Any) -> None:
    """Write a file of the owner."""
    path.write_text(yaml.safe_dump(value, sort_keys=False), "utf-8")


def says(upstream: ScriptedModel, text: str) -> None:
    """Let the model say this, in small pieces."""

    async def said(asked: Body) -> AsyncIterator[str]:
        del asked
        for start in range(0, len(text), 3):
            yield text[start : start + 3]

    upstream.says = said


def chat(form: Body, **more: Any) -> Body:
    """Give a chat that asks for a form."""
    said = [{"role": "user", "content": "Who is away, and how long?"}]
    return {"model": "up", "messages": said, "response_format": form, **more}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", WRONG)
def test_an_answer_that_is_not_as_asked_is_an_error_is_paid_and_told_and_not_kept(
    proxy: Proxy, upstream: ScriptedModel, name: str, stream: bool
) -> None:
    form, text = WRONG[name]
    says(upstream, text)
    org, books = f"{name} {stream}".replace(" ", "-"), Books(proxy.folder)
    client = proxy.client(org=org)

    for _ in range(2):
        with pytest.raises(openai.APIError) as caught:
            list(client.chat.completions.create(**chat(form, stream=stream)))
        assert caught.value.code == "answer_not_as_asked"

    rows, money = books.lineage(org, fewest=2), books.settled(org)
    assert len(upstream.seen) == 2
    assert [row["outcome"] for row in rows] == ["refused", "refused"]
    assert books.outcomes(org) == ["answer_not_as_asked"] * 2
    assert money.spent == money.ledger == 2 * (10 * 100 + 5 * 400)
    assert shown(proxy, org) == (money.spent, 0, money.ledger)


def test_a_stream_that_is_not_as_asked_never_says_that_it_has_ended_well(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    says(upstream, "Nobody is away.")

    answer = proxy.ask("POST", "/v1/chat/completions", json=chat(OBJECT, stream=True))

    assert '"finish_reason":"stop"' not in answer.text
    assert answer.text.endswith("data: [DONE]\n\n")


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_is_as_asked_comes_whole_and_is_kept(
    proxy: Proxy, upstream: ScriptedModel, stream: bool
) -> None:
    says(upstream, '{"days": 3}')
    client = proxy.client(org=f"kept-{stream}")

    first, second = (ended(client, chat(SCHEMA, stream=stream)) for _ in range(2))

    assert first == second == ('{"days": 3}', "stop")
    assert len(upstream.seen) == 1


def ended(client: Any, body: Body) -> tuple[str, str]:
    """Give the words of an answer, and why it ended."""
    found = client.chat.completions.create(**body)
    if not body["stream"]:
        return found.choices[0].message.content, found.choices[0].finish_reason
    choices = [chunk.choices[0] for chunk in found]
    return "".join(c.delta.content or "" for c in choices), str(choices[-1].finish_reason)


def test_the_stream_of_a_prompt_is_held_to_the_schema_of_its_output(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    says(upstream, '{"days": "three"}')
    body = {"variables": {"who": "the team"}, "stream": True}

    answer = proxy.ask("POST", "/v1/prompts/how-long/run", json=body)

    assert '"code":"answer_not_as_asked"' in answer.text


def test_the_call_of_a_tool_is_not_held_to_the_form_of_words(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    says(upstream, "{}")
    tool = {"type": "function", "function": {"name": "leave", "parameters": {}}}

    answer = proxy.ask("POST", "/v1/chat/completions", json=chat(SCHEMA, stream=True, tools=[tool]))

    assert '"error"' not in answer.text


def called(name: str, arguments: str, **more: Any) -> Body:
    """Give a part of the call of a tool."""
    return {"id": name, "function": {"name": "leave", "arguments": arguments}, **more}


TOOLS: Body = {"tools": [{"type": "function", "function": {"name": "leave", "parameters": {}}}]}
MIXED: dict[str, list[list[Body]]] = {
    "one behind the other": [[called("", "{}")], [called("", "{}")]],
    "side by side": [[called("", "{}"), called("", "{}")]],
}


@pytest.mark.parametrize("name", MIXED)
def test_two_calls_of_tools_that_cannot_be_told_apart_are_an_error_and_paid(
    proxy: Proxy, upstream: ScriptedModel, name: str
) -> None:
    upstream.deltas = [{"tool_calls": calls} for calls in MIXED[name]]
    org, books = f"mixed-{name}".replace(" ", "-"), Books(proxy.folder)

    with pytest.raises(openai.APIError) as caught:
        list(proxy.client(org=org).chat.completions.create(**chat(TEXT, stream=True), **TOOLS))

    assert caught.value.code == "answer_not_as_asked"
    money = books.settled(org)
    assert books.outcomes(org) == ["answer_not_as_asked"]
    assert (money.spent, money.reserved) == (money.ledger, 0)
    assert money.spent > 0


def test_the_only_call_of_a_tool_needs_no_number(proxy: Proxy, upstream: ScriptedModel) -> None:
    parts = called("c1", '{"wh'), {"function": {"arguments": 'o": 1}'}}
    upstream.deltas = [{"tool_calls": [part]} for part in parts]
    client = proxy.client(org="alone")

    answer = list(client.chat.completions.create(**chat(TEXT, stream=True), **TOOLS))

    told = [call for c in answer for call in c.choices[0].delta.tool_calls or ()]
    assert {call.index for call in told} == {0}
    assert "".join(call.function.arguments for call in told).startswith('{"who": 1}')


def test_a_call_that_says_its_name_with_every_part_has_it_once(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    parts = [called("c1", text, index=0) for text in ('{"wh', 'o": 1}')]
    upstream.deltas = [{"tool_calls": [part]} for part in parts]

    with proxy.client(org="again").chat.completions.stream(**chat(TEXT), **TOOLS) as events:
        for _ in events:
            pass
        (call,) = events.get_final_completion().choices[0].message.tool_calls

    assert call.function.name == "leave"
    assert call.function.arguments.startswith('{"who": 1}')


@pytest.mark.parametrize("stream", [False, True])
def test_a_schema_that_cannot_be_used_is_refused_before_it_costs(
    proxy: Proxy, upstream: ScriptedModel, stream: bool
) -> None:
    broken = {"name": "leave", "schema": {"type": "no such type"}}
    body = chat({"type": "json_schema", "json_schema": broken}, stream=stream)

    answer = proxy.ask("POST", "/v1/chat/completions", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert upstream.seen == []


@pytest.mark.parametrize(
    "draft",
    [
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2020-12/schema",
    ],
)
@pytest.mark.parametrize(("said", "status"), [('{"days": 1}', 200), ('{"days": "one"}', 422)])
def test_a_schema_may_say_of_which_draft_it_is_as_those_made_by_zod_do(
    proxy: Proxy, upstream: ScriptedModel, draft: str, said: str, status: int
) -> None:
    says(upstream, said)
    named = {"name": "leave", "schema": {"$schema": draft, **SHAPE}}
    body = chat({"type": "json_schema", "json_schema": named})

    answer = proxy.ask(
        "POST", "/v1/chat/completions", json=body, who={"org": f"{draft[-9:-1]}-{status}"}
    )

    assert answer.status_code == status, answer.text


def test_a_schema_of_an_old_draft_is_judged_by_its_rules(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    says(upstream, '{"days": ["one"]}')
    days = {"type": "array", "items": [{"type": "integer"}]}  # the newest draft knows no such list
    old = {"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"days": days}}
    body = chat({"type": "json_schema", "json_schema": {"name": "leave", "schema": old}})

    answer = proxy.ask("POST", "/v1/chat/completions", json=body)

    assert answer.json()["code"] == "answer_not_as_asked"


@pytest.mark.parametrize("place", ["http://127.0.0.1:9/schema", "https://evil.example/draft-07/"])
def test_a_schema_that_names_another_place_is_refused_and_nothing_is_fetched(
    proxy: Proxy, place: str
) -> None:
    named = {"name": "leave", "schema": {"$schema": place, **SHAPE}}
    body = chat({"type": "json_schema", "json_schema": named})

    answer = proxy.ask("POST", "/v1/chat/completions", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
