"""Connections that stall, upgrade or smuggle hurt nobody else and get nowhere."""

import contextlib
import socket
import time

import pytest

from tests.servers.promises import assert_refused
from tests.servers.service import NOTES, Caller, Service
from tests.servers.wire import Connection, chunked, exchange, request


def test_stalled_bodies_do_not_keep_others_waiting(service: Service, ann: Caller) -> None:
    half = ann.spell("POST", NOTES, headers=[("Content-Length", "100")], body=b'{"title":')

    with contextlib.ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(Connection(service.port)).send(half)
        began = time.monotonic()
        note = ann.create("in time")
        took = time.monotonic() - began

    assert ann.titles() == ["in time"]
    assert note.answer.status == 201
    assert took < 2


def test_stalled_heads_do_not_keep_others_waiting(service: Service, ann: Caller) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(Connection(service.port)).send(b"GET /v1/notes HTTP/1.1\r\nX: ")

        assert ann.get(NOTES).status == 200


def test_a_body_that_hangs_up_half_way_leaves_nothing_behind(service: Service, ann: Caller) -> None:
    key = ("Idempotency-Key", "hangs-up")
    half = ann.spell("POST", NOTES, headers=[key, ("Content-Length", "15")], body=b'{"title":')

    with Connection(service.port) as connection:
        connection.send(half)
    time.sleep(0.1)

    answer = ann.post(NOTES, {"title": "after all"}, Idempotency_Key="hangs-up")
    assert answer.status == 201
    assert ann.titles() == ["after all"]


def test_a_body_announced_with_expect_is_asked_for(service: Service, ann: Caller) -> None:
    body = b'{"title":"polite"}'
    headers = [("Expect", "100-continue"), ("Content-Length", str(len(body)))]

    with Connection(service.port) as connection:
        connection.send(ann.spell("POST", NOTES, headers=headers, body=b""))
        time.sleep(0.2)
        connection.send(body)
        answer = connection.receive("POST")

    assert (answer.status, answer.json()["title"]) == (201, "polite")


UPGRADES = {
    "websocket": [
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ],
    "http/2": [
        ("Connection", "Upgrade, HTTP2-Settings"),
        ("Upgrade", "h2c"),
        ("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA"),
    ],
    "tls": [("Connection", "Upgrade"), ("Upgrade", "TLS/1.2")],
}


@pytest.mark.parametrize("headers", UPGRADES.values(), ids=UPGRADES)
def test_an_upgrade_does_not_get_around_the_token(
    service: Service, headers: list[tuple[str, str]]
) -> None:
    answer = service.stranger().ask("GET", NOTES, headers=headers)

    assert_refused(answer, 401)


@pytest.mark.parametrize("headers", UPGRADES.values(), ids=UPGRADES)
def test_an_upgrade_is_not_taken_up_and_its_request_is_answered(
    ann: Caller, headers: list[tuple[str, str]]
) -> None:
    answer = ann.ask("GET", NOTES, headers=headers)

    assert answer.status == 200


@pytest.mark.parametrize("headers", UPGRADES.values(), ids=UPGRADES)
@pytest.mark.parametrize("is_chunked", [False, True], ids=["with its length", "in chunks"])
@pytest.mark.parametrize("pause", [False, True], ids=["at once", "after its head"])
def test_a_body_beside_a_wish_for_an_upgrade_is_read(
    service: Service, ann: Caller, headers: list[tuple[str, str]], is_chunked: bool, pause: bool
) -> None:
    body = chunked([b'{"title":', b'"heard"}']) if is_chunked else b'{"title":"heard"}'
    length = ("Transfer-Encoding", "chunked") if is_chunked else ("Content-Length", str(len(body)))
    head = ann.spell("POST", NOTES, headers=[*headers, length], body=b"")

    with Connection(service.port) as connection:
        if pause:
            connection.send(head)
            time.sleep(0.05)
            connection.send(body)
        else:
            connection.send(head + body)
        answer = connection.receive("POST")
        connection.send(ann.spell("GET", NOTES))
        after = connection.receive()

    assert (answer.status, answer.json()["title"]) == (201, "heard")
    assert after.status == 200


