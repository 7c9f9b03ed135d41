"""Sends what a call came to: one JSON answer, or server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from microapp_kit.answer import Answer, json_answer
from microapp_kit.errors import Refusal, given_up, internal_error
from microapp_kit.exchange import Stream
from microapp_llm.beside_words import usage_shown
from microapp_llm.call import Call
from microapp_llm.dialect import DONE, EVENT_HEADERS, LINEAGE_HEADER, event, failed_event
from microapp_llm.pipeline import Pipeline
from microapp_llm.presence import CallerGone
from microapp_llm.providers.asking import Body, Use

Shape = Callable[[Call, Body], Any]
LOWERED_HEADER = "LLM-Max-Tokens"


def as_openai(call: Call, body: Body) -> Body:
    """Give the answer as OpenAI's clients read it."""
    del call
    return body


async def answered(pipeline: Pipeline, call: Call, shape: Shape = as_openai) -> Answer | Stream:
    """Give the answer of a call, streamed if that was asked for."""
    if not call.stream:
        body = await unless_gone(pipeline.whole(call))
        return json_answer(200, shape(call, body), _headers(call))
    chunks = _Begun(pipeline.stream(call), call)
    await unless_gone(chunks.begin())
    return Stream(200, {**EVENT_HEADERS, **_headers(call)}, chunks.events())


def _headers(call: Call) -> dict[str, str]:
    """Name the call, and say how long its answer may be where that is less than was asked for."""
    lowered = {LOWERED_HEADER: str(call.output_tokens)} if call.is_lowered else {}
    return {LINEAGE_HEADER: call.id, **lowered}


async def unless_gone(work: Awaitable[Any]) -> Any:
    """Give what the work gives, or refuse when the caller has left meanwhile."""
    try:
        return await work
    except CallerGone:
        raise Refusal(499, "caller_gone", "The caller has left.") from None


class _Begun:
    """A stream whose first chunk is there before its status is sent, so that a refusal has one."""

    def __init__(self, chunks: AsyncGenerator[Body, None], call: Call) -> None:
        self._chunks = chunks
        self._call = call
        self._first: Body | None = None

    async def begin(self) -> None:
        """Wait for the first chunk."""
        self._first = await anext(self._chunks, None)

    def events(self) -> _Events:
        """Give all chunks as events."""
        return _Events(self._told(), self._chunks)

    async def _told(self) -> AsyncGenerator[bytes, None]:
        try:
            if self._first is not None:
                yield self._event(self._first)
            async for chunk in self._chunks:
                yield self._event(chunk)
            if self._call.shows_usage:
                yield self._usage()
        except CallerGone:
            return
        except Refusal as refusal:
            yield failed_event(refusal)
        except asyncio.CancelledError:  # the time is over that the server had to stop
            yield failed_event(given_up())
        except Exception:
            yield failed_event(internal_error())
            raise
        yield DONE

    def _event(self, chunk: Body) -> bytes:
        return event({name: value for name, value in chunk.items() if name != "usage"})

    def _usage(self) -> bytes:
        call = self._call
        usage = usage_shown(call.use or Use(0, call.written()))
        head = {"id": f"chatcmpl-{call.id}", "object": "chat.completion.chunk"}
        more = {"created": call.created, "model": call.asked, "choices": []}
        return event({**head, **more, "usage": usage})


class _Events:
    """The events of a stream; closing them ends the call even when none was read."""

    def __init__(
        self, events: AsyncGenerator[bytes, None], chunks: AsyncGenerator[Body, None]
    ) -> None:
        self._events = events
        self._chunks = chunks

    def __aiter__(self) -> _Events:
        return self

    async def __anext__(self) -> bytes:
        return await anext(self._events)

    async def aclose(self) -> None:
        """End the call."""
        await self._events.aclose()
        await self._chunks.aclose()
