"""A proxy in front of a service that can spoil its answers, and remembers what was asked."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP_BY_HOP = {"connection", "content-length", "date", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True)
class Passed:
    """One exchange on its way back to the caller."""

    method: str
    path: str
    asked: dict[str, str]
    """The headers of the request, by lower-case name."""
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    """The headers of the answer, by lower-case name."""
    body: bytes = b""


Spoil = Callable[[Passed], Passed]


class Meddler:
    """Listens on a free port; `spoil` changes each answer."""

    def __init__(self, port: int, spoil: Spoil = lambda passed: passed) -> None:
        self.passed: list[Passed] = []
        self.spoil = spoil
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, port))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


def _handler(meddler: Meddler, port: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = {name.lower(): value for name, value in self.headers.items()}
            sent = {name: asked[name] for name in asked if name not in HOP_BY_HOP | {"host"}}
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request(self.command, self.path, body or None, sent)
            answer = connection.getresponse()
            headers = {n.lower(): v for n, v in answer.getheaders() if n.lower() not in HOP_BY_HOP}
            came = Passed(self.command, self.path, asked, answer.status, headers, answer.read())
            connection.close()
            meddler.passed.append(came)
            self._answer(meddler.spoil(came))

        def _answer(self, passed: Passed) -> None:
            self.send_response(passed.status)
            for name, value in passed.headers.items():
                self.send_header(name, value)
            if passed.status != 204:
                self.send_header("Content-Length", str(len(passed.body)))
            self.end_headers()
            self.wfile.write(passed.body)

        do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _pass

        def log_message(self, *_: object) -> None:
            return

    return Handler


def with_status(passed: Passed, status: int) -> Passed:
    """Give the same answer with another status."""
    return replace(passed, status=status)


def with_body(passed: Passed, body: bytes) -> Passed:
    """Give the same answer with another body."""
    return replace(passed, body=body)


def without_header(passed: Passed, name: str) -> Passed:
    """Give the same answer without a header."""
    kept = {key: value for key, value in passed.headers.items() if key != name.lower()}
    return replace(passed, headers=kept)
