"""A model's server on this machine that speaks both dialects and keeps what it was asked."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from tests.servers.processes import free_port, wait_until

PIECE = 7


class Upstream:
    """What the server says next, and all that was asked of it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.text = "Hello."
        self.tool: tuple[str, dict[str, Any]] | None = None
        self.status = 200
        self.error: dict[str, Any] = {"message": "secret words"}  # said with any other status
        self.endless = False
        self.seconds = 0.0  # that a whole answer takes
        self.tells_usage = True  # in a stream
        self.usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        self.written = 0  # tokens that Anthropic's dialect says it wrote to its cache
        self.finish = "stop"  # of a stream in OpenAI's dialect
        self.begins: list[dict[str, Any]] = []  # events of a stream, as they are
        self.redirect = ""
        self.raw: bytes | None = None  # said as it is, with status 200
        self.pieces: list[bytes] = []  # said one by one, each after `pause` seconds
        self.pause = 0.0
        self.retry_after = ""  # said with any other status
        self.seen: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.left = threading.Event()

    def wait_for(self, calls: int) -> None:
        """Wait until so many calls have come."""
        wait_until(lambda: len(self.seen) >= calls, f"{calls} calls")

    def asked(self) -> str:
        """All bodies so far, as text."""
        return json.dumps(self.seen, ensure_ascii=False)

    async def openai(self, request: web.Request) -> web.StreamResponse:
        """Answer in OpenAI's dialect."""
        body = await self._note(request)
        if self.redirect:
            raise web.HTTPTemporaryRedirect(self.redirect)
        if self.pieces:
            return await self._in_pieces(request)
        if self.raw is not None:
            return web.Response(body=self.raw, content_type="application/json")
        if self.status != 200:
            later = {"Retry-After": self.retry_after} if self.retry_after else None
            return web.json_response({"error": self.error}, status=self.status, headers=later)
        if body.get("stream"):
            return await self._openai_stream(request)
        await asyncio.sleep(60 if self.endless else self.seconds)
        message: dict[str, Any] = {"role": "assistant", "content": self.text}
        if self.tool:
            function = {"name": self.tool[0], "arguments": json.dumps(self.tool[1])}
            message |= {"tool_calls": [{"id": "c1", "type": "function", "function": function}]}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        told = {"id": "x", "choices": [choice], "usage": self.usage, "evil": 1}
        return web.json_response(told)

    async def _in_pieces(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        await answer.prepare(request)
        for piece in self.pieces:
            await asyncio.sleep(self.pause)
            await answer.write(piece)
        return answer

    async def _openai_stream(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        try:
            for begin in self.begins:
                await _event(answer, begin)
            for start in range(0, len(self.text), PIECE):
                delta = {"content": self.text[start : start + PIECE]}
                await _event(answer, {"choices": [{"index": 0, "delta": delta}]})
            while self.endless:
                await _event(answer, {"choices": [{"index": 0, "delta": {"content": "more "}}]})
                await asyncio.sleep(0.02)
            end = {"index": 0, "delta": {}, "finish_reason": self.finish}
            await _event(answer, {"choices": [end]})
            if self.tells_usage:
                await _event(answer, {"choices": [], "usage": self.usage})
            await answer.write(b"data: [DONE]\n\n")
        except (ConnectionError, asyncio.CancelledError):
            self.left.set()
            raise
        return answer

    async def anthropic(self, request: web.Request) -> web.StreamResponse:
        """Answer in Anthropic's dialect."""
        body = await self._note(request)
        if self.raw is not None:
            return web.Response(body=self.raw, content_type="application/json")
        if self.status != 200:
            told = {"type": "error", "error": self.error}
            return web.json_response(told, status=self.status)
        blocks: list[dict[str, Any]] = [{"type": "text", "text": self.text}]
        if self.tool:
            named = {"name": self.tool[0], "input": self.tool[1]}
            blocks.append({"type": "tool_use", "id": "toolu_1", **named})
        stop = "tool_use" if self.tool else "end_turn"
        if body.get("stream"):
            return await self._anthropic_stream(request, blocks, stop)
        written = {"cache_creation_input_tokens": self.written, "cache_read_input_tokens": None}
        usage = {"input_tokens": 10, "output_tokens": 5, **written}
        return web.json_response(
            {
                "id": "msg_1",
                "type": "message",
                "content": blocks,
                "stop_reason": stop,
                "usage": usage,
            }
        )

    async def _anthropic_stream(
        self, request: web.Request, blocks: list[dict[str, Any]], stop: str
    ) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        written = {"cache_creation_input_tokens": self.written}
        usage = {"input_tokens": 10, "output_tokens": 1, **written}
        await _event(answer, {"type": "message_start", "message": {"id": "msg_1", "usage": usage}})
        for index, block in enumerate(blocks):
            text = block.get("text") or json.dumps(block["input"])
            kind, name = (
                ("text_delta", "text") if "text" in block else ("input_json_delta", "partial_json")
            )
            begun = {**block, "input": {}} if "input" in block else {**block, "text": ""}
            await _event(
                answer, {"type": "content_block_start", "index": index, "content_block": begun}
            )
            for start in range(0, len(text), PIECE):
                delta = {"type": kind, name: text[start : start + PIECE]}
                await _event(
                    answer, {"type": "content_block_delta", "index": index, "delta": delta}
                )
            await _event(answer, {"type": "content_block_stop", "index": index})
        ended = {"delta": {"stop_reason": stop}, "usage": {"output_tokens": 5}}
        await _event(answer, {"type": "message_delta", **ended})
        await _event(answer, {"type": "message_stop"})
        return answer

    async def _note(self, request: web.Request) -> dict[str, Any]:
        body: dict[str, Any] = await request.json()
        self.seen.append(body)
        self.headers.append(dict(request.headers))
        return body


async def _event(answer: web.StreamResponse, value: dict[str, Any]) -> None:
    await answer.write(b"data: " + json.dumps(value).encode() + b"\n\n")


@contextmanager
def running_upstream() -> Iterator[Upstream]:
    """Serve until the block ends."""
    upstream = Upstream(free_port())
    loop = asyncio.new_event_loop()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", upstream.openai)
    app.router.add_post("/v1/embeddings", upstream.openai)
    app.router.add_post("/v1/messages", upstream.anthropic)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1)

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", upstream.port).start()

    loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield upstream
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
