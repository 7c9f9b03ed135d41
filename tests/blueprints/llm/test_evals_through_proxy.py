"""Live evals ask through a proxy, over HTTP, like every other caller."""

from __future__ import annotations

import asyncio

import pytest

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart
from microapp_llm.evals.through_proxy import through_proxy
from tests.servers.model_proxy import ModelProxy


def ask(proxy: ModelProxy, text: str, token: str = "") -> str:
    """Ask the proxy one thing."""
    asks = through_proxy({"EVALS_URL": proxy.url, "EVALS_TOKEN": token or proxy.token})
    messages = [{"role": "user", "content": text}]

    async def once() -> str:
        return await asks(messages, "small", {"max_tokens": 20})

    return asyncio.run(once())


def test_the_answer_of_the_model_comes_back(model_proxy: ModelProxy) -> None:
    assert ask(model_proxy, "Repeat this:\n\nhello") == "hello"


@pytest.mark.parametrize(
    ("text", "token", "status", "code"),
    [("forbidden", "", 403, "policy_denied"), ("hello", "wrong", 401, "unauthenticated")],
)
def test_a_refusal_comes_back_with_its_code(
    model_proxy: ModelProxy, text: str, token: str, status: int, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        ask(model_proxy, text, token)

    assert (refused.value.status, refused.value.code) == (status, code)


def test_a_proxy_that_is_not_there_is_an_outage(model_proxy: ModelProxy) -> None:
    model_proxy.url = "http://127.0.0.1:9"

    with pytest.raises(OSError, match="refused"):
        ask(model_proxy, "hello")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "proxy.example.com", "http://", "ftp://a/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(CannotStart, match="EVALS_URL"):
        through_proxy({"EVALS_URL": url, "EVALS_TOKEN": "x"})
