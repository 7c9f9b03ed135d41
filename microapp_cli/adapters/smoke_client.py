"""Sends the requests of a smoke run to one address, and to no other."""

from __future__ import annotations

import http.client
import time
import uuid
from urllib.parse import SplitResult, urlsplit

from microapp_cli.core.contract.smoke.answer import Answer
from microapp_cli.core.contract.smoke.run import Request, Unreachable
from microapp_cli.core.errors import WrongUse

MAX_BODY = 16 * 1024 * 1024
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SmokeClient:
    """A client for one service; it follows no redirect, so the token stays there."""

    def __init__(self, url: str, *, seconds: float, plain: bool = False) -> None:
        self._parts = _address(url)
        is_local = self._parts.hostname in LOOPBACK
        if self._parts.scheme == "http" and not (plain or is_local):
            raise WrongUse(
                f"--url: {self._parts.hostname} over http:// would send the token unencrypted. "
                "Use https://, or --plain-http where the network is yours."
            )
        self._seconds = seconds

    def send(self, request: Request) -> Answer:
        """Send one request over a connection of its own and give the answer."""
        secure = self._parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        host = self._parts.hostname or ""
        connection = kind(host, self._parts.port, timeout=self._seconds)
        headers = {"User-Agent": "microapp-smoke", **request.headers}
        started = time.perf_counter()
        try:
            target = f"{self._parts.path}{request.target}" or "/"
            connection.request(request.method, target, request.body, headers)
            answer = connection.getresponse()
            body = answer.read(MAX_BODY + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreachable(_why(error, self._seconds)) from None
        finally:
            connection.close()
        if len(body) > MAX_BODY:
            raise Unreachable(f"the answer is larger than {MAX_BODY // 2**20} MB")
        named = {name.lower(): value for name, value in answer.getheaders()}
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        return Answer(answer.status, named, body, milliseconds)


def fresh_key() -> str:
    """Give a key that nobody has used."""
    return str(uuid.uuid4())


def _address(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.rstrip("/"))
        is_fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        parts, is_fine = SplitResult("", "", "", "", ""), False
    if not is_fine or not url.isascii() or not url.isprintable() or " " in url:
        raise WrongUse(f"--url: {url[:200]!a} is no address. Write it as https://app.example.com.")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise WrongUse("--url: leave out names, passwords, ? and #; give a token with --token.")
    return parts


def _why(error: Exception, seconds: float) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {seconds:g} s"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    if isinstance(error, ValueError) and not isinstance(error, OSError):
        return "a header or the address holds something that cannot be sent"
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return said or type(error).__name__
