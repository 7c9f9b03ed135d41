"""What a provider sends is read within bounds, however it is sent; whatever else is a failure."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import pytest

from microapp_llm.providers import connection
from microapp_llm.providers.addresses import ForbiddenAddress
from microapp_llm.providers.asking import ALIVE, ProviderFailed
from microapp_llm.providers.http import MOST_LINE_BYTES, SECONDS_TO_SAY_WHY, Lines

HERE = frozenset({"127.0.0.1"})
OK = b"HTTP/1.1 200 OK\r\n"
WHOLE = OK + b'Content-Length: 7\r\n\r\n{"a":1}'
CHUNKED = (
    OK + b'Transfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4;x=y\r\n":1}\r\n0\r\nX-End: 1\r\n\r\n'
)
TO_THE_END = OK + b'Connection: close\r\n\r\n{"a":1}'
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
HANG_UP = b""
MOST = 16 * 1024 * 1024  # bytes


class Server:
    """Answers each request with the next of its scripts, piece by piece; an empty one hangs up."""

    def __init__(self, scripts: Sequence[Sequence[bytes]]) -> None:
        self._scripts = list(scripts)
        self.connections = self.sent = 0
        self.requests: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections += 1
        try:
            while self._scripts:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                for piece in self._scripts.pop(0):
                    if piece == HANG_UP:
                        return
                    if piece == SLOWLY:
                        await asyncio.sleep(0.7)
                        continue
                    writer.write(piece)
                    self.sent += len(piece)
                    await writer.drain()
                    await asyncio.sleep(0.002)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(*scripts: Sequence[bytes]) -> AsyncIterator[tuple[Server, str, Lines]]:
    """Serve on a port of this machine; give the server, its address and lines to it."""
    server, lines = Server(scripts), Lines(HERE)
    async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        try:
            yield server, f"http://127.0.0.1:{port}/v1/chat", lines
        finally:
            await lines.close()


SLOWLY = b"(works)"
"""What a server does not send, but waits for."""


def told(story: Callable[[], Awaitable[Any]]) -> Any:
    """Run a story, which must not take long."""
    return asyncio.run(asyncio.wait_for(story(), 10))


async def read(lines: Lines, url: str, found: list[Any]) -> None:
    """Read the events of a stream into a list."""
    async for event in lines.events(url, {}, {}, MOST):
        found.append(event)


def answer_to(*script: bytes, scripts: int = 1) -> Any:
    """Give what the last of several posts to the same server gives, or how it fails."""

    async def story() -> Any:
        async with serving(*([script] * scripts)) as (_, url, lines):
            for _ in range(scripts - 1):
                await lines.post(url, {}, {"q": 1}, MOST)
            try:
                return await lines.post(url, {}, {"q": 1}, MOST)
            except ProviderFailed as failure:
                return failure

    return told(story)


def test_a_provider_that_works_and_hangs_up_may_charge_and_is_not_asked_again() -> None:
    failure = answer_to(SLOWLY, HANG_UP)

    assert (failure.spent, failure.again) == (True, False)


def test_a_provider_that_hangs_up_at_once_charges_nothing() -> None:
    failure = answer_to(HANG_UP)

    assert (failure.spent, failure.again) == (False, True)


@pytest.mark.parametrize("sent", [WHOLE, CHUNKED, TO_THE_END, EARLY + WHOLE], ids=range(4))
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_an_answer_is_read_however_it_is_sent(sent: bytes, size: int) -> None:
    pieces = [sent[at : at + size] for at in range(0, len(sent), size)]

    assert answer_to(*pieces, HANG_UP) == {"a": 1}


def test_an_answer_that_comes_with_its_head_at_once_may_be_large() -> None:
    text = b'{"a":"' + b"x" * 200_000 + b'"}'
    sent = OK + b"Content-Length: %d\r\n\r\n" % len(text) + text

    assert answer_to(sent) == {"a": "x" * 200_000}


@pytest.mark.parametrize(
    ("script", "again"),
    [
        ((b"SSH-2.0-OpenSSH\r\n",), True),
        ((WHOLE[:-1], HANG_UP), False),
        ((CHUNKED[:-12], HANG_UP), False),
        ((HANG_UP,), True),
        ((OK + b"Content-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",), True),
        ((OK + b"Content-Length: 7\r\nContent-Length: 8\r\n\r\n{}",), True),
        ((OK + b'Content-Encoding: gzip\r\nContent-Length: 7\r\n\r\n{"a":1}',), False),
        ((OK + b"X: " + b"x" * 2 * connection.MOST_HEAD_BYTES,), True),
        ((b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n" + WHOLE,), True),
        ((b"HTTP/1.1 503 Busy\r\nContent-Length: 99\r\n\r\n",), True),
        (
            (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",),
            False,
        ),
        ((OK + b"Content-Length: %d\r\n\r\n" % (MOST + 1), b"x" * 16_800_000), False),
        ((OK + b"Content-Length: 3\r\n\r\n[1]",), False),
        ((OK + b"Content-Length: 3\r\n\r\n{a}",), False),
    ],
    ids=range(14),
)
def test_whatever_else_comes_is_a_failure(script: tuple[bytes, ...], again: bool) -> None:
    failure = answer_to(*script)

    assert isinstance(failure, ProviderFailed)
    assert failure.again is again


BUSY = b"HTTP/1.1 429 Busy\r\nContent-Length: %d\r\n\r\n"
NO_CREDIT = b'{"error":{"code":"insufficient_quota"}}'
TOO_DEEP = b"[" * 10_000


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ((BUSY % len(NO_CREDIT) + NO_CREDIT,), "money"),
        ((BUSY % len(NO_CREDIT), NO_CREDIT[:9], NO_CREDIT[9:]), "money"),
        ((BUSY % len(NO_CREDIT) + NO_CREDIT[:-2], HANG_UP), ""),
        ((BUSY % len(TOO_DEEP) + TOO_DEEP,), ""),
        ((BUSY % (MOST + 1), b"x" * 16_800_000), ""),
        ((BUSY % 2 + b"[]",), ""),
        ((BUSY % 4 + b"null",), ""),
        ((BUSY % 13 + b'{"error":[1]}',), ""),
        ((BUSY % 0,), ""),
    ],
    ids=range(9),
)
def test_why_a_provider_refuses_is_read_where_it_says_so(
    script: tuple[bytes, ...], reason: str
) -> None:
    failure = answer_to(*script)

    assert (failure.status, failure.reason, failure.again) == (429, reason, not reason)


def test_a_provider_that_is_slow_to_say_why_it_refuses_is_not_waited_for() -> None:
    began = time.monotonic()

    failure = answer_to(BUSY % 99, *[SLOWLY] * 8)

    assert (failure.status, failure.reason) == (429, "")
    assert time.monotonic() - began < SECONDS_TO_SAY_WHY + 1


def test_a_connection_is_used_again_after_a_refusal_that_was_read_whole() -> None:
    async def story() -> int:
        refused = BUSY % len(NO_CREDIT) + NO_CREDIT
        async with serving([refused], [refused]) as (server, url, lines):
            for _ in range(2):
                with pytest.raises(ProviderFailed) as raised:
                    await lines.post(url, {}, {"q": 1}, MOST)
                assert raised.value.reason == "money"
            return server.connections

    assert told(story) == 1


def test_a_connection_is_used_again_and_only_after_its_whole_answer() -> None:
    async def story() -> Any:
        half = OK + b"Content-Length: 9\r\n\r\n"
        async with serving([WHOLE], [CHUNKED], [half], [WHOLE]) as (server, url, lines):
            for _ in range(2):
                await lines.post(url, {}, {}, MOST)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(lines.post(url, {}, {}, MOST), 0.05)
            await lines.post(url, {}, {}, MOST)
            return server.connections

    assert told(story) == 2


@pytest.mark.parametrize("more", [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", b"x", HANG_UP])
def test_what_comes_unasked_after_an_answer_is_never_the_next_answer(more: bytes) -> None:
    async def story() -> Any:
        async with serving([WHOLE, more], [WHOLE]) as (server, url, lines):
            found = [await lines.post(url, {}, {}, MOST)]
            await asyncio.sleep(0.02)
            found.append(await lines.post(url, {}, {}, MOST))
            return found, server.connections

    found, connections = told(story)

    assert found == [{"a": 1}] * 2
    assert connections == 2


def test_two_answers_in_one_packet_are_not_taken_for_two() -> None:
    async def story() -> Any:
        forged = OK + b'Content-Length: 7\r\n\r\n{"b":2}'
        async with serving([WHOLE + forged], [WHOLE]) as (server, url, lines):
            found = [await lines.post(url, {}, {}, MOST), await lines.post(url, {}, {}, MOST)]
            return found, server.connections

    assert told(story) == ([{"a": 1}] * 2, 2)


def test_the_request_is_as_it_should_be_and_no_header_can_be_forged() -> None:
    async def story() -> Any:
        async with serving([WHOLE]) as (server, url, lines):
            for key in (
                "k\r\nX-Evil: 1",
                "k\nX-Evil: 1",
                "k\0",
                "ключ",
                "k\x85X: 1",
                "k\u2028X: 1",
            ):
                with pytest.raises(ProviderFailed, match="cannot stand in a header"):
                    await lines.post(url, {"Authorization": key}, {}, MOST)
            await lines.post(url, {"Authorization": "Bearer k"}, {"q": "é"}, MOST)
            return server.requests, url

    (request,), url = told(story)

    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/chat HTTP/1.1\r\nHost: " + url.split("/")[2].encode())
    assert b"\r\nAuthorization: Bearer k\r\n" in head
    assert b"\r\nAccept-Encoding: identity\r\n" in head
    assert body == '{"q":"é"}'.encode()


@pytest.mark.parametrize("size", [1, 5, 10_000])
def test_events_come_as_they_are_sent_and_end_where_the_provider_says(size: int) -> None:
    sent = b'\xef\xbb\xbfdata: {"n":1}\n\n: wait\n\nevent: x\ndata:{"n":2}\r\n\r\ndata: [DONE]\n\n'
    sent += b'data: {"n":3}\n\n'
    pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
    chunks = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces]

    async def story() -> Any:
        head = OK + b"Transfer-Encoding: chunked\r\n\r\n"
        async with serving([head, *chunks, b"0\r\n\r\n"]) as (_, url, lines):
            return [event async for event in lines.events(url, {}, {}, MOST)]

    assert told(story) == [{"n": 1}, ALIVE, {"n": 2}]


@pytest.mark.parametrize("size", [1, 2, 3, 10_000])
def test_an_event_may_stand_on_several_lines_and_a_chunk_may_end_inside_a_letter(size: int) -> None:
    sent = 'data: {"n":\ndata: "é😀",\nid: 7\ndata:"m":2}\n\n: on\n\ndata: {"n":"ü"}\r\n\r\n'
    sent += 'data:\r\ndata: {"n":3}\r\n\r\ndata: {"n":4}\ndata: {"n":5}\n\ndata: [DONE]\n\n'
    raw = sent.encode()
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    chunks = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces]

    async def story() -> Any:
        head = OK + b"Transfer-Encoding: chunked\r\n\r\n"
        async with serving([head, *chunks, b"0\r\n\r\n"]) as (_, url, lines):
            return [event async for event in lines.events(url, {}, {}, MOST)]

    last = [{"n": "ü"}, {"n": 3}, {"n": 4}, {"n": 5}]
    assert told(story) == [{"n": "é😀", "m": 2}, ALIVE, *last]


@pytest.mark.parametrize("more", [b"data:\n", b"data: " + b" [" * 500 + b"\n"])
def test_the_lines_of_one_event_are_bounded_and_take_time_by_their_length(more: bytes) -> None:
    size = 3 * MOST_LINE_BYTES

    async def story() -> Any:
        head = OK + b"Content-Length: 100000000\r\n\r\n"
        async with serving([head + b"data: {\n", *[more * (size // len(more))] * 3]) as (
            _,
            url,
            lines,
        ):
            with pytest.raises(ProviderFailed) as caught:
                await read(lines, url, [])
            return caught.value.too_long

    began = time.process_time()
    assert told(story)
    assert time.process_time() - began < 5


def test_an_event_that_the_end_of_a_stream_cuts_is_none() -> None:
    async def story() -> Any:
        said = b'data: {"n":1}\n\ndata: {"n":\n'
        found: list[Any] = []
        async with serving([OK + b"Content-Length: %d\r\n\r\n" % len(said) + said]) as (
            _,
            url,
            lines,
        ):
            with pytest.raises(ProviderFailed):
                await read(lines, url, found)
        return found

    assert told(story) == [{"n": 1}]


@pytest.mark.parametrize("end", [b'data: {"error":{}}\n\n', b"data: {\n\n", HANG_UP])
def test_a_stream_that_breaks_gives_what_came_and_then_fails(end: bytes) -> None:
    async def story() -> Any:
        head = OK + b"Content-Length: 1000\r\n\r\n"
        found: list[Any] = []
        async with serving([head + b'data: {"n":1}\n\n', end]) as (_, url, lines):
            with pytest.raises(ProviderFailed):
                await read(lines, url, found)
        return found

    assert told(story) == [{"n": 1}]


def test_a_line_without_an_end_is_bounded_and_a_slow_reader_holds_the_sender_back() -> None:
    async def story() -> Any:
        head = OK + b"Content-Length: 100000000\r\n\r\n"
        long = [b"x" * 1_000_000] * 40
        async with serving([head, *long]) as (_, url, lines):
            with pytest.raises(ProviderFailed) as caught:
                await read(lines, url, [])
            assert caught.value.too_long
        event = b'data: {"n":"' + b"x" * 60_000 + b'"}\n\n'
        sizes = []
        async with serving([head, *[event] * 200]) as (_, url, lines):
            events = lines.events(url, {}, {}, MOST)
            await anext(events)
            await asyncio.sleep(0.3)
            for _ in range(150):
                sizes.append(len((await anext(events))["n"]))
            await events.aclose()
        return sizes

    assert told(story) == [60_000] * 150


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"2\r\n{}\r\n0\r\n", b"X-T: " + b"y" * 1000 + b"\r\n"),
        (b"2\r\n{}\r\n0\r\nX-T: ", b"y" * 1000),
        (b"2;", b"y" * 1000),
        (b"", b"1;" + b"y" * 1000 + b"\r\n \r\n"),
        (b"", b"0" * 1000),
    ],
    ids=["trailers", "one trailer", "an extension", "an extension a byte", "zeros"],
)
@pytest.mark.parametrize("in_pieces", [False, True])
def test_what_frames_an_answer_has_an_end(begin: bytes, more: bytes, in_pieces: bool) -> None:
    head = OK + b"Transfer-Encoding: chunked\r\n\r\n"

    async def story() -> int:
        async with serving([head + begin, *[more * 100] * 300]) as (server, url, lines):
            with pytest.raises(ProviderFailed, match="Broken"):
                await (read(lines, url, []) if in_pieces else lines.post(url, {}, {}, MOST))
            return server.sent

    assert told(story) < 10_000_000  # what the system holds on the way is in it


def test_an_answer_in_chunks_of_one_byte_is_still_read() -> None:
    text = b'{"a":"' + b"x" * 30_000 + b'"}'
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in text)

    sent = OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"

    assert answer_to(sent) == {"a": "x" * 30_000}


@pytest.mark.parametrize(
    "said",
    [
        b'data: {"choices":[]}\r\rdata: [DONE]\r\r',
        b'data: {"n":"\xff\xfe"}\n\n',
        b'data: {"n":"\x00"}\n\n',
        b"data: \x00\n\n",
        b"data: NaN\n\n",
        b"data: [1]\n\n",
        b"data: " + b"[" * 100_000 + b"\n\n",
    ],
    ids=["CR", "no UTF-8", "a NUL", "NUL alone", "NaN", "a list", "deep"],
)
def test_a_line_that_is_no_event_ends_the_stream_or_says_nothing(said: bytes) -> None:
    async def story() -> list[Any]:
        found: list[Any] = []
        script = [OK + b"Content-Length: %d\r\n\r\n" % len(said) + said]
        async with serving(script) as (_, url, lines):
            with contextlib.suppress(ProviderFailed):
                await read(lines, url, found)
        return found

    assert told(story) == []


def test_a_name_that_leads_to_a_private_address_is_not_connected_to() -> None:
    async def story() -> Any:
        async with serving([WHOLE]) as (server, url, _):
            stranger = Lines(frozenset())
            for host in ("127.0.0.1", "localhost"):
                with pytest.raises(ProviderFailed) as failed:
                    await stranger.post(url.replace("127.0.0.1", host), {}, {}, MOST)
                assert not failed.value.again
            await stranger.close()
            return server.connections

    assert told(story) == 0
    assert issubclass(ForbiddenAddress, OSError)


def test_a_provider_that_cannot_be_connected_to_in_time_was_asked_nothing() -> None:
    async def story() -> Any:
        loop, lines = asyncio.get_running_loop(), Lines(HERE, connect_seconds=0.1)
        with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as waiting:
            for _ in range(4):  # nobody accepts them, so the next one waits in vain
                one = waiting.enter_context(socket.socket())
                one.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    one.connect(full.getsockname())
            begun = loop.time()
            url = f"http://127.0.0.1:{full.getsockname()[1]}/v1"
            with pytest.raises(ProviderFailed) as failed:
                await lines.post(url, {}, {}, MOST)
            return failed.value.spent, failed.value.is_for_all, loop.time() - begun < 5

    assert told(story) == (False, True, True)


def test_a_server_that_cannot_prove_its_name_gets_no_request() -> None:
    async def story() -> Any:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("aNULL:eNULL:ALL:@SECLEVEL=0")
        server, lines = Server([[WHOLE]]), Lines(HERE)
        async with await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=context) as one:
            port = one.sockets[0].getsockname()[1]
            with pytest.raises(ProviderFailed):
                await lines.post(f"https://127.0.0.1:{port}/v1", {"Authorization": "k"}, {}, MOST)
        await lines.close()
        return server.requests

    assert told(story) == []
