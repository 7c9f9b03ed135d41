"""Answers of models that cannot be given on, or only after a change: who pays, who tries again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import openai
import pytest
import yaml
from openai.types.chat import ChatCompletionMessage

from microapp_llm.answers.assembling import Assembled
from microapp_llm.providers.breaker import FAILURES, REST_SECONDS, Breaker
from tests.houses import ROOT
from tests.servers.books import Books, shown
from tests.servers.llm import Proxy, local, made, running_proxy
from tests.servers.processes import wait_until
from tests.servers.upstream import Upstream, running_upstream

CONTRACT = ROOT / "blueprints/llm_proxy/files/openapi.yaml"
CHAT = "/v1/chat/completions"
SAY = [{"role": "user", "content": "Who is away?"}]
WHO = {
    "type": "object",
    "properties": {"who": {"type": "string"}},
    "required": ["who"],
    "additionalProperties": False,
}
JSON = {"type": "json_schema", "json_schema": {"name": "leave", "schema": WHO}}
TOOL = {"type": "function", "function": {"name": "leave", "parameters": WHO}}
PRICE = {"input": 1000, "cached": 500, "output": 100_000}
MOST = 400
USAGE = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}

FAILS = {"no JSON": b"<html>", "no object": b"[1]", "no answer": b'{"id": "x"}', "500": None}


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    """The server of a model."""
    with running_upstream() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Proxy]:
    """The proxy in front of it, with a model for each test that may open a breaker."""
    folder = made(tmp_path_factory.mktemp("unusable") / "app")
    there = {"base_url": f"{upstream.url}/v1", "key": "LLM_KEY_UP", "price": PRICE}
    names = ("plain", "small", "broken", "keyed", "refused", "roles", *map(failing, FAILS))
    claude = {"provider": "anthropic", **there, "base_url": upstream.url}
    models = [
        *(local(name, provider="openai", **there) for name in names),
        local("claude", **claude),
        local("vectors", provider="openai", **there, kind="embeddings", max_output=0),
        local("free", provider="openai", **{**there, "price": dict.fromkeys(PRICE, 0)}),
        local("thinker", provider="openai", **{**there, "model": "o3-mini"}),
    ]
    environ = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_KEY_UP": "up-key", "LLM_CACHE_SECONDS": "0"}
    with running_proxy(folder, models, LLM_WAIT_SECONDS="5", **environ) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(upstream: Upstream) -> None:
    upstream.__init__(upstream.port)  # type: ignore[misc]


def told(message: Any, **more: Any) -> bytes:
    """Give a whole answer in OpenAI's dialect."""
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": "stop"}
    return json.dumps({"choices": [choice], "usage": USAGE, **more}).encode()


def failing(case: str) -> str:
    """Give the model whose breaker a case opens."""
    return f"fails-{case}".replace(" ", "-").lower()


def ask(proxy: Proxy, org: str, **body: Any) -> Any:
    """Make a call for an organisation."""
    headers = body.pop("headers", {})
    whole = {"model": "plain", "messages": SAY, **body}
    return proxy.ask("POST", CHAT, json=whole, who={"org": org}, headers=headers)


REFUSED_AND_PAID: dict[str, tuple[bytes, dict[str, Any], type[openai.APIStatusError]]] = {
    "no JSON": (b'{"choices": [', {}, openai.InternalServerError),
    "no stream": (b'data: {"choices": [', {"stream": True}, openai.InternalServerError),
    "not as asked": (
        told({"content": "Nobody."}),
        {"response_format": JSON},
        openai.UnprocessableEntityError,
    ),
    "no such tool": (
        told({"tool_calls": [{"id": "c", "function": {"name": "evil", "arguments": "{}"}}]}),
        {"tools": [TOOL]},
        openai.UnprocessableEntityError,
    ),
}


@pytest.mark.parametrize("case", REFUSED_AND_PAID)
def test_openais_client_does_not_pay_a_second_time_for_an_answer_that_is_refused(
    proxy: Proxy, upstream: Upstream, case: str
) -> None:
    upstream.raw, more, error = REFUSED_AND_PAID[case]

    with pytest.raises(error) as caught:
        proxy.client(org=f"paid {case}", max_retries=2).chat.completions.create(
            model="broken", messages=SAY, **more
        )

    assert len(upstream.seen) == 1
    assert caught.value.response.headers["X-Should-Retry"] == "false"
    assert "Retry-After" not in caught.value.response.headers
    assert Books(proxy.folder).settled(f"paid {case}").spent > 0


