"""What a call costs is what its model used: whoever stood in, whatever the provider claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.servers.books import Books, shown
from tests.servers.llm import Proxy, local, made, running_proxy
from tests.servers.upstream import Upstream, running_upstream

CHAT = "/v1/chat/completions"
CHEAP = {"input": 10, "output": 100}
KEPT = {"input": 100_000, "output": 10}
DEAR = {"input": 100_000, "output": 10_000_000}
MOST_TOKENS = 100
WORDS = "The team is away until Monday, says the calendar. " * 10  # less than the most tokens
HERE = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_KEY_UP": "up-key", "LLM_CACHE_SECONDS": "0"}


@pytest.fixture(scope="module")
def refusing() -> Iterator[Upstream]:
    """The server of a cheap model, which takes no request."""
    with running_upstream() as upstream:
        upstream.status = 400
        yield upstream


@pytest.fixture(scope="module")
def dear() -> Iterator[Upstream]:
    """The server of a dear model, which stands in for the cheap one."""
    with running_upstream() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def proxy(
    tmp_path_factory: pytest.TempPathFactory, refusing: Upstream, dear: Upstream
) -> Iterator[Proxy]:
    """The proxy in front of both."""
    folder = made(tmp_path_factory.mktemp("usage") / "app")
    there: dict[str, Any] = {"provider": "openai", "key": "LLM_KEY_UP"}
    models = [
        local("cheap", **there, base_url=f"{refusing.url}/v1", price=CHEAP, fallback=["dear"]),
        local("dear", **there, base_url=f"{dear.url}/v1", price=DEAR),
        local("keeps", **{**there, "provider": "anthropic"}, base_url=dear.url, price=KEPT),
        local(
            "keeps-long",
            **{**there, "provider": "anthropic"},
            base_url=dear.url,
            price={**KEPT, "cache_write": 2 * KEPT["input"]},
        ),
    ]
    with running_proxy(folder, models, LLM_WAIT_SECONDS="1", **HERE) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(dear: Upstream) -> None:
    dear.__init__(dear.port)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("fault", "stream"), [("silent", False), ("unreadable", False), ("unreadable", True)]
)
def test_a_model_that_stands_in_and_fails_is_paid_at_its_own_price(
    proxy: Proxy, dear: Upstream, fault: str, stream: bool
) -> None:
    dear.raw = b"<html>Sign in</html>" if fault == "unreadable" else None
    dear.endless = fault == "silent"
    dear.text = ""
    org = f"stand-in-{fault}-{stream}"

    ask(proxy, org, "cheap", stream=stream)

    assert paid(proxy, org) >= MOST_TOKENS * DEAR["output"]


def test_words_that_a_provider_counts_as_none_are_counted_here(
    proxy: Proxy, dear: Upstream
) -> None:
    dear.text, dear.usage = WORDS, {"prompt_tokens": 0, "completion_tokens": 0}

    answer = ask(proxy, "counted", "dear").json()

    assert answer["usage"]["completion_tokens"] > 50
    assert answer["usage"]["prompt_tokens"] > 0
    assert paid(proxy, "counted") >= 50 * DEAR["output"]


def test_words_after_what_a_stream_said_it_used_are_counted_too(
    proxy: Proxy, dear: Upstream
) -> None:
    early = {"choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": 1}}
    dear.begins, dear.text, dear.tells_usage = [early], WORDS, False

    ask(proxy, "early", "dear", stream=True)

    assert paid(proxy, "early") >= 50 * DEAR["output"]


def test_no_more_of_a_request_is_paid_as_cached_than_it_has(proxy: Proxy, dear: Upstream) -> None:
    details = {"cached_tokens": 1000}
    said: dict[str, Any] = {"prompt_tokens_details": details}
    dear.usage = {"prompt_tokens": 10, "completion_tokens": 5, **said}

    answer = ask(proxy, "cached", "dear").json()

    assert answer["usage"]["prompt_tokens_details"]["cached_tokens"] == 10


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("model", "written"), [("keeps", 125_000), ("keeps-long", 200_000)])
def test_what_a_provider_writes_to_its_cache_is_paid_at_its_own_price(
    proxy: Proxy, dear: Upstream, model: str, written: int, stream: bool
) -> None:
    dear.written = 10
    org = f"{model}-{stream}"

    answer = ask(proxy, org, model, stream=stream)

    assert '"cache_write_tokens":10' in answer.text.replace(" ", "") or stream
    assert paid(proxy, org) == 10 * KEPT["input"] + 10 * written + 5 * KEPT["output"]


def test_no_more_is_paid_as_written_than_a_request_has(proxy: Proxy, dear: Upstream) -> None:
    details = {"cached_tokens": 4, "cache_write_tokens": 1000}
    said: dict[str, Any] = {"prompt_tokens_details": details}
    dear.usage = {"prompt_tokens": 10, "completion_tokens": 5, **said}

    answer = ask(proxy, "written", "dear").json()

    assert answer["usage"]["prompt_tokens_details"] == {"cached_tokens": 4, "cache_write_tokens": 6}


def ask(proxy: Proxy, org: str, model: str, *, stream: bool = False) -> httpx.Response:
    """Ask a model for a hundred tokens at most."""
    message = {"role": "user", "content": "Who is away today?"}
    body = {"model": model, "messages": [message], "max_tokens": MOST_TOKENS, "stream": stream}
    return proxy.ask("POST", CHAT, json=body, who={"org": org})


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("claim", [10**5, 10**9, 10**12, 1e9], ids=str)
def test_however_much_a_provider_claims_all_that_was_put_aside_is_paid(
    proxy: Proxy, dear: Upstream, claim: float, stream: bool
) -> None:
    dear.text = WORDS
    dear.usage = {"prompt_tokens": 10, "completion_tokens": claim}  # type: ignore[dict-item]
    org = f"claims-{claim}-{stream}"

    ask(proxy, org, "dear", stream=stream)

    assert paid(proxy, org) >= MOST_TOKENS * DEAR["output"]


def paid(proxy: Proxy, org: str) -> int:
    """Give what the one call of an organisation cost: by its balance, its ledger and the proxy."""
    money = Books(proxy.folder).settled(org)
    assert shown(proxy, org) == (money.spent, 0, money.ledger)
    assert money.spent == money.ledger
    return money.spent
