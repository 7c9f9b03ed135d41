"""Bytes that no honest client sends: lines without an end, and what is no HTTP behind a request."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.servers.llm import Proxy, local, made, running_proxy
from tests.servers.processes import wait_until

CHAT = "/v1/chat/completions"
SAID = [{"role": "user", "content": "Hello there. " * 20}]
ENDLESS = b"a" * 4_000_000
NO_REQUEST = {
    "noise": b"\x00GARBAGE\r\n\r\n",
    "a head without a host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "a wish for a tunnel": b"CONNECT a:22 HTTP/1.1\r\nHost: a\r\n\r\n",
}
LINES = {
    "the value of a header": b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: ",
    "the name of a header": b"GET /healthz HTTP/1.1\r\nHost: a\r\n",
    "what trails a body": (
        b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: "
    ),
}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy with a slow model, and one that says nothing for a while."""
    folder = made(tmp_path_factory.mktemp("bytes") / "app")
    models = [local("slow", faults=["slow"]), local("silent", faults=["timeout"])]
    with running_proxy(folder, models, LLM_CACHE_SECONDS="0") as proxy:
        yield proxy


def call(proxy: Proxy, model: str, *, stream: bool = False) -> bytes:
    """Spell a chat call."""
    body = json.dumps({"model": model, "stream": stream, "messages": SAID}).encode()
    lines = [
        f"POST {CHAT} HTTP/1.1",
        "Host: a",
        "Content-Type: application/json",
        f"Authorization: Bearer {proxy.token()}",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def all_of(connection: socket.socket) -> bytes:
    """Read until the other side hangs up."""
    found = b""
    with suppress(ConnectionError):
        while more := connection.recv(65_536):
            found += more
    return found


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_line_without_an_end_is_not_read_on(proxy: Proxy, line: bytes) -> None:
    began = time.perf_counter()

    with socket.create_connection(("127.0.0.1", proxy.port), 10) as connection:
        with suppress(ConnectionError):
            connection.sendall(line + ENDLESS)
        found = all_of(connection)

    assert time.perf_counter() - began < 5  # it would be waited for half a minute
    assert found.count(b"HTTP/1.1 ") <= 1


@pytest.mark.parametrize("behind", NO_REQUEST.values(), ids=NO_REQUEST)
def test_what_is_no_http_behind_a_call_does_not_take_its_answer_away(
    proxy: Proxy, behind: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port), 20) as connection:
        connection.sendall(call(proxy, "slow") + behind)
        found = all_of(connection)

    assert found.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 400" not in found


def test_what_is_no_http_is_not_answered_within_a_stream(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port), 20) as connection:
        connection.sendall(call(proxy, "slow", stream=True))
        found = connection.recv(65_536)
        connection.sendall(NO_REQUEST["noise"])
        found += all_of(connection)

    assert b"[DONE]" in found
    assert found.count(b"HTTP/1.1 ") == 1


def test_who_hangs_up_with_another_request_behind_is_noticed(proxy: Proxy) -> None:
    def cancelled() -> int:
        lines = proxy.ask("GET", "/metrics").text.splitlines()
        told = (line for line in lines if 'outcome="cancelled"' in line and "_total{" in line)
        return sum(int(float(line.rpartition(" ")[2])) for line in told)

    before = cancelled()
    with socket.create_connection(("127.0.0.1", proxy.port), 10) as connection:
        connection.sendall(call(proxy, "silent") + b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(0.3)

    wait_until(lambda: cancelled() > before, "the call being cancelled", patience_s=2)


def test_a_long_row_of_requests_is_answered_whole(proxy: Proxy) -> None:
    wish = b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 900 + b"\r\n\r\n"
    number = 4_000  # of which more than a megabyte waits
    answers = b""

    with socket.create_connection(("127.0.0.1", proxy.port), 20) as connection:
        sending = threading.Thread(target=connection.sendall, args=(wish * number,), daemon=True)
        sending.start()
        while answers.count(b'{"status"') < number:
            more = connection.recv(1_000_000)
            assert more, "hung up"
            answers += more

    assert answers.count(b"HTTP/1.1 200 ") == number
