"""One HTTP/1.1 connection to a provider: one request at a time, and its answer within bounds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import cast

import httptools

from microapp_llm.providers.asking import nobody_hears

MOST_HEAD_BYTES = 64 * 1024
MOST_FRAMING = 8  # bytes that come for one of the body, in chunks of one byte
BUFFERED_BYTES = 256 * 1024  # of an answer that is read slower than it comes
OK = 200
LONGEST_WAIT = 3600  # seconds that a provider may want to be left alone (RFC 9110, 10.2.3)
Heard = Callable[[], None]


class Broken(OSError):
    """The other side hung up, or does not speak HTTP; there is no more to come."""


class TooLarge(Exception):
    """An answer of more bytes than were asked for."""


class Connection(asyncio.Protocol):
    """Sends requests and reads answers, whole or in pieces."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._waiter: asyncio.Future[None] | None = None
        self._error: Exception | None = None
        self._busy = self._is_paused = False
        self.idle_since = 0.0
        self._await(0, in_pieces=False)

    def _await(self, most: int, *, in_pieces: bool, heard: Heard = nobody_hears) -> None:
        """Begin with nothing of an answer."""
        self._most, self._in_pieces, self._heard = most, in_pieces, heard
        self.wait = 0
        self._status = self._received = self._size = self._buffered = 0
        self._ended = self._keeps = self._is_framed = self._is_encoded = False
        self._pieces: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, _: Exception | None) -> None:
        """End; an answer without a length is whole now."""
        if self._busy and self._status and not self._is_framed and not self._error:
            self._ended = True
        self._error = self._error or Broken("The provider hung up.")
        self._wake()

    def data_received(self, data: bytes) -> None:
        """Read what comes; nothing may come that was not asked for."""
        if not self._busy or self._ended:
            self._fail(Broken("The provider sent what was not asked for."))
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail(Broken("The provider's answer is not HTTP."))
            return
        self._received += len(data)
        if self._received > MOST_HEAD_BYTES + MOST_FRAMING * self._size:
            self._fail(Broken("What frames the provider's answer is too large."))

    @property
    def is_open(self) -> bool:
        """Whether another request can be sent."""
        return not self._busy and self._error is None and not self._transport.is_closing()

    @property
    def has_begun(self) -> bool:
        """Whether a good answer to what was asked has begun, so that it may cost."""
        return self._status == OK

    async def ask(
        self, request: bytes, most: int, *, in_pieces: bool = False, heard: Heard = nobody_hears
    ) -> int:
        """Send a request; give the status, with a whole answer once that is there.

        `heard` is told whenever more of it has come.
        """
        self._busy = True
        self._await(most, in_pieces=in_pieces, heard=heard)
        self._transport.write(request)
        while not (self._ended or (self._status and (in_pieces or self._status != OK))):
            await self._more()
        if self._is_encoded:
            raise Broken("The provider's answer is compressed, which was not asked for.")
        return self._status

    async def told(self, most: int) -> bytes:
        """Give the body of an answer of whatever status, or what has come when it is too long."""
        while not self._ended and self._size < most:
            await self._more()
        return b"".join(self._pieces)[:most]

    async def pieces(self) -> bytes:
        """Give what has come since the last time; nothing at the end of the answer."""
        while not self._pieces:
            if self._ended:
                return b""
            await self._more()
        found, self._pieces, self._buffered = b"".join(self._pieces), [], 0
        if self._is_paused and self._error is None:
            self._is_paused = False
            self._transport.resume_reading()
        return found

    def whole(self) -> bytes:
        """Give an answer that was waited for."""
        return b"".join(self._pieces)

    def finish(self) -> bool:
        """Make ready for the next request; false, and closed, where there cannot be one."""
        if not (self._busy and self._ended and self._keeps) or self._error or self._is_paused:
            self.close()
            return False
        self._busy = False
        self._pieces = []
        self.idle_since = time.monotonic()
        return self.is_open

    def close(self) -> None:
        """Hang up, whatever is under way."""
        self._error = self._error or Broken("The connection is closed.")
        self._transport.abort()

    def on_message_begin(self) -> None:
        """Begin an answer, which may only announce another one; a second one fails."""
        if self._ended:
            self._fail(Broken("The provider sent what was not asked for."))
        self._is_framed = self._is_encoded = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note how the answer ends, and whether it is as it was asked for."""
        name = name.lower()
        if name in (b"content-length", b"transfer-encoding"):
            self._is_framed = True
        elif name == b"retry-after" and value.strip().isdigit():
            self.wait = min(int(value.strip()[:9]), LONGEST_WAIT)
        elif name == b"content-encoding" and value.strip().lower() not in (b"", b"identity"):
            self._is_encoded = True

    def on_headers_complete(self) -> None:
        """Take the status, save of an answer that announces another one."""
        if self._ended:
            return
        status = self._parser.get_status_code()
        self._status = 0 if status < OK else status
        if self._in_pieces or self._status > OK:
            self._wake()

    def on_body(self, piece: bytes) -> None:
        """Take a piece of the body."""
        if self._ended:
            return
        self._size += len(piece)
        if self._size > self._most:
            self._fail(TooLarge())
            return
        self._pieces.append(piece)
        if not self._in_pieces:
            self._heard()
        else:
            self._buffered += len(piece)
            if self._buffered > BUFFERED_BYTES and not self._is_paused and self._error is None:
                self._is_paused = True
                self._transport.pause_reading()
            self._wake()

    def on_message_complete(self) -> None:
        """End the answer."""
        if self._status and not self._ended and self._error is None:
            self._ended, self._keeps = True, self._parser.should_keep_alive()
            self._wake()

    async def _more(self) -> None:
        """Wait until there is more, or raise why there will not be."""
        if self._error is not None:
            raise self._error
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fail(self, error: Exception) -> None:
        self._error = self._error or error
        self._transport.abort()
        self._wake()
