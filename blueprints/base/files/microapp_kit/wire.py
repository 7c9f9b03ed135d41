"""HTTP on the wire: what is no HTTP, too much of it, or too slow is refused in the envelope too."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from microapp_kit import joined, jsonbody
from microapp_kit.errors import Envelope, Refusal, envelope
from microapp_kit.joined import Joined
from microapp_kit.late import TOO_SLOW, AwaitedBody
from microapp_kit.old_clients import VERSIONS, WITHOUT_CHUNKS, without_chunks

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

MAX_TARGET = 8 * 1024
MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 1024
PIECE = 16 * 1024  # that is read at once
MOST_HELD = 1024 * 1024  # bytes, with which no more is read; what is on its way still comes
NEVER = math.inf
NOT_HTTP = Refusal(400, "malformed_request", "The request is not HTTP, or its head is too large.")


class BadHead(Exception):
    """The head of a request is too large, or leaves its host or its body's end unclear."""


def _counted_nowhere(status: int) -> None:
    """Take note of no refusal."""


class Flow(FlowControl):
    """Reads no more while what has come is still to be read, whoever wishes for it."""

    is_full = False

    def resume_reading(self) -> None:
        """Read again, where there is room."""
        if not self.is_full:
            super().resume_reading()


class StrictHttp(HttpToolsProtocol):
    """The server's HTTP protocol with bounded heads (RFC 9110, 5.4) and our envelope."""

    header_bytes = hosts = 0
    is_head_begun = is_head_read = is_read = False
    due = NEVER  # when what is awaited must be there
    timer: asyncio.TimerHandle | None = None
    awaited: AwaitedBody | None = None
    answering: RequestResponseCycle | None = None  # the request whose turn it is
    taking: asyncio.TimerHandle | None = None
    is_over = False  # whether nothing that still comes is read
    unended = 0  # bytes of which the parser has told nothing yet: a line without an end
    told_no_http = envelope(NOT_HTTP)
    told_too_slow = envelope(TOO_SLOW)
    count = staticmethod(_counted_nowhere)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin with a transport that joins what is written at once."""
        sends_joined = Joined(transport, asyncio.get_running_loop())
        super().connection_made(cast(asyncio.Transport, sends_joined))
        self.flow = self.waits = Flow(self.transport)
        self.held = bytearray()  # what is read once the requests before it are answered
        self._await_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more, and tell who answers; the server tells the latest request."""
        self._await_nothing()
        if self.answering is not None:
            self.answering.disconnected = True
            self.answering.message_event.set()
        self.held.clear()
        for timer in (self.timer, self.taking):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came; a wish for another protocol is not heard (RFC 9110, 7.8).

        What is still to come then has its time: a request that came as a whole costs no timer.
        """
        if self.is_over:
            return
        self._unset_keepalive_if_required()
        if self.held or self.pipeline:
            self._hold(data)
        else:
            self._read_on(data)

    def _read_on(self, data: bytes) -> None:
        """Read requests until some wait for their turn; the rest is read after them.

        A request that waits takes a hundred times the room of its bytes.
        """
        try:
            while data and not self.pipeline:
                piece, data = data[:PIECE], data[PIECE:]
                while piece:
                    piece = self._read(piece)
        except HttpParserError:
            self.send_400_response("")
            return
        if data:
            self._hold(data)
        elif not self.is_read or self.cycle.response_complete:
            self._await_more()

    def _hold(self, data: bytes) -> None:
        """Keep what came for later; as it is still read, it shows when the other side hangs up."""
        self.held += data
        if len(self.held) >= MOST_HELD:
            self.waits.is_full = True
            self.flow.pause_reading()

    def _read_held(self) -> None:
        """Read what came while others waited."""
        held = bytes(self.held)
        self.held.clear()
        self.waits.is_full = False
        if held and not self.transport.is_closing():
            self._unset_keepalive_if_required()
            self.flow.resume_reading()
            self._read_on(held)

    def pause_writing(self) -> None:
        """Wait a while for a client to take what is written."""
        super().pause_writing()
        if self.taking is None:
            self.taking = self.loop.call_later(joined.TAKE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: it was taken."""
        if self.taking is not None:
            self.taking.cancel()
            self.taking = None
        super().resume_writing()

    def _read(self, data: bytes) -> bytes:
        """Read up to the end, or to a wish for another protocol; give what is left to read then.

        The parser leaves the rest of such a request to that protocol, its body as well. So what it
        has read of it is spelled anew for another parser, without the wish.
        """
        self.unended += len(data)
        if self.unended > MAX_HEADER_BYTES + PIECE:
            raise HttpParserError("A line does not end.")
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as wish:
            rest = data[wish.args[0] :]
            method, version = self.parser.get_method(), self.parser.get_http_version()
            self.parser = HttpRequestParser(self)
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
            return _without_wish(method, self.url, version, self.headers) + rest
        return b""

    def on_headers_complete(self) -> None:
        """Begin to work, unless the head is to be read once more.

        It names one host, and must where hosts are known (RFC 9112, 3.2).
        """
        version = self.parser.get_http_version()
        if version not in VERSIONS or self.hosts > 1 or (version == "1.1" and not self.hosts):
            raise BadHead
        is_wish = self.parser.should_upgrade()
        if is_wish and self.parser.get_method() == b"CONNECT":
            raise BadHead
        self.is_head_read = True
        self.unended = 0
        if not is_wish:
            super().on_headers_complete()
            if self.pipeline:
                self.flow.resume_reading()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self.unended = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End the body."""
        self.unended = 0
        if not self.parser.should_upgrade():
            self.is_read = True
            if self.due != NEVER:
                self._await_nothing()
            super().on_message_complete()

    def on_message_begin(self) -> None:
        """Begin to count."""
        self.header_bytes = self.hosts = 0
        self.is_head_begun, self.is_head_read, self.is_read = True, False, False
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a part of the request target."""
        self.unended = 0
        super().on_url(url)
        if len(self.url) > MAX_TARGET:
            raise BadHead

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; what trails a body is let go, as it is none (RFC 9110, 6.5.1)."""
        self.unended = 0
        self.header_bytes += len(name) + len(value)
        if self.header_bytes > MAX_HEADER_BYTES or len(self.headers) >= MAX_HEADERS:
            raise BadHead
        if self.is_head_read:
            return
        known = name.lower()
        if known == b"transfer-encoding" and value.strip().lower() != b"chunked":
            raise BadHead
        self.hosts += known == b"host"
        super().on_header(name, value)

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser refused, and hang up; a whole request before it is answered."""
        del msg
        self.is_over = True
        is_whole = self.is_read or not self.is_head_read
        if self.cycle is None or self.cycle.response_complete:
            self._hang_up(400, self.told_no_http)
        elif is_whole:
            self.cycle.keep_alive = False
        elif self.pipeline or self.cycle.response_started:
            self.transport.close()
        else:
            self._hang_up(400, self.told_no_http)

    def _hang_up(self, status: int, told: tuple[str, bytes]) -> None:
        """Answer what no app gets to see, count it, and hang up."""
        self.count(status)
        media_type, body = told
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
            f"content-type: {media_type}\r\n"
            f"content-length: {len(body)}\r\n"
            "cache-control: no-store\r\nx-content-type-options: nosniff\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()

    def _await_more(self) -> None:
        """Give what is still to come of a request, or a new one, its time.

        The timer stays when it came: it looks once in a while whether anything is awaited.
        """
        if self.due == NEVER:
            self.due = self.loop.time() + jsonbody.READ_SECONDS
            if self.timer is None:
                self.timer = self.loop.call_at(self.due, self._look)
        if self.is_head_read and not self.is_read and self.awaited is None:
            self.awaited = AwaitedBody(self.cycle)

    def _await_nothing(self) -> None:
        """Note that a request is there, or that none will be."""
        self.due = NEVER
        if self.awaited is not None:
            self.awaited.let_go()
            self.awaited = None

    def _look(self) -> None:
        """Look whether what is awaited is late."""
        self.timer = None
        if self.due > self.loop.time():
            if self.due != NEVER:
                self.timer = self.loop.call_at(self.due, self._look)
        elif not self.transport.is_closing():
            self.due = NEVER
            self._is_late()

    def _is_late(self) -> None:
        """Refuse what did not come in time; an answer that is under way ends as it would."""
        if self.flow.read_paused or self.held:  # it may have come: nobody here has listened
            self._await_more()
        elif self.awaited is not None and not self.cycle.response_complete:
            self.awaited.end()
        elif self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
        elif self.is_head_begun and not self.is_head_read:
            self._hang_up(408, self.told_too_slow)
        else:
            self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Begin to answer; a client that knows no chunks gets none.

        What is held is read where no other request waits for its turn.
        """
        self.answering = cycle
        if self.held and not self.pipeline:
            self.loop.call_soon(self._read_held)
        if cycle.scope["http_version"] in WITHOUT_CHUNKS:
            app = without_chunks(app, cycle)
        super()._start_asgi_task(cycle, app)


def strict_http(
    shape: Envelope, count: Callable[[int], None] = _counted_nowhere
) -> type[StrictHttp]:
    """Give the protocol that refuses what is no HTTP in the shape of an app's other refusals.

    `count` takes the status of each that no app gets to see.
    """
    told = {"told_no_http": shape(NOT_HTTP, ""), "told_too_slow": shape(TOO_SLOW, "")}
    return type("StrictHttp", (StrictHttp,), {**told, "count": staticmethod(count)})


def _without_wish(
    method: bytes, target: bytes, version: str, headers: list[tuple[bytes, bytes]]
) -> bytes:
    """Spell a head without its wish for another protocol."""
    lines = [b"%s %s HTTP/%s" % (method, target, version.encode())]
    for name, value in headers:
        if name == b"connection":
            words = [word for word in value.split(b",") if word.strip().lower() != b"upgrade"]
            value = b",".join(words)
        if name != b"upgrade":
            lines.append(b"%s: %s" % (name, value))
    return b"\r\n".join([*lines, b"", b""])
