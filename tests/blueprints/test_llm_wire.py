"""HTTP by hand against the proxy as its owner runs it: old clients, and what is no HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.servers.llm import Proxy, made, proxy_process
from tests.servers.wire import exchange, request

CHAT = "/v1/chat/completions"
BODY = {"model": "small", "messages": [{"role": "user", "content": "Who is away?"}], "stream": True}
HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
NO_HTTP = {
    "no request": b"what is this\r\n\r\n",
    "a header without a colon": HEAD + b"Authorization\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nhost: evil\r\n\r\n",
    "two hosts in an old version": b"GET /healthz HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
    "a later version": b"GET /healthz HTTP/2.0\r\nHost: localhost\r\n\r\n",
    "a large head": HEAD + b"X: " + b"x" * 40_000 + b"\r\n\r\n",
}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A running proxy, as `python -m app` serves it."""
    folder = made(tmp_path_factory.mktemp("wire") / "app")
    with proxy_process(folder, f"sqlite:///{folder / '.local' / 'test.db'}") as (proxy, _):
        yield proxy


def test_a_stream_to_a_client_of_http_1_0_ends_with_the_connection(proxy: Proxy) -> None:
    headers = [("Authorization", f"Bearer {proxy.token()}"), ("Content-Type", "application/json")]
    asked = request("POST", CHAT, headers, json.dumps(BODY).encode())

    answer = exchange(proxy.port, asked.replace(b" HTTP/1.1\r\n", b" HTTP/1.0\r\n", 1), "POST")

    assert answer.header("Transfer-Encoding") is None
    assert answer.header("Connection") == "close"
    assert answer.body.startswith(b"data: {")
    assert answer.body.endswith(b"data: [DONE]\n\n")


def test_an_old_client_need_not_name_a_host(proxy: Proxy) -> None:
    assert exchange(proxy.port, b"GET /healthz HTTP/1.0\r\n\r\n").status == 200


def test_what_is_no_http_is_counted(proxy: Proxy) -> None:
    name = 'microapp_refusals_total{app="leave-helper",reason="invalid"'
    before = proxy.metric(name)

    exchange(proxy.port, NO_HTTP["no request"])

    assert proxy.metric(name) == before + 1


@pytest.mark.parametrize("raw", NO_HTTP.values(), ids=NO_HTTP)
def test_what_is_no_http_is_refused_as_openais_clients_read_it(proxy: Proxy, raw: bytes) -> None:
    answer = exchange(proxy.port, raw, "POST")

    assert (answer.status, answer.json()["code"]) == (400, "malformed_request")
    assert answer.json()["error"] == {
        "message": answer.json()["message"],
        "type": "invalid_request_error",
        "param": None,
        "code": "malformed_request",
    }
