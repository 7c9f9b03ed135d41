"""A client faster than what it measures: requests spelled once, answers only counted."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import cast

import uvloop

PATIENCE_S = 30.0
CHUNKED = -1
LAST_CHUNK = b"0\r\n\r\n"
Spell = Callable[[], bytes]


class Sender(asyncio.Protocol):
    """One connection that sends a request, waits for its answer, and sends the next."""

    def __init__(self, spell: Spell, statuses: Counter[bytes]) -> None:
        self._spell = spell
        self._statuses = statuses
        self._received = b""
        self._wanted = 0
        self.stopped = False
        self.idle: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._spell())

    def data_received(self, data: bytes) -> None:
        """Count an answer once it is whole, and send the next request."""
        self._received += data
        if not self._wanted:
            head, found, _ = self._received.partition(b"\r\n\r\n")
            if not found:
                return
            self._wanted = _size(head)
            self._statuses[head[9:12]] += 1
        if not self._whole():
            return
        self._received, self._wanted = b"", 0
        if self.stopped:
            self._transport.close()
        else:
            self._transport.write(self._spell())

    def _whole(self) -> bool:
        if self._wanted == CHUNKED:
            return self._received.endswith(LAST_CHUNK)
        return len(self._received) >= self._wanted

    def connection_lost(self, _: Exception | None) -> None:
        """Say that this connection is done."""
        if not self.idle.done():
            self.idle.set_result(None)


def _size(head: bytes) -> int:
    """Give how long an answer is, head and all, or CHUNKED where its head does not say."""
    fields = head.lower()
    if b"transfer-encoding: chunked" in fields:
        return CHUNKED
    return len(head) + 4 + int(fields.partition(b"content-length:")[2].partition(b"\r\n")[0])


def requests_per_second(
    port: int, spell: Spell, *, connections: int, seconds: float, expected: int
) -> float:
    """Send as fast as the server answers; give answers per second, or fail on an odd status."""
    statuses: Counter[bytes] = Counter()

    async def send() -> float:
        loop = asyncio.get_running_loop()
        started = time.perf_counter()
        made = [
            await loop.create_connection(lambda: Sender(spell, statuses), "127.0.0.1", port)
            for _ in range(connections)
        ]
        await asyncio.sleep(seconds)
        for _, sender in made:
            sender.stopped = True
        await asyncio.wait_for(asyncio.gather(*(sender.idle for _, sender in made)), PATIENCE_S)
        return time.perf_counter() - started

    took = uvloop.run(send())
    if set(statuses) != {b"%d" % expected}:
        raise RuntimeError(f"expected only {expected}, got {dict(statuses)}")
    return statuses.total() / took
