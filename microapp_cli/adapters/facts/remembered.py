"""Remembers what was read in a file's content: a thousand apps share most of their files."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")
MOST = 256
LARGEST = 32 * 2**10
"""Together they bound the memory: what is read in larger content is not kept."""


def remembered(read: Callable[..., T]) -> Callable[..., T]:
    """The same function of content; the callers share what it gives, and must not change it."""
    kept = lru_cache(maxsize=MOST)(read)

    @wraps(kept)
    def recalled(content: bytes, *words: object) -> T:
        return (kept if len(content) <= LARGEST else read)(content, *words)

    return recalled