@pytest.mark.parametrize("stream", [False, True])
def test_a_call_that_cost_nothing_may_be_made_again_by_clients(
    proxy: Proxy, upstream: Upstream, stream: bool
) -> None:
    upstream.status = 500

    answer = ask(proxy, f"free-{stream}", model="refused", stream=stream)

    assert answer.headers["Retry-After"] == "5"
    assert "X-Should-Retry" not in answer.headers
    assert Books(proxy.folder).settled(f"free-{stream}").spent == 0


def test_the_same_key_gives_the_refusal_of_a_paid_answer_again_and_pays_once(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.raw = b'{"choices": ['
    key = {"Idempotency-Key": "broken-once"}

    first, again = (ask(proxy, "keyed", model="keyed", headers=key) for _ in "12")

    assert (first.status_code, first.json()["code"]) == (503, "provider_broke_off")
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["LLM-Request-Id"] == first.headers["LLM-Request-Id"]
    assert again.headers["X-Should-Retry"] == "false"
    assert len(upstream.seen) == 1
    assert len(Books(proxy.folder).lineage("keyed")) == 1


def test_an_item_of_a_batch_that_a_free_model_answered_badly_is_not_sent_again(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.raw = b'{"choices": ['
    item = {"kind": "chat", "body": {"model": "free", "messages": SAY}}
    batch = proxy.ask("POST", "/v1/batches", json={"items": [item]}).json()["id"]

    def told() -> Any:
        return proxy.ask("GET", f"/v1/batches/{batch}").json()

    wait_until(lambda: told()["state"] == "done", "the end of the batch", patience_s=4)
    assert [result["status"] for result in told()["results"]] == [503]
    assert len(upstream.seen) == 1


def test_who_left_and_comes_back_with_the_same_key_gets_the_answer_that_was_paid(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.seconds = 0.6
    headers = {"Authorization": f"Bearer {proxy.token(org='back again')}", "Idempotency-Key": "1"}
    call = partial(httpx.post, proxy.url + CHAT, json={"model": "plain", "messages": SAY})

    with pytest.raises(httpx.ReadTimeout):
        call(headers=headers, timeout=0.3)
    meanwhile = call(headers=headers)
    money = Books(proxy.folder).settled("back again")
    answered = call(headers=headers)

    assert (meanwhile.status_code, meanwhile.headers["Retry-After"]) == (409, "1")
    assert answered.json()["choices"][0]["message"]["content"] == "Hello."
    assert len(upstream.seen) == 1
    assert money.spent == 10 * PRICE["input"] + 5 * PRICE["output"]


def test_the_same_key_asks_again_where_nothing_was_paid(proxy: Proxy, upstream: Upstream) -> None:
    upstream.status = 400
    key = {"Idempotency-Key": "refused-once"}

    refused = ask(proxy, "again", model="plain", headers=key)
    upstream.status = 200
    answered = ask(proxy, "again", model="plain", headers=key)

    assert (refused.status_code, answered.status_code) == (422, 200)


CAUSED_BY_ITS_CALL: dict[str, tuple[bytes, dict[str, Any]]] = {
    "a tool without a name": (told({"tool_calls": [{"id": "c", "function": {}}]}), {}),
    "words of another kind": (told({"content": {"x": 1}}), {}),
    "no answer, as a filter says": (b'{"choices": []}', {}),
    "far more than was asked for": (told({"content": "more " * 100_000}), {"max_tokens": 1}),
    "not as asked": (told({"content": "Nobody."}), {"response_format": JSON}),
    "refused with 200": (b'{"error": {"code": 400, "message": "no"}}', {}),
    "refused with 200, by name": (b'{"error": {"type": "invalid_request_error"}}', {}),
}


@pytest.mark.parametrize("case", CAUSED_BY_ITS_CALL)
def test_what_the_calls_of_one_caller_cause_closes_a_model_to_nobody(
    proxy: Proxy, upstream: Upstream, case: str
) -> None:
    upstream.raw, more = CAUSED_BY_ITS_CALL[case]
    refused = [ask(proxy, f"causes {case}", **more) for _ in range(FAILURES + 1)]
    upstream.raw = None

    answered = ask(proxy, "somebody else")

    assert {answer.status_code for answer in refused} <= {422, 503}
    assert answered.status_code == 200


def test_one_person_with_tokens_of_many_roles_is_one_caller(
    proxy: Proxy, upstream: Upstream
) -> None:
    body = {"model": "roles", "messages": SAY}
    upstream.status = 500
    for number in range(FAILURES):
        who = {"org": "many roles", "roles": ["reader", f"extra-{number}"]}
        proxy.ask("POST", CHAT, json=body, who=who)
    upstream.status = 200

    assert ask(proxy, "somebody else", model="roles").status_code == 200


@pytest.mark.parametrize("status", [400, 403, 413, 429])
def test_a_provider_that_refuses_a_request_is_well(
    proxy: Proxy, upstream: Upstream, status: int
) -> None:
    upstream.status = status
    for _ in range(2 if status == 429 else FAILURES + 1):
        ask(proxy, f"refused with {status}")
    upstream.status = 200

    assert ask(proxy, "somebody else").status_code == 200


@pytest.mark.parametrize("case", FAILS)
def test_a_provider_that_fails_for_everybody_is_left_alone(
    proxy: Proxy, upstream: Upstream, case: str
) -> None:
    upstream.raw, upstream.status = FAILS[case], 200 if FAILS[case] else 500
    for number in range(FAILURES):
        ask(proxy, f"{case} {number}", model=failing(case))
    seen = len(upstream.seen)

    ask(proxy, "somebody else", model=failing(case))

    assert len(upstream.seen) == seen >= FAILURES


def test_after_a_rest_a_try_that_says_nothing_leaves_the_next_one_to_find_out() -> None:
    now = 0.0
    breaker = Breaker(lambda: now)
    for _ in range(FAILURES):
        breaker.failed("up")
    now += REST_SECONDS

    found = [breaker.lets("up"), breaker.lets("up")]
    breaker.told_nothing("up")
    found += [breaker.lets("up"), breaker.lets("up")]

    assert found == [True, False, True, False]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", ["plain", "claude"])
def test_json_in_a_fence_is_the_json_that_was_asked_for(
    proxy: Proxy, upstream: Upstream, model: str, stream: bool
) -> None:
    upstream.text = '```json\n{"who": "the team"}\n```\n'

    found = proxy.client(org="fenced").chat.completions.create(
        model=model, messages=SAY, response_format=JSON, stream=stream
    )

    assert words(found, stream) == '{"who": "the team"}'


@pytest.mark.parametrize("stream", [False, True])
def test_a_fence_stays_where_no_json_was_asked_for(
    proxy: Proxy, upstream: Upstream, stream: bool
) -> None:
    upstream.text = "```json\n{}\n```"

    found = proxy.client(org="code").chat.completions.create(
        model="plain", messages=SAY, stream=stream
    )

    assert words(found, stream) == upstream.text


def words(found: Any, stream: bool, name: str = "content") -> str:
    """Give the words of an answer."""
    if not stream:
        return str(getattr(found.choices[0].message, name))
    deltas = [chunk.choices[0].delta for chunk in found if chunk.choices]
    return "".join(getattr(delta, name) or "" for delta in deltas)


LIES = {
    "words": {"prompt_tokens": 10, "completion_tokens": 900_000},
    "questions": {"prompt_tokens": 900_000, "completion_tokens": 5},
    "all": {"prompt_tokens": 900_000, "completion_tokens": 900_000},
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("lie", LIES)
def test_a_provider_that_says_it_used_far_more_is_paid_what_was_put_aside_at_most(
    proxy: Proxy, upstream: Upstream, lie: str, stream: bool
) -> None:
    upstream.raw = None if stream else told({"content": "Bob."}, usage=LIES[lie])
    upstream.usage = LIES[lie]
    books, org = Books(proxy.folder), f"lies {lie} {stream}"
    before = proxy.metric("microapp_llm_excess_total")

    answer = ask(proxy, org, stream=stream, max_tokens=50)

    money = books.settled(org)
    (row,) = books.lineage(org)
    assert answer.status_code == 200
    assert 0 < money.spent <= 50 * PRICE["output"] + 100 * PRICE["input"]
    assert row["cost_nano"] == money.spent == money.ledger
    assert shown(proxy, org) == (money.spent, 0, money.ledger)
    assert books.excess(org) > 800_000 * PRICE["input"]
    assert proxy.metric("microapp_llm_excess_total") == before + 1
    (used,) = proxy.ask("GET", "/v1/usage", who={"org": org}).json()["items"]
    assert used["tokens"] == used["input_tokens"] + used["output_tokens"] <= 150
    assert stream or answer.json()["usage"]["total_tokens"] == used["tokens"]


def test_a_provider_of_vectors_that_says_it_used_far_more_is_paid_what_was_put_aside_at_most(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.raw = b'{"data": [{"index": 0, "embedding": [1]}], "usage": {"prompt_tokens": 900000}}'
    body = {"model": "vectors", "input": "Who is away?"}

    answer = proxy.ask("POST", "/v1/embeddings", json=body, who={"org": "lying vectors"})

    used = answer.json()["usage"]["prompt_tokens"]
    money = Books(proxy.folder).settled("lying vectors")
    assert 0 < used < 100
    assert money.spent == money.ledger == used * PRICE["input"]
    assert Books(proxy.folder).excess("lying vectors") > 800_000 * PRICE["input"]


def test_a_part_that_is_larger_is_believed_where_all_of_it_fits_into_what_was_put_aside(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.raw = told({"content": "Bob."}, usage={"prompt_tokens": 88, "completion_tokens": 5})

    answer = ask(proxy, "hidden words", max_tokens=50)

    assert answer.json()["usage"]["prompt_tokens"] == 88
    assert (
        Books(proxy.folder).settled("hidden words").spent
        == 88 * PRICE["input"] + 5 * PRICE["output"]
    )
    assert Books(proxy.folder).excess("hidden words") == 0


UNSAID: dict[str, tuple[dict[str, Any], dict[str, Any], int]] = {
    "words": ({"content": "The team is away."}, {}, 17),
    "thoughts": ({"content": "Bob.", "reasoning_content": "Who, then?"}, {}, 14),
    "a tool": (
        {"tool_calls": [{"id": "c", "function": {"name": "leave", "arguments": '{"who":"B"}'}}]},
        {"tools": [TOOL]},
        16,
    ),
}


@pytest.mark.parametrize("usage", [None, {"prompt_tokens": 9}], ids=["none", "of the question"])
@pytest.mark.parametrize("case", UNSAID)
def test_a_whole_answer_without_usage_costs_the_tokens_that_its_words_have(
    proxy: Proxy, upstream: Upstream, case: str, usage: Any
) -> None:
    message, more, tokens = UNSAID[case]
    upstream.raw = told(message, usage=usage)
    org, books = f"unsaid {case} {usage}", Books(proxy.folder)

    answer = ask(proxy, org, **more)

    money = books.settled(org)
    used = answer.json()["usage"]
    assert used["completion_tokens"] == tokens  # of bytes, as this vocabulary is not known
    assert money.spent == used["prompt_tokens"] * PRICE["input"] + tokens * PRICE["output"]
    assert books.lineage(org)[0]["cost_nano"] == money.spent == money.ledger


@pytest.mark.parametrize("usage", [None, {"input_tokens": 9}, {"output_tokens": 1}])
def test_anthropics_answer_without_usage_costs_the_tokens_that_its_words_have_too(
    proxy: Proxy, upstream: Upstream, usage: Any
) -> None:
    said = {"content": [{"type": "text", "text": "The team is away."}], "stop_reason": "end_turn"}
    upstream.raw = json.dumps({**said, "usage": usage}).encode()

    answer = ask(proxy, f"anthropic {usage}", model="claude")

    used = answer.json()["usage"]
    money = Books(proxy.folder).settled(f"anthropic {usage}")
    assert used["completion_tokens"] == 17
    assert money.spent == used["prompt_tokens"] * PRICE["input"] + 17 * PRICE["output"]


def test_what_a_model_thinks_unseen_costs_all_that_was_put_aside_where_it_says_no_usage(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.raw = told({"content": "Bob."}, usage=None)

    ask(proxy, "thinks", model="thinker")

    assert Books(proxy.folder).settled("thinks").spent > MOST * PRICE["output"]


MAIL = "ann.lee@example.org"


@pytest.mark.parametrize("form", [{}, {"response_format": JSON}], ids=["text", "JSON"])
@pytest.mark.parametrize("stream", [False, True])
def test_what_a_model_says_as_it_refuses_is_read_by_the_guards_and_given_on(
    proxy: Proxy, upstream: Upstream, stream: bool, form: Any
) -> None:
    said = f"I cannot say that. Ask {MAIL} about it."
    upstream.raw = None if stream else told({"content": None, "refusal": said})
    upstream.text = ""
    upstream.begins = [
        {"choices": [{"index": 0, "delta": {"refusal": said[at : at + 5]}}]}
        for at in range(0, len(said), 5)
    ]

    found = proxy.client(org=f"no {stream} {len(form)}").chat.completions.create(
        model="plain", messages=SAY, stream=stream, **form
    )

    assert words(found, stream, "refusal") == "I cannot say that. Ask [EMAIL] about it."


def test_a_refusal_that_a_client_sends_back_is_what_the_model_said(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.raw = told({"content": None, "refusal": f"Not {MAIL}."})
    first = proxy.client(org="back").chat.completions.create(model="plain", messages=SAY)
    upstream.raw = None

    proxy.client(org="back").chat.completions.create(
        model="plain", messages=[*SAY, first.choices[0].message.model_dump(), *SAY]
    )

    assert upstream.seen[1]["messages"][1] == {"role": "assistant", "content": "Not [EMAIL]."}


def test_an_answer_as_openais_client_writes_it_down_is_a_message_of_the_contract() -> None:
    contract = yaml.load(CONTRACT.read_text("utf-8"), yaml.CSafeLoader)
    message = contract["components"]["schemas"]["ChatMessage"]
    told = ChatCompletionMessage(role="assistant", refusal="No.").model_dump()

    assert jsonschema_rs.validator_for(message).is_valid(told)


def test_a_stored_prompt_that_is_to_give_json_gives_no_refusal_instead(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.raw = told({"content": None, "refusal": "No."})
    body = {"variables": {"message": "Who is away?"}}

    answer = proxy.ask("POST", "/v1/prompts/answer-as-json/run", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "answer_not_as_asked")


NONE = {
    "missing": {"name": "leave"},
    "null": {"name": "leave", "arguments": None},
    "empty": {"name": "leave", "arguments": ""},
    "an object": {"name": "leave", "arguments": {}},
}


@pytest.mark.parametrize("case", NONE)
def test_a_tool_that_is_called_without_arguments_gets_an_empty_object(
    proxy: Proxy, upstream: Upstream, case: str
) -> None:
    upstream.raw = told({"tool_calls": [{"id": "c", "type": "function", "function": NONE[case]}]})

    found = proxy.client(org=f"none {case}").chat.completions.create(
        model="plain", messages=SAY, tools=[TOOL]
    )

    assert found.choices[0].message.tool_calls[0].function.arguments == "{}"


PARTS: dict[str, list[dict[str, Any]]] = {
    "arguments come first": [
        {"function": {"arguments": '{"who":'}},
        {"id": "c", "function": {"name": "leave", "arguments": ' "Bo"}'}},
    ],
    "no id": [{"function": {"name": "leave", "arguments": '{"who": "Bo"}'}}],
    "the id comes first": [
        {"id": "c", "function": {"arguments": ""}},
        {"function": {"name": "leave", "arguments": '{"who": "Bo"}'}},
    ],
}


def streamed(proxy: Proxy, upstream: Upstream, org: str, parts: list[dict[str, Any]]) -> list[Any]:
    """Give the parts of a tool's call as a client gets them."""
    deltas = [{"tool_calls": [{"index": 0, "type": "function", **part}]} for part in parts]
    upstream.begins = [{"choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    upstream.text, upstream.finish = "", "tool_calls"
    found = proxy.client(org=org).chat.completions.create(
        model="plain", messages=SAY, tools=[TOOL], stream=True
    )
    return [part for chunk in found for part in chunk.choices[0].delta.tool_calls or ()]


@pytest.mark.parametrize("case", PARTS)
def test_a_streamed_call_says_its_tool_before_anything_else(
    proxy: Proxy, upstream: Upstream, case: str
) -> None:
    first, *more = streamed(proxy, upstream, f"parts {case}", PARTS[case])

    assert (first.function.name, bool(first.id)) == ("leave", True)
    assert json.loads("".join(p.function.arguments for p in (first, *more))) == {"who": "Bo"}


def test_a_streamed_call_of_no_tool_is_not_given_on(proxy: Proxy, upstream: Upstream) -> None:
    with pytest.raises(openai.APIError) as caught:
        streamed(proxy, upstream, "nameless", [{"id": "c", "function": {"arguments": "{}"}}])

    assert caught.value.code == "answer_not_as_asked"


def test_streamed_calls_that_say_neither_number_nor_id_do_not_become_one(
    proxy: Proxy, upstream: Upstream
) -> None:
    call = {"type": "function", "function": {"name": "leave", "arguments": '{"who": "Bo"}'}}
    begun = {"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}
    upstream.begins, upstream.text, upstream.finish = [begun, begun], "", "tool_calls"

    with pytest.raises(openai.APIError) as caught:
        list(
            proxy.client(org="unplaced").chat.completions.create(
                model="plain", messages=SAY, tools=[TOOL], stream=True
            )
        )

    assert caught.value.code == "answer_not_as_asked"


@pytest.mark.parametrize("case", PARTS)
def test_a_streamed_call_is_kept_with_its_tool(case: str) -> None:
    answer = Assembled()
    for part in PARTS[case]:
        answer.add({"choices": [{"delta": {"tool_calls": [{"index": 0, **part}]}}]})
    answer.add({"choices": [{"delta": {}, "finish_reason": "tool_calls"}]})

    (call,) = (answer.body() or {})["choices"][0]["message"]["tool_calls"]
    assert (call["function"]["name"], call["id"]) == ("leave", None if case == "no id" else "c")


def test_calls_of_tools_without_an_id_get_one_each(proxy: Proxy, upstream: Upstream) -> None:
    call = {"type": "function", "function": {"name": "leave", "arguments": '{"who": "Bo"}'}}
    upstream.raw = told({"tool_calls": [call, {**call, "id": ""}]})

    found = proxy.client(org="two calls").chat.completions.create(
        model="plain", messages=SAY, tools=[TOOL]
    )

    one, two = found.choices[0].message.tool_calls
    assert one.id
    assert two.id
    assert one.id != two.id


def test_usage_that_is_told_before_the_words_leaves_none_of_them_free(
    proxy: Proxy, upstream: Upstream
) -> None:
    early = {"prompt_tokens": 9, "completion_tokens": 0, "total_tokens": 9}
    upstream.begins = [{"choices": [], "usage": early}]
    upstream.tells_usage = False
    usage = {"include_usage": True}

    *_, last = proxy.client(org="early").chat.completions.create(
        model="plain", messages=SAY, stream=True, stream_options=usage
    )

    assert last.usage.completion_tokens > 0


def test_a_stream_that_says_no_usage_is_kept_with_what_its_words_cost(
    tmp_path: Path, upstream: Upstream
) -> None:
    there = {"base_url": f"{upstream.url}/v1", "key": "LLM_KEY_UP", "price": PRICE}
    environ = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_KEY_UP": "up-key"}
    plain = local("plain", provider="openai", **there)
    upstream.tells_usage = False

    with running_proxy(made(tmp_path / "app"), [plain], **environ) as proxy:
        chat = proxy.client().chat.completions
        list(chat.create(model="plain", messages=SAY, stream=True))
        kept = chat.create(model="plain", messages=SAY)

    assert len(upstream.seen) == 1
    assert kept.usage.completion_tokens > 0
    assert kept.usage.prompt_tokens > 0


@pytest.mark.parametrize(("finish", "arguments"), [("stop", "{}"), ("length", "")])
def test_a_streamed_call_without_arguments_gets_an_empty_object_unless_it_was_cut(
    proxy: Proxy, upstream: Upstream, finish: str, arguments: str
) -> None:
    call = {"index": 0, "id": "c", "type": "function", "function": {"name": "leave"}}
    upstream.begins = [{"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}]
    upstream.text, upstream.finish = "", finish

    found = proxy.client(org=f"silent {finish}").chat.completions.create(
        model="plain", messages=SAY, tools=[TOOL], stream=True
    )

    parts = [part for chunk in found for part in chunk.choices[0].delta.tool_calls or ()]
    assert "".join(part.function.arguments for part in parts) == arguments
