"""Paid calls under an Idempotency-Key: whatever goes wrong behind the answer, nobody pays twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from microapp_kit import store_sqlite
from tests.servers.books import Books
from tests.servers.llm import EMBED, Proxy, local, made, running_proxy
from tests.servers.processes import wait_until
from tests.servers.sqlite_vec import with_vec
from tests.servers.upstream import Upstream, running_upstream

CHAT, VECTORS = "/v1/chat/completions", "/v1/vectors"
NOBODY_EXPECTS = "SELECT RAISE(ABORT, 'broken');"
SAY = [{"role": "user", "content": "Who is away?"}]


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    """The server of a model, which takes its time."""
    with running_upstream() as upstream:
        upstream.seconds = 0.5
        yield upstream


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Proxy]:
    """A proxy in front of it, which keeps vectors."""
    folder = made(tmp_path_factory.mktemp("keyed") / "app")
    there = {"base_url": f"{upstream.url}/v1", "key": "LLM_KEY_UP"}
    models = [local("small"), local("up", provider="openai", **there), EMBED]
    environ = {"LLM_KEY_UP": "k", "LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_VECTORS": "on"}
    with with_vec(), running_proxy(folder, models, **environ) as proxy:
        yield proxy


def vectors_file(proxy: Proxy) -> Path:
    """Give the file of the vectors."""
    (path,) = (proxy.folder / ".local").glob("*vectors*.db")
    return path


def test_a_paid_call_that_fails_inside_brings_its_key_the_same_answer_again(proxy: Proxy) -> None:
    more: dict[str, Any] = {
        "json": {"model": "embed", "items": [{"id": "a", "text": "Leave is granted."}]},
        "headers": {"Idempotency-Key": "broken-inside"},
        "who": {"sub": "ann", "org": "inside"},
    }
    with closing(sqlite3.connect(vectors_file(proxy))) as file:
        file.execute(f"CREATE TRIGGER broken BEFORE INSERT ON vectors BEGIN {NOBODY_EXPECTS} END")
        first = proxy.ask("POST", VECTORS, **more)
        file.execute("DROP TRIGGER broken")

    again = proxy.ask("POST", VECTORS, **more)

    assert (first.status_code, again.status_code) == (500, 500)
    assert again.json() == first.json()
    assert again.headers["LLM-Request-Id"] == first.headers["LLM-Request-Id"]
    assert again.headers["X-Should-Retry"] == "false"
    assert len(Books(proxy.folder).lineage("inside")) == 1


def test_a_paid_answer_that_cannot_be_kept_is_given_and_its_key_asks_nobody_again(
    proxy: Proxy, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_sqlite, "BUSY_SECONDS", 0.05)  # five seconds would tell no more
    more: dict[str, Any] = {
        "json": {"model": "up", "messages": SAY},
        "headers": {"Idempotency-Key": "locked-meanwhile"},
        "who": {"sub": "ann", "org": "locked"},
    }
    database = proxy.folder / ".local" / "test.db"

    with ThreadPoolExecutor() as pool, closing(sqlite3.connect(database)) as other:
        asking = pool.submit(proxy.ask, "POST", CHAT, **more)
        wait_until(lambda: bool(upstream.seen), "the model to be asked", patience_s=5)
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        first = asking.result()
        other.execute("ROLLBACK")
    again = proxy.ask("POST", CHAT, **more)

    assert first.json()["choices"][0]["message"]["content"] == "Hello."
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_outcome_unknown")
    assert len(upstream.seen) == 1
