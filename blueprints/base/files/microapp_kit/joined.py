"""A transport that sends as one what is written at once, and waits a while for it to be taken."""

from __future__ import annotations

import asyncio
from typing import Any

TAKE_SECONDS = 60.0  # for a client to take what waits for it, once no more fits


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
        """Send what is held, and hang up, at the latest when it should have been taken."""
        if self._transport.is_closing():
            return
        self._send()
        self._transport.close()
        if self._transport.get_write_buffer_size():
            self._loop.call_later(TAKE_SECONDS, self._transport.abort)

    def _send(self) -> None:
        held, self._held = self._held, []
        if held and not self._transport.is_closing():  # who was written to may be gone by now
            self._transport.write(b"".join(held))
