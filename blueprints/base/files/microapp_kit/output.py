"""Standard output: the lines of some milliseconds leave together, and one lost stops nobody."""

from __future__ import annotations

import asyncio
import atexit
import sys
from typing import Any

SECONDS_TO_GATHER = 0.01  # of lines
END = ord("\n")
NOT_TAKEN = (OSError, ValueError, AttributeError)  # full, gone, closed, or never there


class Output:
    """Takes lines, and counts those that standard output does not take."""

    def __init__(self) -> None:
        self.lost = 0
        self._held: list[bytes] = []
        self._awaited: asyncio.AbstractEventLoop | None = None
        self._is_torn = False  # whether a line ended before its end

    def write(self, line: bytes) -> None:
        """Write a line: soon where an event loop runs, else at once."""
        self._held.append(line)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
            return
        if self._awaited is not loop:
            self._awaited = loop
            loop.call_later(SECONDS_TO_GATHER, self.flush)

    def flush(self) -> None:
        """Let go of all lines; those that are not taken are counted."""
        lines, self._held, self._awaited = self._held, [], None
        if not lines:
            return
        data = b"\n".join([*([b""] if self._is_torn else ()), *lines, b""])
        done = 0
        try:
            stream: Any = sys.stdout.buffer
            raw = getattr(stream, "raw", stream)  # a buffer would keep what was not taken
            while done < len(data):
                done += raw.write(data[done:] if done else data) or _nothing_taken()
        except NOT_TAKEN:
            self.lost += min(len(lines), data.count(b"\n", done))
            self._is_torn = data[done - 1] != END if done else self._is_torn
        else:
            self._is_torn = False


def _nothing_taken() -> int:
    raise BlockingIOError


output = Output()
atexit.register(output.flush)
