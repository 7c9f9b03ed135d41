"""Answers of models that cannot be given on, or only after a change: who pays, who tries again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from microapp_llm.providers.breaker import FAILURES, REST_SECONDS, Breaker
from tests.servers.books import Books
from tests.servers.llm import Proxy, local, made, running_proxy
from tests.servers.upstream import Upstream, running_upstream

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
    names = ("plain", "broken", "keyed", "refused", *map(failing, FAILS))
    claude = {"provider": "anthropic", **there, "base_url": upstream.url}
    models = [
        *(local(name, provider="openai", **there) for name in names),
        local("claude", **claude),
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
    "busy with 200": (b'{"error": {"code": 429, "message": "slowly"}}', {}),
}


@pytest.mark.parametrize("case", CAUSED_BY_ITS_CALL)
def test_what_the_calls_of_one_caller_cause_closes_a_model_to_nobody(
    proxy: Proxy, upstream: Upstream, case: str
) -> None:
    upstream.raw, more = CAUSED_BY_ITS_CALL[case]
    calls = 2 if "busy" in case else FAILURES + 1  # where each makes several tries
    refused = [ask(proxy, f"causes {case}", **more) for _ in range(calls)]
    upstream.raw = None

    answered = ask(proxy, "somebody else")

    assert {answer.status_code for answer in refused} <= {422, 503}
    assert answered.status_code == 200


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
    for _ in range(FAILURES):
        ask(proxy, case, model=failing(case))
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
