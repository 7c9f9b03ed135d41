"""HTTP by hand: any bytes can be sent, and the answer is read as it came."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

PATIENCE_S = 20.0
Headers = Sequence[tuple[str | bytes, str | bytes]]


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Give a header's value, or None where it is absent."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    def json(self) -> Any:
        """Give the body as a value."""
        return json.loads(self.body)


def as_bytes(text: str | bytes) -> bytes:
    """Give text as it goes over the wire."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def request(
    method: str | bytes, target: str | bytes, headers: Headers = (), body: bytes | None = None
) -> bytes:
    """Spell out one request; `Content-Length` is added for a body unless the headers say more."""
    names = {as_bytes(name).lower() for name, _ in headers}
    lines = [as_bytes(method) + b" " + as_bytes(target) + b" HTTP/1.1"]
    if b"host" not in names:
        lines.append(b"Host: localhost")
    lines += [as_bytes(name) + b": " + as_bytes(value) for name, value in headers]
    if body is not None and not names & {b"content-length", b"transfer-encoding"}:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + (body or b"")


def chunked(parts: Iterable[bytes]) -> bytes:
    """Spell out a body in chunks."""
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


class Connection:
    """One connection to a server, for one request after another."""

    def __init__(self, port: int, patience_s: float = PATIENCE_S) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), patience_s)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, raw: bytes) -> None:
        """Send bytes as they are; a server that hangs up early is no error, its answer counts."""
        try:
            self._socket.sendall(raw)
        except (BrokenPipeError, ConnectionResetError):
            return

    def finish_sending(self) -> None:
        """Close our half of the connection."""
        self._socket.shutdown(socket.SHUT_WR)

    def receive(self, method: str = "GET") -> Answer:
        """Read one answer."""
        response = http.client.HTTPResponse(self._socket, method=method)
        response.begin()
        body = response.read()
        return Answer(response.status, tuple(response.getheaders()), body)

    def closed(self) -> bool:
        """Whether the server has hung up (waits for it)."""
        try:
            return self._socket.recv(1) == b""
        except ConnectionResetError:
            return True


def exchange(port: int, raw: bytes, method: str = "GET") -> Answer:
    """Send bytes over a fresh connection and give the answer."""
    with Connection(port) as connection:
        connection.send(raw)
        return connection.receive(method)
