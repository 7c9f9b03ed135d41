"""Remembers what was read in a file's content: a thousand apps share most of their files."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")
MOST = 256
LARGEST = 32 * 2**10
"""Together they bound the memory: what is read in larger content is not kept."""


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
