"""Has long answers read in a thread, so that the answers of others flow on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import TypeVar

from microapp_llm.providers.asking import Body

LONG = 4_000  # characters, which take 0.02 s to be read, and a hostile text makes 0.2 s of it
Made = TypeVar("Made")


async def read(body: Body, work: Callable[[], Made]) -> Made:
    """Give what comes of reading a whole answer."""
    message = body["choices"][0]["message"]
    return await asyncio.to_thread(work) if _length(message) > LONG else work()


def is_long(chunk: Body) -> bool:
    """Whether so much of a streamed answer comes at once that a thread shall read it."""
    choices = chunk.get("choices")
    return _length(choices[0].get("delta") or {}) > LONG if choices else False


async def next_of(read: Iterator[Body]) -> Body | None:
    """Give the next of what comes of a long chunk, or None behind the last one."""
    return await asyncio.to_thread(next, read, None)


def _length(said: Body) -> int:
    """Give how many characters a message or a part of one has."""
    length = len(said.get("content") or "") + len(said.get("refusal") or "")
    for call in said.get("tool_calls") or ():
        length += len((call.get("function") or {}).get("arguments") or "")
    return length
