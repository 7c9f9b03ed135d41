"""HTTP on the wire: what is no HTTP, or too much of it, is refused in the envelope as well."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from microapp_kit.errors import Refusal, envelope

MAX_TARGET = 8 * 1024
MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 1024
NOT_HTTP = Refusal(400, "malformed_request", "The request is not HTTP, or its head is too large.")


class BadHead(Exception):
    """The head of a request is larger than any honest one, or leaves the body's end unclear."""


class Joined:
    """A transport that sends as one what is written in one turn of the event loop."""

    __slots__ = ("_held", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send soon: the head of an answer waits for its body."""
        if not self._held:
            self._loop.call_soon(self._send)
        self._held.append(data)

    def close(self) -> None:
        """Send what is held, and hang up."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._held:
            held, self._held = self._held, []
            self._transport.write(b"".join(held))


class StrictHttp(HttpToolsProtocol):
    """The server's HTTP protocol with bounded heads (RFC 9110, 5.4) and our envelope."""

    header_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin with a transport that joins what is written at once."""
        joined = Joined(transport, asyncio.get_running_loop())
        super().connection_made(cast(asyncio.Transport, joined))

    def on_message_begin(self) -> None:
        """Begin to count."""
        self.header_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a part of the request target."""
        super().on_url(url)
        if len(self.url) > MAX_TARGET:
            raise BadHead

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self.header_bytes += len(name) + len(value)
        if self.header_bytes > MAX_HEADER_BYTES or len(self.headers) >= MAX_HEADERS:
            raise BadHead
        if name.lower() == b"transfer-encoding" and value.strip().lower() != b"chunked":
            raise BadHead
        super().on_header(name, value)

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser refused, and hang up."""
        del msg
        media_type, body = envelope(NOT_HTTP)
        head = (
            "HTTP/1.1 400 Bad Request\r\n"
            f"content-type: {media_type}\r\n"
            f"content-length: {len(body)}\r\n"
            "cache-control: no-store\r\nx-content-type-options: nosniff\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()
