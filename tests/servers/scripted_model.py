"""A model's server in OpenAI's dialect that says what a test tells it to, and keeps what it saw."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from tests.servers.processes import free_port

Body = dict[str, Any]
USAGE = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}


class Fails(Exception):
    """Makes the server answer with a status, before or instead of words."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class BreaksOff(Exception):
    """Makes the server close the connection in the middle of an answer."""


Says = Callable[[Body], AsyncIterator[str]]


async def hello(body: Body) -> AsyncIterator[str]:
    """Say hello in one piece."""
    del body
    yield "Hello."


class ScriptedModel:
    """What the server says, and all that was asked of it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self.says: Says = hello
        self.seen: list[str] = []
        self.headers: list[str] = []
        self.wild: dict[str, Any] = {}  # texts where no words of an answer stand
        self.deltas: list[Body] = []  # of a stream, word for word, before what is said
        self.cancelled = threading.Event()
        self.gate = threading.Event()

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """Answer a chat, whole or piece by piece; with tools as the arguments of a call."""
        body = await self._noted(request)
        pieces = aiter(self.says(body))
        try:
            first = await anext(pieces, "")
        except Fails as failure:
            error = {"error": {"message": "inner words of the provider"}}
            return web.json_response(error, status=failure.status)
        if body.get("stream"):
            return await self._streamed(request, body, first, pieces)
        text = first + "".join([piece async for piece in pieces])
        message: Body = {"role": "assistant", "content": text}
        if body.get("tools"):
            message = {"role": "assistant", "content": None, "tool_calls": [self._call(text)]}
        finish = self.wild.get("finish", "stop")
        choice = {"index": 0, "message": message, "finish_reason": finish}
        return web.json_response({**self._head(), "choices": [choice], "usage": self._usage()})

    async def embeddings(self, request: web.Request) -> web.StreamResponse:
        """Answer with a vector for each text."""
        body = await self._noted(request)
        try:
            await anext(aiter(self.says(body)), "")
        except Fails as failure:
            return web.json_response({"error": {}}, status=failure.status)
        data = [{"index": n, "embedding": [0.5, n]} for n, _ in enumerate(body["input"])]
        return web.json_response({"data": data, "usage": USAGE | {"completion_tokens": 0}})

    async def _streamed(
        self, request: web.Request, body: Body, first: str, pieces: AsyncIterator[str]
    ) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        try:
            for delta in self.deltas:
                await _send(answer, delta)
            if body.get("tools") and not self.deltas:
                await _send(answer, {"tool_calls": [{**self._call(""), "index": 0}]})
            await _send(answer, _delta(body, first))
            async for piece in pieces:
                await _send(answer, _delta(body, piece))
        except BreaksOff:
            if request.transport is not None:
                request.transport.abort()
            return answer
        except (ConnectionError, asyncio.CancelledError):
            self.cancelled.set()
            raise
        await _send(answer, {}, self.wild.get("finish", "stop"), self._head())
        await _event(answer, {**self._head(), "choices": [], "usage": self._usage()})
        await answer.write(b"data: [DONE]\n\n")
        return answer

    def _call(self, arguments: str) -> Body:
        function = {"name": self.wild.get("name", "leave"), "arguments": arguments}
        return {"id": self.wild.get("id", "c1"), "type": "function", "function": function}

    def _head(self) -> Body:
        created = self.wild.get("created", 0)
        return {"id": "x", "created": created, "error": None}  # as some servers say

    def _usage(self) -> Body:
        return USAGE | ({"note": self.wild["usage"]} if "usage" in self.wild else {})

    async def _noted(self, request: web.Request) -> Body:
        raw = await request.text()
        self.seen.append(raw)
        self.headers.append(str(request.headers))
        found: Body = json.loads(raw)
        return found


def _delta(body: Body, text: str) -> Body:
    if body.get("tools"):
        return {"tool_calls": [{"index": 0, "function": {"arguments": text}}]}
    return {"content": text}


async def _send(
    answer: web.StreamResponse, delta: Body, finish: str | None = None, head: Body | None = None
) -> None:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    await _event(answer, {**(head or {}), "choices": [choice]})


async def _event(answer: web.StreamResponse, value: Body) -> None:
    await answer.write(b"data: " + json.dumps(value).encode() + b"\n\n")


@contextmanager
def scripted_model() -> Iterator[ScriptedModel]:
    """Serve until the block ends."""
    model = ScriptedModel()
    loop = asyncio.new_event_loop()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/v1/chat/completions", model.chat)
    app.router.add_post("/v1/embeddings", model.embeddings)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.5)

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", model.port).start()

    loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
