"""The contract of the proxy and the proxy agree on what may come and what may be sent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest

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
