"""Exchange: one request on its way through the protections, and who sent it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, runtime_checkable

from starlette.types import Receive, Scope

from microapp_kit import jsonbody
from microapp_kit.errors import Refusal
from microapp_kit.principal import Principal

SCOPE_KEY = "microapp"
NOTHING: Mapping[str, str] = {}
SINGLE = frozenset(
    {"authorization", "content-type", "content-length", "idempotency-key", "x-request-id"}
)


@runtime_checkable
class Closing(Protocol):
    """Something that can be told that nobody wants more of it."""

    async def aclose(self) -> None:
        """Finish."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose body comes in chunks."""

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]

    async def close(self) -> None:
        """Let the source of the chunks finish at once, also when nobody reads to the end."""
        if isinstance(self.chunks, Closing):
            await self.chunks.aclose()


class Exchange:
    """What the protections and routes know of one request."""

    __slots__ = (
        "_sender",
        "headers",
        "method",
        "noted",
        "path",
        "query",
        "receive",
        "request_id",
        "scope",
    )

    def __init__(self, scope: Scope, receive: Receive, request_id: str) -> None:
        self.scope = scope
        self.receive = receive
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: bytes = scope["query_string"]
        self.headers = _headers(scope)
        self.request_id = request_id
        self.noted: Mapping[str, str] = NOTHING  # for its line in the log; made here, never given
        self._sender: Principal | None = None

    @property
    def principal(self) -> Principal:
        """Who sent this; a route never runs before this is known."""
        if self._sender is None:
            raise Refusal(401, "unauthenticated", "This route needs a token.")
        return self._sender

    @principal.setter
    def principal(self, sender: Principal) -> None:
        self._sender = sender

    @property
    def sender(self) -> Principal | None:
        """Who sent this, as far as it is known."""
        return self._sender

    @property
    def address(self) -> str:
        """The network address that the request came from."""
        client = self.scope.get("client")
        return str(client[0]) if client else "unknown"

    def header(self, name: str) -> str | None:
        """Give a header by its lower-case name; repeated list headers are joined."""
        value = self.headers.get(name)
        if value is not None and name in SINGLE and "\n" in value:
            raise Refusal(400, "repeated_header", f"The header {name} is given twice.")
        return value.replace("\n", ", ") if value else value

    def require(self, role: str) -> None:
        """Refuse with 403 a sender who does not hold a role."""
        if not self.principal.has(role):
            raise Refusal(403, "forbidden", f"This needs the role {role}.")

    async def body(self) -> bytes:
        """Read the whole body, within bounds."""
        jsonbody.check_encoding(self.header("content-encoding"))
        return await jsonbody.read_body(self.receive, self.header("content-length"))

    async def json(self) -> tuple[bytes, dict[str, Any]]:
        """Read the body as a strict JSON object: its bytes and its value."""
        jsonbody.check_media_type(self.header("content-type"))
        raw = await self.body()
        return raw, jsonbody.parse_json(raw)

    @staticmethod
    def now() -> datetime:
        """Give the moment, in UTC."""
        return datetime.now(UTC)


def _headers(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        found[name] = f"{found[name]}\n{value}" if name in found else value
    return found
