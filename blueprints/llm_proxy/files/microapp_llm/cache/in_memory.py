"""Answers kept in this process: bounded in bytes and time, the least used one goes first."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from microapp_llm.cache.answers import Counts, Finished

OVERHEAD = 256  # what a key, a tuple and a place in the dictionary take


class MemoryCache:
    """A bounded cache in memory."""

    def __init__(
        self,
        *,
        seconds: float,
        max_bytes: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.counts = Counts()
        self.bytes = 0
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._clock = clock
        self._answers: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    async def get(self, key: str) -> bytes | None:
        """Give the answer under a key, while it is fresh."""
        found = self._answers.get(key)
        if found is None:
            self.counts.miss += 1
            return None
        if found[0] <= self._clock():
            self._drop(key)
            self.counts.expired += 1
            self.counts.miss += 1
            return None
        self._answers.move_to_end(key)
        self.counts.hit += 1
        return found[1]

    async def put(self, key: str, answer: Finished) -> None:
        """Keep an answer, if it may be kept."""
        size = len(answer.body) + OVERHEAD
        if not answer.keepable or size > self._max_bytes or self._seconds <= 0:
            return
        self._drop(key)
        while self.bytes + size > self._max_bytes:
            self._drop(next(iter(self._answers)))
            self.counts.evicted += 1
        self._answers[key] = (self._clock() + self._seconds, answer.body)
        self.bytes += size
        self.counts.kept += 1

    async def close(self) -> None:
        """Forget everything."""
        self._answers.clear()
        self.bytes = 0

    def _drop(self, key: str) -> None:
        found = self._answers.pop(key, None)
        if found is not None:
            self.bytes -= len(found[1]) + OVERHEAD
