"""Who asks how things stand is answered, however many calls end meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.servers.llm import Proxy, local, made, running_proxy
from tests.servers.processes import wait_until

CHAT = "/v1/chat/completions"
CALLERS = 8
DEAR = {"input": 100, "output": 10**9}
MOST = 50_000  # tokens, for which no budget has room at that price


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy that many callers keep busy."""
    folder = made(tmp_path_factory.mktemp("busy") / "app")
    models = [local("small"), local("dear", price=DEAR, max_output=MOST)]
    with running_proxy(folder, models, LLM_CACHE_SECONDS="0") as proxy, busy(proxy):
        yield proxy


@contextmanager
def busy(proxy: Proxy) -> Iterator[None]:
    """Let calls end all the time, until the block ends."""
    over, ended = threading.Event(), [0] * CALLERS

    def call(caller: int) -> None:
        while not over.is_set():
            proxy.ask("POST", CHAT, json=body("small"), who={"sub": f"user{caller}"})
            ended[caller] += 1

    callers = [threading.Thread(target=call, args=(n,)) for n in range(CALLERS)]
    for caller in callers:
        caller.start()
    try:
        wait_until(lambda: all(ended), "a call of everybody", patience_s=10)
        yield
    finally:
        over.set()
        for caller in callers:
            caller.join()


def body(model: str, most: int = 20) -> dict[str, Any]:
    """Give a call."""
    messages = [{"role": "user", "content": "Say something nice."}]
    return {"model": model, "messages": messages, "max_tokens": most}


@pytest.mark.parametrize("path", ["/v1/budget", "/v1/usage"])
def test_how_things_stand_is_told_while_calls_keep_ending(proxy: Proxy, path: str) -> None:
    answer = proxy.ask("GET", path, who={"role": "reader"}, timeout=5)

    assert answer.status_code == 200


def test_a_call_over_budget_is_refused_while_calls_keep_ending(proxy: Proxy) -> None:
    answer = proxy.ask("POST", CHAT, json=body("dear", MOST), timeout=5)

    assert answer.status_code == 402


def test_a_call_that_has_ended_is_told_of_while_others_keep_ending(proxy: Proxy) -> None:
    who = {"org": "quiet", "role": "writer"}

    proxy.ask("POST", CHAT, json=body("small"), who=who)
    used = proxy.ask("GET", "/v1/usage", who=who, timeout=5).json()

    assert [row["calls"] for row in used["items"]] == [1]
