"""The contract of the proxy and the proxy agree on what may come and what may be sent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest
from jsonschema_rs import Draft202012Validator

from tests.houses import ROOT
from tests.servers.llm import EMBED, Proxy, local, made, running_proxy
from tests.servers.sqlite_vec import with_vec
from tests.yaml_text import parsed

CONTRACT = ROOT / "blueprints/llm_proxy/files/openapi.yaml"
CHAT, EMBEDDINGS, RUN = "/v1/chat/completions", "/v1/embeddings", "/v1/prompts/{id}/run"
QUESTION = {"model": "small", "messages": [{"role": "user", "content": "Who is away?"}]}
PLAIN = frozenset(("cache-control", "content-length", "content-type", "date", "server")) | {
    *("content-security-policy", "strict-transport-security", "vary"),
    *("x-content-type-options", "x-frame-options", "referrer-policy"),
}
"""Headers that any answer of the web may have; a contract need not name them."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy that keeps vectors."""
    folder = made(tmp_path_factory.mktemp("contract") / "app")
    models = [local("small"), EMBED]
    with with_vec(), running_proxy(folder, models, LLM_VECTORS="on") as proxy:
        yield proxy


@cache
def document() -> Any:
    return parsed(CONTRACT.read_text("utf-8"))


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [
        (path, operation)
        for path, item in document()["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]


def responses(operation: dict[str, Any]) -> dict[str, Any]:
    """Give the responses of an operation with their references followed."""
    shared = document()["components"]["responses"]
    return {
        status: shared[part["$ref"].rpartition("/")[2]] if "$ref" in part else part
        for status, part in operation["responses"].items()
    }


def undeclared(path: str, answer: httpx.Response) -> set[str]:
    """Give the headers of an answer to a POST that the contract does not name."""
    stated = responses(document()["paths"][path]["post"])[str(answer.status_code)]
    return set(answer.headers) - PLAIN - {name.lower() for name in stated["headers"]}


def test_whatever_takes_a_body_may_say_that_it_came_too_slowly() -> None:
    silent = [
        path for path, one in operations() if "requestBody" in one and "408" not in one["responses"]
    ]

    assert silent == []


def test_the_headers_of_an_answer_that_is_said_again_are_in_the_contract(proxy: Proxy) -> None:
    headers = {"Idempotency-Key": "again"}

    first, again = (proxy.ask("POST", CHAT, json=QUESTION, headers=headers) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["idempotent-replayed"] == "true"
    assert undeclared(CHAT, again) == set()


@pytest.mark.parametrize("body", [{}, {"model": "none-such", "messages": QUESTION["messages"]}])
def test_the_headers_of_a_refusal_are_in_the_contract(proxy: Proxy, body: dict[str, Any]) -> None:
    answer = proxy.ask("POST", CHAT, json=body)

    assert answer.status_code in (404, 422)
    assert undeclared(CHAT, answer) == set()


def test_every_answer_has_the_name_of_its_request() -> None:
    nameless = [
        (path, status)
        for path, operation in operations()
        for status, part in responses(operation).items()
        if "X-Request-Id" not in part["headers"]
    ]

    assert nameless == []


def test_every_operation_with_a_key_says_how_a_repeated_answer_is_told() -> None:
    key = {"$ref": "#/components/parameters/IdempotencyKey"}

    silent = [
        path
        for path, operation in operations()
        if key in operation.get("parameters", ())
        and "Idempotent-Replayed" not in next(iter(responses(operation).values()))["headers"]
    ]

    assert silent == []


TOOL_CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
TOOL = {"type": "function", "function": {"name": "f"}}
RUNS = {"variables": {"text": "Ann is away."}}
ITEM = {"kind": "prompt", "prompt": "summarise-text", "body": RUNS}
VECTOR = {"id": "handbook-1", "text": "Ann is away."}
EMBED_ONE = {"model": "embed", "input": "Leave"}
FORM = {"type": "json_schema", "json_schema": {"name": "n", "schema": {}}}
NULLS = (
    *("stream", "stream_options", "temperature", "top_p", "presence_penalty", "frequency_penalty"),
    *("max_tokens", "max_completion_tokens", "stop", "seed", "n", "tools", "tool_choice", "user"),
    *("parallel_tool_calls", "response_format", "safety_identifier", "prompt_cache_key"),
    *("reasoning_effort", "verbosity", "functions", "function_call", "logprobs", "top_logprobs"),
    *("logit_bias", "audio", "modalities", "prediction", "store", "metadata", "service_tier"),
    *("web_search_options", "moderation", "prompt_cache_options", "prompt_cache_retention"),
)


def said(role: str, **more: Any) -> dict[str, Any]:
    """A chat in which one message more is there."""
    message = {"role": role, "content": "Hello", **more}
    return {**QUESTION, "messages": [*QUESTION["messages"], message]}


def stored(**metadata: Any) -> dict[str, Any]:
    return {"model": "embed", "items": [{**VECTOR, "metadata": metadata}]}


TAKEN: list[tuple[str, dict[str, Any]]] = [
    *((CHAT, {**QUESTION, name: None}) for name in NULLS),
    (CHAT, {**QUESTION, "functions": [], "logit_bias": {}, "metadata": {}}),
    (CHAT, {**QUESTION, "logprobs": False, "store": False}),
    (CHAT, {**QUESTION, "modalities": ["text"], "service_tier": "auto"}),
    (CHAT, {**QUESTION, "tools": [{**TOOL, "function": {"name": "f", "strict": None}}]}),
    (CHAT, {**QUESTION, "response_format": {"type": "text", "json_schema": None}}),
    *((CHAT, said(role, name=None)) for role in ("system", "developer", "user", "assistant")),
    (CHAT, said("assistant", parsed={"a": 1}, annotations=None, audio=None, function_call=None)),
    (CHAT, said("assistant", tool_calls=[{**TOOL_CALL, "index": None}])),
    (CHAT, said("assistant", tool_calls=[{**TOOL_CALL, "index": 0}])),
    *(
        (EMBEDDINGS, {**EMBED_ONE, name: None})
        for name in ("encoding_format", "dimensions", "user")
    ),
    ("/v1/vectors", stored(a=10**15, b=-1e15, c=True, d="handbook")),
]
NO_KINDS: list[Any] = [[], {}]
NO_TEXTS: list[Any] = ["", [], [""], [[]], None]
REFUSED: list[tuple[str, dict[str, Any]]] = [
    (CHAT, {**QUESTION, "messages": []}),
    (CHAT, {**QUESTION, "logprobs": True}),
    (CHAT, {**QUESTION, "functions": [TOOL["function"]]}),
    (CHAT, {**QUESTION, "store": 0}),
    (CHAT, {**QUESTION, "model": None}),
    (CHAT, {**QUESTION, "messages": [{"role": "user", "content": []}]}),
    *(
        (CHAT, {**QUESTION, "messages": [{"role": "user", "content": [{"type": t}]}]})
        for t in NO_KINDS
    ),
    (CHAT, said("assistant", tool_calls=[{**TOOL_CALL, "index": -1}])),
    *((EMBEDDINGS, {**EMBED_ONE, "input": given}) for given in NO_TEXTS),
    (RUN, {**RUNS, "version": None}),
    (RUN, {**RUNS, "stream": None}),
    (RUN, {"variables": None}),
    ("/v1/batches", {"items": []}),
    ("/v1/batches", {"items": [{"kind": "chat", "body": QUESTION}] * 1001}),
    ("/v1/batches", {"items": [{"kind": "chat", "prompt": None, "body": QUESTION}]}),
    ("/v1/vectors", {"model": "embed", "items": [VECTOR], "dimensions": None}),
    ("/v1/vectors", {"model": "embed", "items": [{**VECTOR, "text": ""}]}),
    *(("/v1/vectors", stored(a=a)) for a in (10**15 + 1, -(10**15) - 1, 1e16, -1.1e15, None)),
    ("/v1/vectors/search", {"model": "embed", "text": ""}),
    ("/v1/vectors/search", {"model": "embed", "text": "Ann", "dimensions": None}),
    ("/v1/approvals", {"model": "small", "reason": "", "days": 7}),
    ("/v1/approvals", {"model": "small", "reason": "Long texts.", "days": 31}),
    ("/v1/approvals", {"model": "small", "reason": "a " * 500 + "b", "days": 7}),
    ("/v1/approvals", {"model": "small", "reason": "Long texts.", "days": 7, "scope": None}),
]


def fits(path: str, body: dict[str, Any]) -> bool:
    """Whether the contract allows a body."""
    content = document()["paths"][path]["post"]["requestBody"]["content"]
    schema = {**content["application/json"]["schema"], "components": document()["components"]}
    return Draft202012Validator(schema).is_valid(body)


def answered(proxy: Proxy, path: str, body: dict[str, Any]) -> httpx.Response:
    return proxy.ask("POST", path.replace("{id}", "summarise-text"), json=body)


@pytest.mark.parametrize(("path", "body"), TAKEN)
def test_what_clients_write_down_of_nothing_is_allowed_and_taken(
    proxy: Proxy, path: str, body: dict[str, Any]
) -> None:
    answer = answered(proxy, path, body)

    assert (fits(path, body), answer.status_code) == (True, 200), answer.text


@pytest.mark.parametrize(("path", "body"), REFUSED)
def test_what_the_contract_forbids_is_refused(
    proxy: Proxy, path: str, body: dict[str, Any]
) -> None:
    answer = answered(proxy, path, body)

    assert (fits(path, body), answer.status_code) == (False, 422), answer.text


def test_the_longest_wish_that_the_contract_allows_is_taken(proxy: Proxy) -> None:
    wish = {"model": "small", "reason": "a " * 500, "days": 30}

    answer = answered(proxy, "/v1/approvals", wish)

    assert (fits("/v1/approvals", wish), answer.status_code) == (True, 201), answer.text


@pytest.mark.parametrize("given", [[1, 2], [[1, 2], [3]]])
def test_the_contract_allows_the_tokens_that_a_client_cut_a_text_into(given: list[Any]) -> None:
    assert fits(EMBEDDINGS, {"model": "embed", "input": given})
