"""Requests that do not come: each has its time from its first byte to its last, then it is over."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from microapp_kit import jsonbody
from tests.servers.llm import Proxy, local, made, running_proxy

SECONDS = 0.4
CHAT = "/v1/chat/completions"
BODY = json.dumps({"model": "small", "messages": [{"role": "user", "content": "Hi"}]}).encode()
LONG = [{"role": "user", "content": "Hello there. " * 20}]
SLOW = json.dumps({"model": "slow", "stream": True, "messages": LONG}).encode()
HALF_HEAD = b"POST " + CHAT.encode() + b" HTTP/1.1\r\nHost: x\r\nX: "
BLANK = b"\r\n\r\n"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy that waits for a request less than half a second."""
    folder = made(tmp_path_factory.mktemp("slow") / "app")
    models = [local("small"), local("slow", faults=["slow"])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonbody, "READ_SECONDS", SECONDS)  # half a minute would tell no more
        with running_proxy(folder, models) as proxy:
            yield proxy


def head(proxy: Proxy, body: bytes, connection: str = "keep-alive") -> bytes:
    """Spell the head of a call."""
    lines = [
        f"POST {CHAT} HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        f"Authorization: Bearer {proxy.token()}",
        f"Content-Length: {len(body)}",
        f"Connection: {connection}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def sent(
    proxy: Proxy, *pieces: bytes, pause: float = 0.0, after: bytes = b""
) -> tuple[bytes, float]:
    """Send pieces, `after` the answer to another request if wished, then only read.

    Gives what came until the server hung up, and how long that took.
    """
    with socket.create_connection(("127.0.0.1", proxy.port), 5) as connection:
        found = b""
        if after:
            connection.sendall(after)
            found = connection.recv(65_536)
        began = time.monotonic()
        with suppress(ConnectionError):
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
            while piece := connection.recv(65_536):
                found += piece
        return found, time.monotonic() - began


def test_a_body_whose_first_byte_never_comes_is_refused_in_time(proxy: Proxy) -> None:
    told, took = sent(proxy, head(proxy, BODY))

    assert told.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"too_slow"' in told
    assert SECONDS * 0.9 < took < SECONDS * 3


@pytest.mark.parametrize("part", ["head", "body"])
def test_what_trickles_gets_no_more_time_than_what_does_not_come(proxy: Proxy, part: str) -> None:
    begun = HALF_HEAD if part == "head" else head(proxy, BODY)

    told, took = sent(proxy, begun, *[b"x"] * 5, pause=SECONDS / 6)

    assert told.startswith(b"HTTP/1.1 408 ")
    assert took < SECONDS * 1.7


def test_a_head_that_is_never_finished_is_refused_in_time(proxy: Proxy) -> None:
    told, took = sent(proxy, HALF_HEAD)

    assert told.startswith(b"HTTP/1.1 408 ")
    assert json.loads(told.partition(BLANK)[2])["error"]["code"] == "too_slow"
    assert took < SECONDS * 3


@pytest.mark.parametrize("nothing", [b"", b"\r\n"])
def test_a_connection_on_which_nothing_begins_is_closed_in_time(
    proxy: Proxy, nothing: bytes
) -> None:
    told, took = sent(proxy, nothing)

    assert (told, took < SECONDS * 3) == (b"", True)


@pytest.mark.parametrize("rest", [b"\r\n", HALF_HEAD])
def test_what_never_becomes_a_second_request_is_ended_in_time(proxy: Proxy, rest: bytes) -> None:
    told, took = sent(proxy, rest, after=head(proxy, BODY) + BODY)

    assert told.startswith(b"HTTP/1.1 200 ")
    assert (b"HTTP/1.1 408 " in told) == (rest == HALF_HEAD)
    assert took < SECONDS * 4


def test_the_refusal_of_a_slow_body_is_counted_as_one(proxy: Proxy) -> None:
    name = 'microapp_refusals_total{app="leave-helper",reason="too_slow"'
    before = proxy.metric(name)

    sent(proxy, head(proxy, BODY), BODY[:5])

    assert proxy.metric(name) == before + 1


def test_a_request_in_pieces_that_comes_in_time_is_answered(proxy: Proxy) -> None:
    whole = head(proxy, BODY, "close") + BODY
    pieces = [whole[:30], whole[30:-20], whole[-20:-1], whole[-1:]]

    told, _ = sent(
        proxy, *pieces, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", pause=SECONDS / 5
    )

    assert told.startswith(b"HTTP/1.1 200 ")


def test_an_answer_may_take_longer_than_its_request_and_the_next_one_waits_for_it(
    proxy: Proxy,
) -> None:
    first, second = head(proxy, SLOW) + SLOW, head(proxy, BODY, "close") + BODY
    told, took = sent(proxy, first + second[:-20], second[-20:])

    assert told.count(b"HTTP/1.1 200 ") == 2
    assert b"data: [DONE]" in told
    assert took > SECONDS
