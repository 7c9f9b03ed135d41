"""What fits into a model's context: refused where it surely does not, else its provider judges."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.books import Books
from tests.servers.llm import LOCAL, Proxy, local, made, running_proxy
from tests.servers.scripted_model import Body, Fails, ScriptedModel, hello

CHAT = "/v1/chat/completions"
PROSE = "The weather in spring is nice, and everybody goes out for a walk. "
"""15 tokens in OpenAI's vocabulary; 66 bytes, and not less than 13 tokens anywhere."""

ENGLISH = PROSE * 220
CONTEXT = 4096


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the proxy lies."""
    return made(tmp_path_factory.mktemp("context") / "app")


@pytest.fixture(scope="module")
def proxy(folder: Path, upstream: ScriptedModel) -> Iterator[Proxy]:
    """A running proxy of models with a small context."""
    there: Body = {"provider": "openai", "base_url": upstream.url, "key": "LLM_KEY_UP"}
    there |= {"context": CONTEXT, "max_output": 400}
    vectors = {**there, "kind": "embeddings", "max_output": 0}
    models = [
        local("tiny", **there | {"context": 100, "model": "tiny"}),
        local("larger", **there | {"price": {"input": 200, "output": 800}}),
        local("unknown", **there | {"price": {"input": 300, "output": 900}}),
        local("known", **there | {"model": "gpt-4o", "price": {"input": 5000, "output": 20000}}),
        local("vectors", **vectors | {"model": "text-embedding-3-small"}),
        local("vectors-unknown", **vectors),
        local("vectors-small", **vectors | {"context": 100, "price": {"input": 10, "output": 0}}),
        local("led", **there | {"fallback": ["tiny"], "price": {"input": 400, "output": 900}}),
    ]
    environ = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_KEY_UP": "up-key-0123456789-abcdefghij"}
    with running_proxy(folder, models, LLM_CACHE_SECONDS="0", **environ) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(upstream: ScriptedModel) -> None:
    upstream.says = hello
    upstream.seen.clear()


def chat(proxy: Proxy, text: str, model: str, org: str = "acme", **more: Any) -> httpx.Response:
    """Ask with one text."""
    body = {"model": model, "messages": [{"role": "user", "content": text}], **more}
    return proxy.ask("POST", CHAT, json=body, who={"org": org})


def embed(proxy: Proxy, texts: list[str], model: str) -> httpx.Response:
    """Ask for the vectors of texts."""
    return proxy.ask("POST", "/v1/embeddings", json={"model": model, "input": texts})


@pytest.mark.parametrize("model", ["vectors", "vectors-unknown"])
def test_the_texts_of_a_call_for_vectors_may_be_longer_together_than_the_context(
    proxy: Proxy, model: str
) -> None:
    texts = [f"{number} {PROSE * 15}" for number in range(60)]

    answer = embed(proxy, texts, model)

    assert (answer.status_code, len(answer.json()["data"])) == (200, 60)


@pytest.mark.parametrize("model", ["vectors", "vectors-unknown"])
def test_one_text_that_is_longer_than_the_context_is_refused(proxy: Proxy, model: str) -> None:
    answer = embed(proxy, ["short", PROSE * 400], model)

    assert (answer.status_code, answer.json()["code"]) == (422, "context_length_exceeded")


def test_a_text_is_sent_where_only_the_bound_on_its_tokens_is_beyond_the_context(
    proxy: Proxy,
) -> None:
    answer = chat(proxy, ENGLISH, "unknown")

    assert answer.status_code == 200


def test_a_text_that_is_too_long_in_every_vocabulary_is_refused(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    answer = chat(proxy, PROSE * 400, "unknown")

    assert (answer.status_code, answer.json()["code"]) == (422, "context_length_exceeded")
    told = "The request has at least 5280 tokens; this model's maximum context length is"
    assert answer.json()["message"].startswith(told)
    assert not upstream.seen


def test_what_a_provider_finds_too_long_costs_nothing(
    proxy: Proxy, folder: Path, upstream: ScriptedModel
) -> None:
    async def too_long(body: Body) -> AsyncIterator[str]:
        del body
        raise Fails(400)
        yield ""

    upstream.says = too_long
    answer = chat(proxy, ENGLISH, "unknown", org="sparing")

    assert (answer.status_code, answer.json()["code"]) == (422, "refused_by_provider")
    assert Books(folder).settled("sparing").ledger == 0


def test_a_provider_is_asked_for_no_more_than_its_context_holds_beside_the_request(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    asked = chat(proxy, PROSE * 260, "known")  # 3,900 tokens

    assert asked.status_code == 200
    (sent,) = map(json.loads, upstream.seen)
    assert 3900 + sent["max_tokens"] <= CONTEXT
    assert sent["max_tokens"] > 100


def test_a_full_context_leaves_room_for_one_token(proxy: Proxy, upstream: ScriptedModel) -> None:
    asked = chat(proxy, PROSE * 272, "known")

    assert asked.status_code == 200
    assert json.loads(upstream.seen[0])["max_tokens"] == 1


def test_where_tokens_cannot_be_counted_the_answer_gets_half_of_what_may_be_left(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    chat(proxy, PROSE * 290, "unknown")  # 3,828 tokens at least

    assert json.loads(upstream.seen[0])["max_tokens"] == (CONTEXT - 3828) // 2


@pytest.mark.parametrize("field", ["max_tokens", "max_completion_tokens"])
@pytest.mark.parametrize(("model", "sentences"), [("known", 260), ("unknown", 290)])
def test_an_answer_that_a_caller_asks_for_and_that_cannot_fit_is_refused(
    proxy: Proxy, upstream: ScriptedModel, model: str, sentences: int, field: str
) -> None:
    named: Body = {field: 390}

    answer = chat(proxy, PROSE * sentences, model, **named)

    assert (answer.status_code, answer.json()["code"]) == (422, "context_length_exceeded")
    assert "390" in answer.json()["message"]
    assert not upstream.seen


def test_an_answer_that_a_caller_asks_for_and_that_may_fit_is_asked_for(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    chat(proxy, ENGLISH, "unknown", max_tokens=300)

    assert json.loads(upstream.seen[0])["max_tokens"] == 300


def test_auto_passes_over_a_model_whose_context_is_too_small(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    short, long = chat(proxy, "Hello", "auto"), chat(proxy, PROSE * 20, "auto")

    assert (short.status_code, long.status_code) == (200, 200)
    assert [json.loads(seen)["model"] for seen in upstream.seen] == ["tiny", LOCAL["model"]]


def test_auto_names_the_largest_model_where_none_is_large_enough(proxy: Proxy) -> None:
    answer = chat(proxy, PROSE * 400, "auto")

    assert (answer.status_code, answer.json()["code"]) == (422, "context_length_exceeded")
    assert f"maximum context length is {CONTEXT} (larger)" in answer.json()["message"]


def test_auto_gives_no_longer_text_the_vectors_of_another_model(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    short, long = embed(proxy, ["short"], "auto"), embed(proxy, ["short", PROSE * 20], "auto")

    assert (short.status_code, long.status_code) == (200, 422)
    assert len(upstream.seen) == 1


def test_a_stand_in_that_cannot_take_a_text_is_not_asked(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    async def broken(body: Body) -> AsyncIterator[str]:
        del body
        raise Fails(500)
        yield ""

    upstream.says = broken
    chat(proxy, PROSE * 20, "led")

    assert {json.loads(seen)["model"] for seen in upstream.seen} == {LOCAL["model"]}
