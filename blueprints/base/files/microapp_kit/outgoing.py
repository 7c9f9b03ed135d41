"""What leaves the service: every answer gets the platform's headers, exactly once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache

from starlette.types import Message, Send

from microapp_kit.answer import Answer
from microapp_kit.errors import Envelope, Refusal, envelope
from microapp_kit.exchange import Stream

Ending = Callable[[], Awaitable[None]]
NEVER_SHOWN = frozenset({b"server", b"x-powered-by"})
ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
HTTPS_ONLY: Mapping[str, str] = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def raw_headers(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Give headers as ASGI sends them."""
    return [(_raw_name(name), value.encode("latin-1")) for name, value in headers.items()]


@lru_cache(maxsize=256)
def _raw_name(name: str) -> bytes:
    return name.lower().encode("latin-1")


class Outgoing:
    """The answer of one request; it is itself an ASGI send, for routes that want one."""

    __slots__ = ("_envelope", "_fixed", "_send", "headers", "status")

    def __init__(
        self, send: Send, fixed: list[tuple[bytes, bytes]], shape: Envelope = envelope
    ) -> None:
        self._send = send
        self._fixed = fixed
        self._envelope = shape
        self.headers: dict[str, str] = {}
        self.status = 0

    @property
    def started(self) -> bool:
        """Whether the answer is on its way, so that nothing can replace it."""
        return self.status != 0

    async def __call__(self, message: Message) -> None:
        """Pass a message on, with the platform's headers added where they are not set."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = [h for h in message.get("headers", ()) if h[0].lower() not in NEVER_SHOWN]
            await self._start(self.status, given)
            return
        await self._send(message)

    async def _start(self, status: int, given: list[tuple[bytes, bytes]]) -> None:
        """Begin an answer, with the platform's headers where they are not set."""
        self.status = status
        names = {name.lower() for name, _ in given}
        more = [h for h in (*self._fixed, *raw_headers(self.headers)) if h[0] not in names]
        headers = [*given, *more]
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def answer(self, answer: Answer, ending: Ending | None = None) -> None:
        """Send a whole answer; what runs at the `ending` does so before the connection closes."""
        headers = {"Content-Length": str(len(answer.body)), **answer.headers}
        if answer.status in (204, 304):
            del headers["Content-Length"]
        await self._start(answer.status, raw_headers(headers))
        if ending is None:
            await self._send({"type": "http.response.body", "body": answer.body})
            return
        await self._send({"type": "http.response.body", "body": answer.body, "more_body": True})
        await ending()
        await self._send({"type": "http.response.body", "body": b""})

    async def stream(self, stream: Stream) -> None:
        """Send an answer chunk by chunk; its source is closed whatever happens."""
        start = {"status": stream.status, "headers": raw_headers(stream.headers)}
        try:
            await self({"type": "http.response.start", **start})
            async for chunk in stream.chunks:
                await self._send({"type": "http.response.body", "body": chunk, "more_body": True})
        finally:
            await stream.close()
        await self._send({"type": "http.response.body", "body": b""})

    async def refuse(self, refusal: Refusal, accept: str, ending: Ending | None = None) -> None:
        """Send a refusal in the envelope."""
        media_type, body = self._envelope(refusal, accept)
        headers = {"Content-Type": media_type, **refusal.headers}
        await self.answer(Answer(refusal.status, headers, body), ending)
