"""Remembers what was read in a file's content: a thousand apps share most of their files."""

from __future__ import annotations

from collections.abc import Callable, Sized
from functools import lru_cache, wraps
from hashlib import sha256
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 256
LARGEST = 32 * 2**10
"""Together they bound the memory: what is read in larger content is not kept."""

LARGE_ONES, LARGEST_OF_ALL, FEW = 64, 2**20, 500
"""What is read in so many large ones is kept under their hashes, where it is not much."""
Many = TypeVar("Many", bound="tuple[Sized, ...]")


def recalling(*, most: int, largest: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Remember so much of so many; the callers share what it gives, and must not change it."""

    def remembering(read: Callable[..., T]) -> Callable[..., T]:
        kept = lru_cache(maxsize=most)(read)

        @wraps(kept)
        def recalled(content: bytes, *words: object) -> T:
            return (kept if len(content) <= largest else read)(content, *words)

        return recalled

    return remembering


def remembered(read: Callable[..., T]) -> Callable[..., T]:
    """The same function of content, for what lies in most apps."""
    return recalling(most=MOST, largest=LARGEST)(read)


class LargeRemembered(Generic[Many]):
    """The same function of content that is too large to be kept: locks and lists of packages."""

    def __init__(self, read: Callable[[bytes], Many]) -> None:
        self._read = read
        self._kept: dict[bytes, Many] = {}
        self._one_at_a_time = Lock()

    def __call__(self, content: bytes) -> Many:
        """What is read in it."""
        if not LARGEST < len(content) <= LARGEST_OF_ALL:
            return self._read(content)
        key = sha256(content).digest()
        with self._one_at_a_time:
            known = self._kept.pop(key, None)
        found = self._read(content) if known is None else known
        if sum(map(len, found)) <= FEW:
            self._keep(key, found)
        return found

    def forget(self) -> None:
        """Forget all of it."""
        self._kept.clear()

    def _keep(self, key: bytes, found: Many) -> None:
        with self._one_at_a_time:
            self._kept[key] = found
            while len(self._kept) > LARGE_ONES:
                del self._kept[next(iter(self._kept))]
