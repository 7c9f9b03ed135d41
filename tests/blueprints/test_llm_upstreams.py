"""Servers of both dialects behind the proxy: faults, personal data, callers who leave."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from tests.servers.llm import Proxy, local, made, running_proxy
from tests.servers.upstream import Upstream, running_upstream

KEY = "up-key-0123456789"
MAIL = "ann.lee@example.org"
IBAN = "DE89370400440532013000"
FAILURES = {
    429: openai.InternalServerError,
    500: openai.InternalServerError,
    401: openai.InternalServerError,
    400: openai.UnprocessableEntityError,
}
LEAK = "ghp_" + "a1B2c3D4e5F6" * 3
STRANGE = [
    b'{"choices": [',
    b"<html>Sign in</html>",
    b'{"choices": []}',
    b'{"choices": [{"message": null}]}',
    b'{"choices": [{"message": {"content": {"x": "%b"}}}]}' % LEAK.encode(),
    b'{"choices": [{"message": {"content": ["%b"]}}]}' % LEAK.encode(),
    b'{"choices": [{"message": {"content": null, "tool_calls": [{}]}}]}',
]
OF_VECTORS = {"kind": "embeddings", "max_output": 0}
VECTORS = {
    "the same place twice": '{"index":0,"embedding":[1]},{"index":0,"embedding":[2]}',
    "places from one": '{"index":1,"embedding":[1]},{"index":2,"embedding":[2]}',
    "a place below": '{"index":-1,"embedding":[1]},{"index":0,"embedding":[2]}',
    "too few": '{"index":0,"embedding":[1]}',
    "too many": ",".join(f'{{"index":{n},"embedding":[{n}]}}' for n in range(3)),
    "none": "",
    "two sizes": '{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}',
    "empty": '{"index":0,"embedding":[]},{"index":1,"embedding":[]}',
    "endless numbers": '{"index":0,"embedding":[1e39]},{"index":1,"embedding":[1]}',
    "no number": '{"index":0,"embedding":[NaN]},{"index":1,"embedding":[1]}',
    "a digit too many": f'{{"index":0,"embedding":[1{"0" * 400}]}},{{"index":1,"embedding":[1]}}',
    "words": '{"index":0,"embedding":["1"]},{"index":1,"embedding":["2"]}',
    "too long": ",".join(f'{{"index":{n},"embedding":[{"0," * 9000}0]}}' for n in (0, 1)),
}
HOLIDAY = {"type": "object", "properties": {"who": {"type": "string"}}}
TOOL = {"type": "function", "function": {"name": "leave", "parameters": HOLIDAY}}


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    """The server of a model."""
    with running_upstream() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Proxy]:
    """The proxy in front of it; the address is private, so the platform must name it."""
    folder = made(tmp_path_factory.mktemp("upstream") / "app")
    there = {"base_url": f"{upstream.url}/v1", "key": "LLM_KEY_UP", "provider": "openai"}
    models = [
        local("plain", **there),
        local("claude", provider="anthropic", key="LLM_KEY_UP", base_url=upstream.url),
        local("rescued", **there, fallback=["spare"]),
        local("spare"),
        local("thinker", **{**there, "model": "o3-mini"}, max_output=4000),
        *(local(f"odd-{n}", **there) for n in range(len(STRANGE))),
        *(local(f"vectors-{n}", **there, **OF_VECTORS) for n in range(14)),
        local("odd-claude", provider="anthropic", key="LLM_KEY_UP", base_url=upstream.url),
        *(local(f"fails-{name}", **there) for name in (*FAILURES, "redirect")),
    ]
    environ = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_KEY_UP": KEY, "LLM_CACHE_SECONDS": "0"}
    with running_proxy(folder, models, LLM_WAIT_SECONDS="5", **environ) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(upstream: Upstream) -> None:
    upstream.__init__(upstream.port)  # type: ignore[misc]


def say(text: str) -> list[dict[str, str]]:
    """Give one message of a person."""
    return [{"role": "user", "content": text}]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", ["plain", "claude"])
def test_text_and_a_tool_call_come_through_whole(
    proxy: Proxy, upstream: Upstream, model: str, stream: bool
) -> None:
    upstream.text = "The team is away until Monday, says the calendar."
    upstream.tool = ("leave", {"who": "the team"}) if not (stream and model == "plain") else None
    asked = {"model": model, "messages": say("Who is away?"), "tools": [TOOL]}

    if stream:
        with proxy.client().chat.completions.stream(**asked) as events:
            for _ in events:
                pass
            found = events.get_final_completion()
    else:
        found = proxy.client().chat.completions.create(**asked)

    message = found.choices[0].message
    assert message.content == upstream.text
    if upstream.tool:
        assert json.loads(message.tool_calls[0].function.arguments) == {"who": "the team"}


def test_a_conversation_is_spoken_in_anthropics_dialect(proxy: Proxy, upstream: Upstream) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "leave", "arguments": "{}"}}
    messages = [
        {"role": "system", "content": "Be short."},
        *say("Who is away?"),
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "Bob"},
    ]

    proxy.client().chat.completions.create(
        model="claude", messages=messages, tools=[TOOL], stop="X"
    )

    seen = upstream.seen[0]
    assert seen["system"] == "Be short."
    assert [turn["role"] for turn in seen["messages"]] == ["user", "assistant", "user"]
    assert seen["messages"][2]["content"][0]["tool_use_id"] == "c1"
    assert seen["tools"] == [{"name": "leave", "input_schema": HOLIDAY}]
    assert seen["stop_sequences"] == ["X"]
    assert upstream.headers[0]["x-api-key"] == KEY


def test_fields_that_a_client_writes_down_as_empty_are_not_passed_on(
    proxy: Proxy, upstream: Upstream
) -> None:
    empty = dict.fromkeys(("refusal", "annotations", "audio", "function_call", "tool_calls"))
    said = {"role": "assistant", "content": "Nobody."}

    messages = [*say("Who is away?"), {**said, **empty}, *say("Until when?")]
    proxy.client().chat.completions.create(model="plain", messages=messages)

    assert upstream.seen[0]["messages"][1] == said


@pytest.mark.parametrize("model", ["plain", "claude"])
def test_no_part_of_a_request_takes_personal_data_to_a_model(
    proxy: Proxy, upstream: Upstream, model: str
) -> None:
    arguments = json.dumps({"mail": MAIL, "account": IBAN})
    call = {"id": "c1", "type": "function", "function": {"name": "leave", "arguments": arguments}}
    described = {**TOOL["function"], "description": f"Ask {MAIL}"}  # type: ignore[dict-item]
    messages = [
        {"role": "system", "content": f"You help {MAIL}."},
        {"role": "user", "content": [{"type": "text", "text": f"I am {MAIL}, {IBAN}."}]},
        {"role": "assistant", "content": f"Hello {MAIL}", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": f"{MAIL} {IBAN}"},
        *say("my key is sk-proj-" + "Ab3dEf6hIj9kLm2nOp5qRs8t" * 2),
    ]

    proxy.client().chat.completions.create(
        model=model,
        messages=messages,
        tools=[{"type": "function", "function": described}],
        user=MAIL,
        stop=[MAIL],
    )

    asked = upstream.asked()
    assert MAIL not in asked
    assert IBAN not in asked
    assert "Ab3dEf6h" not in asked


def test_a_model_never_gets_the_callers_token_and_a_caller_never_the_key(
    proxy: Proxy, upstream: Upstream
) -> None:
    answer = proxy.ask(
        "POST", "/v1/chat/completions", json={"model": "plain", "messages": say("hi")}
    )

    assert upstream.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert "ann" not in json.dumps(upstream.headers[0])
    assert KEY not in answer.text + str(answer.headers)
    assert "evil" not in answer.text


@pytest.mark.parametrize("stream", [False, True])
def test_what_an_answer_must_not_hold_is_taken_out(
    proxy: Proxy, upstream: Upstream, stream: bool
) -> None:
    upstream.text = (
        f"Write to {MAIL}. ![x](https://evil.example/?q=1) See https://evil.example/a for more."
    )

    found = proxy.client().chat.completions.create(
        model="plain", messages=say("Whom do I ask?"), stream=stream
    )

    said = (
        "".join(c.choices[0].delta.content or "" for c in found if c.choices)
        if stream
        else found.choices[0].message.content
    )
    assert MAIL not in said
    assert "evil.example" not in said
    assert said.startswith("Write to [EMAIL].")


def test_what_a_tool_gives_back_as_json_hides_nothing_behind_escapes(
    proxy: Proxy, upstream: Upstream
) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "leave", "arguments": "{}"}}
    given = '{"mail": "ann.lee\\u0040example.org", "who": "Herr J\\u00fcrgen M\\u00fcller"}'
    messages = [
        *say("Who is away?"),
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": given},
    ]

    proxy.client().chat.completions.create(model="plain", messages=messages, tools=[TOOL])

    told = upstream.seen[0]["messages"][2]["content"]
    assert json.loads(told) == {"mail": "[EMAIL]", "who": "Herr [NAME]"}


@pytest.mark.parametrize(("status", "error"), FAILURES.items())
def test_a_failing_provider_costs_nothing_and_tells_nothing_of_its_inside(
    proxy: Proxy, upstream: Upstream, status: int, error: type[openai.APIStatusError]
) -> None:
    upstream.status = status
    who = {"org": f"fails-{status}"}

    with pytest.raises(error) as caught:
        proxy.client(**who).chat.completions.create(model=f"fails-{status}", messages=say("hi"))

    assert "secret words" not in str(caught.value)
    levels = proxy.ask("GET", "/v1/budget", who=who).json()["levels"]
    assert all(level["spent_nano"] == level["reserved_nano"] == 0 for level in levels)


def test_another_model_stands_in_for_one_that_fails(proxy: Proxy, upstream: Upstream) -> None:
    upstream.status = 500

    found = proxy.client().chat.completions.create(model="rescued", messages=say("hi"))

    assert "not a model" in found.choices[0].message.content


def test_an_error_that_comes_with_status_200_is_a_failure_like_any_other(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.raw = b'{"error": {"message": "Overloaded", "code": 529}}'
    who = {"org": "error-200"}

    answer = proxy.ask(
        "POST", "/v1/chat/completions", json={"model": "rescued", "messages": say("hi")}, who=who
    )

    assert "not a model" in answer.json()["choices"][0]["message"]["content"]
    (row,) = proxy.ask("GET", "/v1/usage", who=who).json()["items"]
    assert (row["model"], row["calls"]) == ("spare", 1)


@pytest.mark.parametrize("number", range(len(STRANGE)))
def test_an_answer_of_another_form_is_not_given_on_not_asked_for_again_and_may_cost(
    proxy: Proxy, upstream: Upstream, number: int
) -> None:
    upstream.raw = STRANGE[number]
    who = {"org": f"odd-{number}"}

    answer = proxy.ask(
        "POST",
        "/v1/chat/completions",
        json={"model": f"odd-{number}", "messages": say("hi")},
        who=who,
    )

    assert (answer.status_code, answer.json()["code"]) == (503, "provider_broke_off")
    assert LEAK not in answer.text
    assert len(upstream.seen) == 1
    assert wait_for_settled(proxy, who)["spent_nano"] >= 400 * 400


@pytest.mark.parametrize("strange", VECTORS)
def test_vectors_that_are_not_one_for_each_text_are_not_given_on(
    proxy: Proxy, upstream: Upstream, strange: str
) -> None:
    upstream.raw = b'{"data":[%b],"usage":{"prompt_tokens":2}}' % VECTORS[strange].encode()
    model = f"vectors-{list(VECTORS).index(strange)}"
    body = {"model": model, "input": ["a", "b"]}

    answer = proxy.ask("POST", "/v1/embeddings", json=body, who={"org": strange})

    assert answer.json()["code"] in ("provider_failed", "provider_broke_off")
    assert len(upstream.seen) == 1


@pytest.mark.parametrize("encoding", ["float", "int8", "base64"])
def test_vectors_come_back_in_the_order_of_their_texts_and_may_be_nothing(
    proxy: Proxy, upstream: Upstream, encoding: str
) -> None:
    swapped = b'{"index":1,"embedding":[1e-45,1]},{"index":0,"embedding":[0,-0.0]}'
    upstream.raw = b'{"data":[%b],"usage":{"prompt_tokens":2}}' % swapped
    body = {"model": "vectors-13", "input": ["a", "b"], "encoding_format": encoding}

    answer = proxy.ask("POST", "/v1/embeddings", json=body)

    first, second = answer.json()["data"]
    expected = {"float": [0, 1], "int8": [0, 127], "base64": ["AAAAAAAAAIA=", "AQAAAAAAgD8="]}
    found = [
        one["embedding"] if encoding == "base64" else one["embedding"][1] for one in (first, second)
    ]
    assert found == expected[encoding]


def test_an_answer_of_another_form_in_anthropics_dialect_is_refused_too(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.raw = b'{"content": [{"type": "text", "text": 5}], "usage": {"input_tokens": "a"}}'

    answer = proxy.ask(
        "POST", "/v1/chat/completions", json={"model": "odd-claude", "messages": say("hi")}
    )

    assert (answer.status_code, answer.json()["code"]) == (503, "provider_broke_off")


@pytest.mark.parametrize("model", ["plain", "claude"])
def test_half_a_character_in_the_json_of_a_tool_breaks_nothing(
    proxy: Proxy, upstream: Upstream, model: str
) -> None:
    half = json.dumps({"said": f"\ud83d {MAIL}"})
    call = {"id": "c1", "type": "function", "function": {"name": "leave", "arguments": half}}
    messages = [
        *say("Who is away?"),
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": half},
    ]

    proxy.client().chat.completions.create(model=model, messages=messages, tools=[TOOL])

    assert upstream.asked().count("ud83d") == 2
    assert MAIL not in upstream.asked()


def of_a_tool(text: str) -> list[dict[str, Any]]:
    """Give a conversation in which a tool was called with a text, and gave it back."""
    call = {"id": "c1", "type": "function", "function": {"name": "leave", "arguments": text}}
    return [
        *say("Who is away?"),
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": text},
    ]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e308", "9" * 400])
def test_what_some_programs_write_for_a_number_stays_as_it_is(
    proxy: Proxy, upstream: Upstream, number: str
) -> None:
    text = f'{{"days": {number.replace("e308", "e+308")}}}'

    proxy.client().chat.completions.create(model="plain", messages=of_a_tool(text), tools=[TOOL])

    _, called, told = upstream.seen[0]["messages"]
    assert called["tool_calls"][0]["function"]["arguments"] == told["content"] == text


@pytest.mark.parametrize("number", ["1e999", "-1E+400", "9" * 400 + ".5"])
def test_a_number_that_would_become_another_one_is_refused(
    proxy: Proxy, upstream: Upstream, number: str
) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="too large to be read"):
        proxy.client().chat.completions.create(
            model="plain", messages=of_a_tool(f'{{"days": {number}}}'), tools=[TOOL]
        )

    assert not upstream.seen


@pytest.mark.parametrize("stream", [False, True])
def test_a_refused_key_is_told_without_its_text_and_without_a_time_to_wait(
    proxy: Proxy, upstream: Upstream, stream: bool
) -> None:
    upstream.status = 401
    asked = {"model": "fails-401", "messages": say("hi"), "stream": stream}

    answer = proxy.ask("POST", "/v1/chat/completions", json=asked)

    assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable")
    assert "access to this model is refused" in answer.json()["message"]
    assert "Retry-After" not in answer.headers
    assert answer.headers["X-Should-Retry"] == "false"
    assert KEY not in answer.text


def test_a_redirect_is_not_followed(proxy: Proxy, upstream: Upstream) -> None:
    upstream.redirect = "http://169.254.169.254/latest/meta-data"

    with pytest.raises(openai.InternalServerError):
        proxy.client().chat.completions.create(model="fails-redirect", messages=say("hi"))

    assert len(upstream.seen) <= 3


def test_a_caller_who_leaves_stops_the_model_and_pays_for_what_was_said(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.endless = True
    who = {"org": "leavers"}

    stream = proxy.client(**who).chat.completions.create(
        model="plain", messages=say("Count."), stream=True
    )
    for number, _ in enumerate(stream):
        if number == 5:
            break
    stream.close()

    assert upstream.left.wait(10)
    org = wait_for_settled(proxy, who)
    assert 0 < org["spent_nano"] < 400 * 400
    assert org["reserved_nano"] == 0


@pytest.mark.parametrize("kind", ["stream", "vectors"])
def test_where_a_provider_does_not_say_what_it_used_all_books_show_the_same(
    proxy: Proxy, upstream: Upstream, kind: str
) -> None:
    upstream.tells_usage = False
    upstream.raw = None if kind == "stream" else b'{"data": [{"index": 0, "embedding": [1]}]}'
    client, who = proxy.client(org=f"unsaid-{kind}"), {"org": f"unsaid-{kind}"}

    if kind == "stream":
        usage = {"include_usage": True}
        asked = client.chat.completions.with_raw_response.create(
            model="plain", messages=say("Who is away?"), stream=True, stream_options=usage
        )
        told = list(asked.parse())[-1].usage
    else:
        asked = client.embeddings.with_raw_response.create(model="vectors-13", input="A text.")
        told = asked.parse().usage

    name = asked.headers["llm-request-id"]
    (entry,) = proxy.ask("GET", f"/v1/lineage/{name}", who=who).json()["entries"]
    (row,) = proxy.ask("GET", "/v1/usage", who=who).json()["items"]
    assert told.prompt_tokens == entry["input_tokens"] == row["input_tokens"] > 0
    assert told.total_tokens == entry["input_tokens"] + entry["output_tokens"] == row["tokens"]


THOUGHT = {"choices": [{"index": 0, "delta": {"content": "", "reasoning_content": "hm " * 100}}]}
EARLY = {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 0, "total_tokens": 9}}


@pytest.mark.parametrize(
    ("model", "begins", "fewest"),
    [("plain", [EARLY], 20), ("plain", [THOUGHT] * 2, 200), ("thinker", [], 400)],
    ids=["usage comes first", "thoughts that are shown", "thoughts that are not"],
)
def test_leaving_early_saves_nobody_what_the_model_has_taken_by_then(
    proxy: Proxy, upstream: Upstream, model: str, begins: list[dict[str, Any]], fewest: int
) -> None:
    upstream.endless, upstream.begins = True, begins
    who = {"org": f"early-{model}-{fewest}"}

    stream = proxy.client(**who).chat.completions.create(
        model=model, messages=say("Count."), stream=True, max_tokens=400
    )
    for number, _ in enumerate(stream):
        if number == 20:
            break
    stream.close()

    assert upstream.left.wait(10)
    assert wait_for_settled(proxy, who)["spent_nano"] >= fewest * 400


def wait_for_settled(proxy: Proxy, who: dict[str, str]) -> dict[str, Any]:
    """Give how the organisation stands once nothing is put aside any more."""
    until = time.monotonic() + 10
    while True:
        level: dict[str, Any] = proxy.ask("GET", "/v1/budget", who=who).json()["levels"][0]
        if (level["reserved_nano"] == 0 and level["spent_nano"]) or time.monotonic() > until:
            return level
        time.sleep(0.05)
