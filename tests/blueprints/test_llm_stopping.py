"""Calls under way when the proxy stops get a refusal that can be read, and are paid once."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import httpx

from microapp_llm.brought import brought
from tests.servers.books import Books
from tests.servers.llm import Proxy, local, made, running_brought
from tests.servers.upstream import running_upstream

HERE = {"LLM_ALLOWED_HOSTS": "127.0.0.1"}
CHAT = "/v1/chat/completions"
SAY = [{"role": "user", "content": "Count."}]


def ask(proxy: Proxy, found: list[httpx.Response], **more: Any) -> threading.Thread:
    """Make a call beside us."""
    headers = {"Authorization": f"Bearer {proxy.token(org='stops')}", **more.pop("headers", {})}
    body = {"model": "up", "messages": SAY, **more}

    def call() -> None:
        found.append(httpx.post(proxy.url + CHAT, json=body, headers=headers, timeout=30))

    thread = threading.Thread(target=call)
    thread.start()
    return thread


def test_what_the_end_of_the_proxy_cuts_off_is_told_in_its_own_words(tmp_path: Path) -> None:
    folder, key = made(tmp_path / "app"), {"Idempotency-Key": "stopped"}
    whole: list[httpx.Response] = []
    streamed: list[httpx.Response] = []
    again: list[httpx.Response] = []
    with running_upstream() as upstream:
        upstream.endless = True
        models = [local("up", provider="openai", base_url=f"{upstream.url}/v1")]
        with running_brought(folder, models, brought, HERE, patience=1) as proxy:
            threads = [ask(proxy, whole, headers=key), ask(proxy, streamed, stream=True)]
            upstream.wait_for(2)
        for thread in threads:
            thread.join()
        with running_brought(folder, models, brought, HERE) as proxy:
            ask(proxy, again, headers=key).join()

        (refused,), (ended,), (told,) = whole, streamed, again
        assert (refused.status_code, refused.json()["code"]) == (503, "stopping")
        assert refused.headers["X-Should-Retry"] == "false"
        assert '"code":"stopping"' in ended.text
        assert ended.text.endswith("data: [DONE]\n\n")
        assert told.json() == refused.json()
        assert told.headers["LLM-Request-Id"] == refused.headers["LLM-Request-Id"]
        assert len(upstream.seen) == 2
    books = Books(folder)
    money, rows = books.settled("stops"), books.lineage("stops", 2)
    assert [row["outcome"] for row in rows] == ["cut", "cut"]
    assert sum(row["cost_nano"] for row in rows) == money.spent == money.ledger > 0
