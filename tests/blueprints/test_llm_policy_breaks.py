"""A policy that breaks in the middle of a run: no call passes, nothing is paid."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.servers.llm import EMBED, Proxy, local, made, running_proxy

CHAT = "/v1/chat/completions"
YES = b'{"result":true}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n"
BREAKS: dict[str, bytes] = {
    "hangs up": b"",
    "an error of its own": HEAD.replace(b"200 OK", b"500 Oh") + YES,
    "leads elsewhere": HEAD.replace(b"200 OK", b"307 No\r\nLocation: /") + YES,
    "half an answer": HEAD + YES[:9],
    "a text": HEAD + b'{"result":"y"} ',
    "deep": b'HTTP/1.1 200 OK\r\nContent-Length: 60010\r\n\r\n{"result":' + b"[" * 60_000,
    "slow": b"slow",
}
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "chat": (CHAT, {"model": "small"}),
    "stream": (CHAT, {"model": "small", "stream": True}),
    "embeddings": ("/v1/embeddings", {"model": "embed", "input": "hello"}),
}
ODD = """
package llm

allow := true if input.model.kind == "chat"

allow := false if input.model.alias == "odd"
"""


class Opa(ThreadingHTTPServer):
    """An OPA server that says what it is told to."""

    says = HEAD + YES


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Say it."""
        self.rfile.read(int(self.headers["Content-Length"]))
        assert isinstance(self.server, Opa)
        said = self.server.says
        if said == b"slow":
            time.sleep(0.3)
            said = HEAD + YES
        self.wfile.write(said)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing more."""


@pytest.fixture(scope="module")
def opa() -> Iterator[Opa]:
    """An OPA server."""
    with Opa(("127.0.0.1", 0), _Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, opa: Opa) -> Iterator[Proxy]:
    """A proxy that asks it."""
    folder, url = (
        made(tmp_path_factory.mktemp("opa") / "app"),
        f"http://127.0.0.1:{opa.server_port}",
    )
    models = [local("small"), EMBED]
    with running_proxy(folder, models, OPA_URL=url, LLM_CACHE_SECONDS="0") as proxy:
        yield proxy


def ask(proxy: Proxy, call: str, org: str) -> Any:
    """Make a call."""
    path, body = CALLS[call]
    if path == CHAT:
        body = {**body, "messages": [{"role": "user", "content": "hello"}]}
    return proxy.ask("POST", path, json=body, who={"org": org})


@pytest.mark.parametrize("breaks", BREAKS)
def test_an_engine_that_breaks_refuses_each_call_until_it_is_well_again(
    proxy: Proxy, opa: Opa, breaks: str
) -> None:
    opa.says = BREAKS[breaks]

    answers = [ask(proxy, call, breaks) for call in CALLS]

    opa.says = HEAD + YES
    assert all(answer.status_code in (500, 503) for answer in answers)
    assert "choices" not in "".join(answer.text for answer in answers)
    levels = proxy.ask("GET", "/v1/budget", who={"org": breaks}).json()["levels"]
    assert {level["spent_nano"] + level["reserved_nano"] for level in levels} == {0}
    until = time.monotonic() + 10
    while (well := ask(proxy, "chat", breaks)).status_code != 200:
        assert time.monotonic() < until, well.text  # a busy machine is slow for an engine too


def test_a_rule_that_fails_for_one_model_refuses_that_one_and_never_takes_another(
    tmp_path: Path,
) -> None:
    folder = made(tmp_path / "app")
    (folder / "app/policies/llm.rego").write_text(ODD, "utf-8")

    def told(model: str) -> tuple[int, str]:
        body = {"model": model, "messages": [{"role": "user", "content": "hello"}]}
        answer = here.ask("POST", CHAT, json=body)
        return answer.status_code, json.loads(answer.text).get("code", "")

    with running_proxy(folder, [local("odd"), local("small"), EMBED]) as here:
        assert told("odd") == told("auto") == (503, "unavailable")
        assert told("small") == (200, "")
