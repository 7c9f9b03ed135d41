"""A model provider that costs next to nothing: one canned answer in OpenAI's dialect.

Run it as `python -m tests.benchmarks.model_upstream PORT`. It answers every request with the same
chat completion, as server-sent events where the request's body says `"stream":true`.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from typing import cast

import uvloop

WORDS = ["A ", "short ", "and ", "friendly ", "answer ", "about ", "leave. "] * 8
STREAMED = re.compile(rb'"stream"\s*:\s*true')
LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
USAGE = {"prompt_tokens": 60, "completion_tokens": len(WORDS), "total_tokens": 60 + len(WORDS)}
COMMON = {"id": "chatcmpl-canned", "created": 1_700_000_000, "model": "gpt-4o-mini"}


def whole() -> bytes:
    """Give the answer in one piece, as HTTP sends it."""
    message = {"role": "assistant", "content": "".join(WORDS)}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    answer = {**COMMON, "object": "chat.completion", "choices": [choice], "usage": USAGE}
    body = json.dumps(answer).encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return head % len(body) + body


def streamed() -> list[bytes]:
    """Give the answer word by word, each an event in a chunk of its own."""
    head = (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    said = [{"content": word} for word in WORDS]
    deltas: list[dict[str, object]]
    deltas = [{"index": 0, "delta": delta, "finish_reason": None} for delta in said]
    deltas.append({"index": 0, "delta": {}, "finish_reason": "stop"})
    chunks: list[dict[str, object]] = [
        {**COMMON, "object": "chat.completion.chunk", "choices": [d]} for d in deltas
    ]
    chunks.append({**COMMON, "object": "chat.completion.chunk", "choices": [], "usage": USAGE})
    events = [b"data: %s\n\n" % json.dumps(chunk).encode() for chunk in chunks]
    events.append(b"data: [DONE]\n\n")
    return [head, *(b"%x\r\n%s\r\n" % (len(event), event) for event in events), b"0\r\n\r\n"]


class Provider(asyncio.Protocol):
    """One connection: reads whole requests, answers each."""

    WHOLE, STREAMED = whole(), streamed()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with nothing read."""
        self._transport = cast(asyncio.Transport, transport)
        self._received = b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self._received[:end])
            size = end + 4 + (int(length[1]) if length else 0)
            if len(self._received) < size:
                return
            request, self._received = self._received[:size], self._received[size:]
            self._answer(STREAMED.search(request) is not None)

    def _answer(self, in_pieces: bool) -> None:
        for piece in self.STREAMED if in_pieces else [self.WHOLE]:
            self._transport.write(piece)


async def serve(port: int) -> None:
    """Listen on this machine alone until stopped."""
    server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
