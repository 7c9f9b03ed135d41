"""Fields that clients and frameworks send: taken, let go as they ask for nothing, or refused with
what to do instead."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
import yaml
from pydantic import BaseModel

from microapp_llm.not_taken import ASKS_FOR_NOTHING, WHY
from tests.servers.llm import Proxy, local, made, running_proxy
from tests.servers.scripted_model import Body, ScriptedModel, hello

SAY: list[Body] = [{"role": "user", "content": "Who is away?"}]
CHAT = "/v1/chat/completions"
WISHES: dict[str, Any] = {
    **dict.fromkeys(WHY, True),
    "functions": [{"name": "leave"}],
    "modalities": ["text", "audio"],
    "service_tier": "priority",
    "metadata": {"a": "b"},
    "store": 0,  # what is false in Python is no false of JSON
}


CONTRACT = Path(__file__).resolve().parents[2] / "blueprints/llm_proxy/files/openapi.yaml"
OPERATIONS = [
    (method.upper(), path)
    for path, operations in yaml.safe_load(CONTRACT.read_text("utf-8"))["paths"].items()
    for method in operations
    if method in ("get", "post", "delete") and path.startswith(("/v1", "/api"))
]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstream: ScriptedModel) -> Iterator[Proxy]:
    """A proxy without a cache before a model that keeps what it is asked."""
    folder = made(tmp_path_factory.mktemp("fields") / "app")
    up = local("up", provider="openai", base_url=upstream.url)
    quiet = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_CACHE_SECONDS": "0"}
    with running_proxy(folder, [up], **quiet) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(upstream: ScriptedModel) -> None:
    upstream.seen.clear()
    upstream.says, upstream.deltas = hello, []


class Leave(BaseModel):
    """Who is away."""

    who: str


async def leave(body: Body) -> AsyncIterator[str]:
    """Ask for the tool, or speak where there is none."""
    yield '{"who": "Bo"}' if body.get("tools") else "Bo is."


async def an_object(body: Body) -> AsyncIterator[str]:
    """Say an empty object."""
    del body
    yield "{}"


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_parameter_that_a_route_does_not_know_is_refused(
    proxy: Proxy, method: str, path: str
) -> None:
    path = re.sub("{.*}", "00000000-0000-7000-8000-000000000000", path)

    answer = proxy.ask(method, f"{path}?stream=true", json={} if method == "POST" else None)

    assert answer.status_code == 422
    assert "There is no parameter 'stream' here." in answer.text


def seen_of(proxy: Proxy, upstream: ScriptedModel, **more: Any) -> Body:
    """Ask, and give what the model saw."""
    body = {"model": "up", "messages": SAY, **more}
    answer = proxy.ask("POST", CHAT, json=body)
    assert answer.status_code == 200, answer.text
    found: Body = json.loads(upstream.seen[-1])
    return found


def test_what_asks_for_nothing_is_let_go_and_never_sent(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    plain = seen_of(proxy, upstream)
    nothing = [{name: value} for name, values in ASKS_FOR_NOTHING.items() for value in values]

    for fields in [dict.fromkeys(WHY), *nothing]:
        assert seen_of(proxy, upstream, **fields) == plain


@pytest.mark.parametrize("name", WHY)
def test_a_field_that_is_not_taken_is_refused_with_what_to_do(
    proxy: Proxy, upstream: ScriptedModel, name: str
) -> None:
    body = {"model": "up", "messages": SAY, name: WISHES[name]}

    refused = proxy.ask("POST", CHAT, json=body)

    told = refused.json()
    assert (refused.status_code, told["error"]["param"], upstream.seen) == (422, name, [])
    assert told["details"][0]["message"] == f"{name} is not taken. {WHY[name]}"
    assert told["details"][0]["message"] in told["message"]


def test_how_much_a_model_shall_think_and_say_is_passed_on_and_told(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    wish = {"reasoning_effort": "low", "verbosity": "high"}

    answer = proxy.ask("POST", CHAT, json={"model": "up", "messages": SAY, **wish})

    sent = json.loads(upstream.seen[-1])
    name = answer.headers["llm-request-id"]
    (row,) = proxy.ask("GET", f"/v1/lineage/{name}").json()["entries"]
    assert {field: sent[field] for field in wish} == wish
    assert row["parameters"].items() >= wish.items()


def test_names_of_users_are_taken_and_not_passed_on(proxy: Proxy, upstream: ScriptedModel) -> None:
    plain = seen_of(proxy, upstream)
    names = {"user": "ann", "safety_identifier": "ann-1", "prompt_cache_key": "ann's chat"}

    assert seen_of(proxy, upstream, **names) == plain


def test_those_who_speak_are_told_apart_and_not_named(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    said = [
        {"role": "system", "content": "Be brief.", "name": None},
        {"role": "user", "content": "Hello.", "name": "Ann_Lee"},
        {"role": "user", "content": "Hi.", "name": "bob@acme.example"},
        {"role": "assistant", "content": "Hello both.", "name": "desk"},
        {"role": "user", "content": "Who is away?", "name": "Ann_Lee"},
    ]

    sent = seen_of(proxy, upstream, messages=said)

    names = [message.get("name") for message in sent["messages"]]
    assert names == [None, "speaker_1", "speaker_2", "speaker_3", "speaker_1"]
    assert not [name for name in ("Ann", "Lee", "bob", "desk") if name in upstream.seen[-1]]


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"tools": [{"type": "custom", "custom": {}}]}, "tools[0].type", "function"),
        ({"tool_choice": {"type": "custom"}}, "tool_choice.type", "function, allowed_tools"),
        (
            {"response_format": {"type": "grammar"}},
            "response_format.type",
            "text, json_object, json_schema",
        ),
        ({"verbosity": "loud"}, "verbosity", "low, medium, high"),
        (
            {"messages": [{"role": "robot", "content": "Hi."}]},
            "messages[0].role",
            "system, developer, user, assistant, tool",
        ),
    ],
)
def test_a_wrong_word_is_answered_with_those_of_its_own_place(
    proxy: Proxy, more: Body, field: str, words: str
) -> None:
    refused = proxy.ask("POST", CHAT, json={"model": "up", "messages": SAY, **more}).json()

    (detail,) = refused["details"]
    assert detail["field"] == field
    assert detail["message"].removesuffix(".").endswith(f", write one of {words}")


@pytest.mark.parametrize("number", ["1", 1.5, True, 2**64])
def test_a_number_of_answers_that_is_none_is_told_with_the_name_of_its_field(
    proxy: Proxy, number: object
) -> None:
    refused = proxy.ask("POST", CHAT, json={"model": "up", "messages": SAY, "n": number}).json()

    assert refused["message"].removeprefix("The request is not valid: ").startswith("n: ")
    assert refused["details"][0]["field"] == refused["error"]["param"] == "n"


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"type": "json_schema"}, "response_format.json_schema", "is missing"),
        (
            {"type": "json_object", "json_schema": {"name": "leave"}},
            "response_format.type",
            "must be json_schema",
        ),
    ],
)
def test_a_form_that_lacks_half_of_what_it_needs_is_told_what_is_missing(
    proxy: Proxy, form: Body, field: str, words: str
) -> None:
    refused = proxy.ask(
        "POST", CHAT, json={"model": "up", "messages": SAY, "response_format": form}
    )

    (detail,) = refused.json()["details"]
    assert (refused.status_code, detail["field"]) == (422, field)
    assert detail["message"] == refused.json()["message"]
    assert f"{field} {words}" in detail["message"]


@pytest.mark.parametrize(
    ("empty", "absent"),
    [
        (
            {"tools": [{"type": "function", "function": {"name": "leave", field: None}}]},
            {"tools": [{"type": "function", "function": {"name": "leave"}}]},
        )
        for field in ("parameters", "description", "strict")
    ]
    + [
        (
            {"response_format": {"type": "json_schema", "json_schema": {"name": "a", field: None}}},
            {"response_format": {"type": "json_schema", "json_schema": {"name": "a"}}},
        )
        for field in ("schema", "description", "strict")
    ],
)
def test_an_optional_field_within_that_is_null_is_taken_as_absent(
    proxy: Proxy, upstream: ScriptedModel, empty: Body, absent: Body
) -> None:
    upstream.says = an_object

    assert seen_of(proxy, upstream, **empty) == seen_of(proxy, upstream, **absent)


@pytest.mark.parametrize(
    "options", [None, {}, {"include_usage": None}, {"include_obfuscation": None}]
)
def test_options_of_a_stream_that_are_null_are_taken_as_absent(
    proxy: Proxy, options: Body | None
) -> None:
    asked = {"model": "up", "messages": SAY, "stream": True, "stream_options": options}

    answer = proxy.ask("POST", CHAT, json=asked)

    assert answer.status_code == 200
    assert '"usage"' not in answer.text


def test_the_role_of_old_functions_is_answered_with_the_one_of_today(proxy: Proxy) -> None:
    old = [*SAY, {"role": "function", "name": "leave", "content": "{}"}]

    refused = proxy.ask("POST", CHAT, json={"model": "up", "messages": old}).json()

    assert refused["details"][0]["field"] == "messages[1].role"
    assert "is the role tool by now" in refused["message"]


@pytest.mark.parametrize("stream", [False, True])
def test_what_openais_client_has_read_as_a_model_of_pydantic_may_be_sent_again(
    proxy: Proxy, upstream: ScriptedModel, stream: bool
) -> None:
    client, tools = proxy.client(), [openai.pydantic_function_tool(Leave, name="leave")]
    upstream.says = leave
    if stream:
        with client.chat.completions.stream(model="up", messages=SAY, tools=tools) as events:
            answer = events.get_final_completion().choices[0].message
    else:
        found = client.chat.completions.parse(model="up", messages=SAY, tools=tools)
        answer = found.choices[0].message
    (call,) = answer.tool_calls
    result = {"role": "tool", "tool_call_id": call.id, "content": "Until Monday."}
    secret = {"role": "assistant", "content": "Ann.", "parsed": {"mail": "ann@acme.example"}}

    client.chat.completions.create(model="up", messages=[*SAY, answer, result, secret, *SAY])

    sent = json.loads(upstream.seen[-1])["messages"]
    assert call.function.parsed_arguments == Leave(who="Bo")
    assert sent[1]["tool_calls"][0]["function"] == {"name": "leave", "arguments": '{"who": "Bo"}'}
    assert "parsed" not in upstream.seen[-1]
    assert "acme" not in upstream.seen[-1]
