"""Answers for clients of HTTP before 1.1, which know no chunks (RFC 9112, 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application, ASGISendEvent, Scope
    from uvicorn._types import ASGIReceiveCallable as Receive
    from uvicorn._types import ASGISendCallable as Send

WITHOUT_CHUNKS = frozenset({"0.9", "1.0"})  # versions of HTTP
VERSIONS = WITHOUT_CHUNKS | {"1.1"}  # that are spoken here


def without_chunks(app: ASGI3Application, cycle: RequestResponseCycle) -> ASGI3Application:
    """Give an app whose answers of unknown length end with the connection.

    The server is told the length of each part as if it were all that is left to come.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        is_known = True

        async def sent(message: ASGISendEvent) -> None:
            nonlocal is_known
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message.get("headers", ())}
                is_known = b"content-length" in names
                cycle.chunked_encoding = None if is_known else False
            elif message["type"] == "http.response.body" and not is_known:
                cycle.expected_content_length = len(message.get("body", b""))
            await send(message)

        await app(scope, receive, sent)

    return answer
