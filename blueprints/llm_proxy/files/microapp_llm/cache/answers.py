"""What both caches share: their interface, their counters, and which answers may be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

WHOLE = frozenset({"stop", "tool_calls", "function_call"})
LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Finished:
    """An answer, and why the model ended it."""

    body: bytes
    reason: str

    @property
    def keepable(self) -> bool:
        """Whether this is the whole answer; one that was cut is never kept."""
        return self.reason in WHOLE and 0 < len(self.body) <= LARGEST


@dataclass(slots=True)
class Counts:
    """What happened in a cache since the process began."""

    hit: int = 0
    miss: int = 0
    expired: int = 0
    evicted: int = 0
    kept: int = 0
    down: int = 0


class Cache(Protocol):
    """Keeps answers for a while; whatever goes wrong in it is a miss."""

    counts: Counts

    async def get(self, key: str) -> bytes | None:
        """Give the answer under a key, while it is fresh."""

    async def put(self, key: str, answer: Finished) -> None:
        """Keep an answer, if it may be kept."""

    async def close(self) -> None:
        """Let go of what the cache holds."""
