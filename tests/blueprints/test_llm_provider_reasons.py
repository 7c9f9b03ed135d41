"""Why a provider refuses, where people can act on it: no money left, too long, its own filter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import openai
import pytest

from tests.servers.llm import Proxy, local, made, running_proxy
from tests.servers.upstream import Upstream, running_upstream

SAY = [{"role": "user", "content": "How long is parental leave?"}]
SECRET = "quoted words of the request"
INVALID = "invalid_request_error"


class Refused(NamedTuple):
    """What a provider says, and what a caller of the proxy gets."""

    status: int
    error: dict[str, Any]
    code: str
    text: str
    again: bool


MONEY = ("provider_unavailable", "account at the provider of this model is used up", False)
LENGTH = ("context_length_exceeded", "maximum context length", False)
FILTER = ("refused_by_provider", "filter of this model's provider", False)
CASES = {
    "OpenAI without credit": Refused(
        429, {"type": "insufficient_quota", "code": "credit_balance_exhausted"}, *MONEY
    ),
    "OpenAI as it was": Refused(429, {"code": "insufficient_quota", "type": "tokens"}, *MONEY),
    "Anthropic without credit": Refused(
        400, {"type": INVALID, "message": "Your credit balance is too low to access it."}, *MONEY
    ),
    "OpenAI, too long": Refused(400, {"type": INVALID, "code": "context_length_exceeded"}, *LENGTH),
    "Anthropic, too long": Refused(
        400, {"type": INVALID, "message": "prompt is too long: 215000 tokens > 200000"}, *LENGTH
    ),
    "vLLM, too long": Refused(
        400, {"code": 400, "message": "This model's maximum context length is 4096."}, *LENGTH
    ),
    "Azure's filter": Refused(400, {"code": "content_filter", "status": 400}, *FILTER),
    "busy": Refused(
        429, {"type": "requests", "code": "rate_limit_exceeded"}, "provider_busy", "busy", True
    ),
    "anything else": Refused(
        400, {"type": INVALID, "code": None}, "refused_by_provider", "does not take this", False
    ),
}


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    """The server of a model."""
    with running_upstream() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Proxy]:
    """The proxy in front of it."""
    folder = made(tmp_path_factory.mktemp("reasons") / "app")
    there = {"base_url": f"{upstream.url}/v1", "key": "LLM_KEY_UP", "provider": "openai"}
    models = [
        local("plain", **there),
        local("claude", **{**there, "provider": "anthropic", "base_url": upstream.url}),
        local("rescued", **there, fallback=["spare"]),
        local("spare"),
    ]
    environ = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_KEY_UP": "up-key-0123456789"}
    with running_proxy(folder, models, LLM_CACHE_SECONDS="0", **environ) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(upstream: Upstream) -> Iterator[None]:
    """Forget what was asked before a test, and answer as a server should after it."""
    upstream.seen.clear()
    yield
    upstream.status, upstream.raw = 200, None


def refusal(proxy: Proxy, *, stream: bool, model: str = "plain") -> openai.APIStatusError:
    """Give what OpenAI's own client raises."""
    client = proxy.client(org="reasons").with_options(max_retries=2)
    with pytest.raises(openai.APIStatusError) as raised:
        client.chat.completions.create(model=model, messages=SAY, stream=stream)
    return raised.value


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", ["plain", "claude"])
@pytest.mark.parametrize("case", [name for name in CASES if not CASES[name].again])
def test_a_caller_reads_the_reason_once_and_nothing_that_the_provider_wrote(
    proxy: Proxy, upstream: Upstream, case: str, model: str, stream: bool
) -> None:
    status, error, code, text, _ = CASES[case]
    said = f"{error.get('message', '')} {SECRET}"
    upstream.status, upstream.error = status, {**error, "message": said}

    told = refusal(proxy, stream=stream, model=model)

    assert told.code == code
    assert text in told.message
    assert SECRET not in told.response.text
    assert len(upstream.seen) == 1, "it was tried again, though it stays so"


@pytest.mark.parametrize("stream", [False, True])
def test_a_provider_that_is_busy_is_asked_again(
    proxy: Proxy, upstream: Upstream, stream: bool
) -> None:
    upstream.status, upstream.error, *_ = CASES["busy"]

    told = refusal(proxy, stream=stream)

    assert told.code == "provider_busy"
    assert len(upstream.seen) > 1


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("case", ["OpenAI without credit", "OpenAI, too long", "Azure's filter"])
def test_what_a_provider_refuses_costs_nothing(
    proxy: Proxy, upstream: Upstream, case: str, stream: bool
) -> None:
    upstream.status, upstream.error, *_ = CASES[case]
    who = {"org": f"unpaid {case} {stream}"}
    with pytest.raises(openai.APIStatusError):
        proxy.client(**who).chat.completions.create(model="plain", messages=SAY, stream=stream)

    levels = proxy.ask("GET", "/v1/budget", who=who).json()["levels"]
    assert levels
    assert {(one["spent_nano"], one["reserved_nano"]) for one in levels} == {(0, 0)}


def test_another_model_answers_for_one_whose_account_is_used_up(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.status, upstream.error, *_ = CASES["OpenAI without credit"]

    found = proxy.client(org="rescued").chat.completions.create(model="rescued", messages=SAY)

    assert found.choices[0].message.content


def test_an_error_that_comes_with_200_is_read_as_well(proxy: Proxy, upstream: Upstream) -> None:
    upstream.raw = b'{"error": {"code": "context_length_exceeded", "message": "Too long."}}'

    assert refusal(proxy, stream=False).code == "context_length_exceeded"