def test_a_thousand_wishes_for_an_upgrade_in_one_piece_are_answered(ann: Caller) -> None:
    wish = ann.spell("GET", "/healthz", headers=UPGRADES["http/2"])
    answers = b""

    with socket.create_connection(("127.0.0.1", ann.service.port), 20) as connection:
        connection.sendall(wish * 1000)
        while answers.count(b"HTTP/1.1 200 ") < 1000:
            more = connection.recv(65_536)
            assert more, "hung up"
            answers += more


def test_a_tunnel_is_not_opened(service: Service, ann: Caller) -> None:
    raw = b"CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\n\r\nSSH-2.0-x\r\n"

    answer = exchange(service.port, raw)

    assert_refused(answer, 400, 405)
    assert ann.titles() == []


SMUGGLED = {
    "chunked twice": [("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")],
    "chunked and more": [("Transfer-Encoding", "chunked, identity")],
    "more and chunked": [("Transfer-Encoding", "gzip, chunked")],
    "nearly chunked": [("Transfer-Encoding", "xchunked")],
    "chunked in tabs": [("Transfer-Encoding", "\x0bchunked")],
    "length and chunked": [("Content-Length", "4"), ("Transfer-Encoding", "chunked")],
}


@pytest.mark.parametrize("headers", SMUGGLED.values(), ids=SMUGGLED)
def test_a_body_of_unclear_length_carries_no_second_request(
    service: Service, ann: Caller, headers: list[tuple[str, str]]
) -> None:
    smuggled = ann.spell("POST", NOTES, json={"title": "smuggled"})
    raw = ann.spell("POST", NOTES, headers=headers, body=b"0\r\n\r\n" + smuggled)

    answer = exchange(service.port, raw, "POST")

    assert_refused(answer, 400, 411, 413, 415, 422, 501)
    assert "smuggled" not in ann.titles()


TRAILERS = {
    "a token": (("Content-Type", "application/json"), b"Authorization: Bearer %s", 401),
    "a type": (("Authorization", "Bearer %s"), b"Content-Type: application/json", 415),
}


@pytest.mark.parametrize(("header", "trailer", "status"), TRAILERS.values(), ids=TRAILERS)
@pytest.mark.parametrize("pause", [False, True], ids=["at once", "later"])
def test_what_trails_a_body_is_no_header(
    service: Service,
    ann: Caller,
    header: tuple[str, str],
    trailer: bytes,
    status: int,
    pause: bool,
) -> None:
    token = str(ann.token)
    name, value = header
    headers = [(name, value.replace("%s", token)), ("Transfer-Encoding", "chunked")]
    body = chunked([b'{"title":"trailing"}'])[:-2]
    trailing = trailer.replace(b"%s", token.encode()) + b"\r\n\r\n"

    with Connection(service.port) as connection:
        connection.send(request("POST", NOTES, headers, body + (b"" if pause else trailing)))
        if pause:
            time.sleep(0.05)
            connection.send(trailing)
        answer = connection.receive("POST")

    assert_refused(answer, status)
    assert ann.titles() == []


@pytest.mark.parametrize("size", ["-1", "x", "ffffffffffffffffff", "1;" + "e" * 70_000, ""])
def test_a_chunk_of_no_size_is_refused(service: Service, ann: Caller, size: str) -> None:
    body = size.encode() + b"\r\nx\r\n" + chunked([])
    raw = ann.spell("POST", NOTES, headers=[("Transfer-Encoding", "chunked")], body=body)

    assert_refused(exchange(service.port, raw, "POST"), 400, 413)


def test_a_thousand_requests_over_one_connection_are_answered(
    service: Service, ann: Caller
) -> None:
    raw = ann.spell("GET", f"{NOTES}?limit=1")

    with Connection(service.port) as connection:
        statuses = set()
        for _ in range(1000):
            connection.send(raw)
            statuses.add(connection.receive().status)

    assert statuses == {200}
