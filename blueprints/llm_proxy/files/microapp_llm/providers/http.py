"""HTTP to providers: bounded, no redirects, no cookies, no proxies of the environment."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, suppress
from functools import lru_cache

import msgspec

from microapp_llm.providers.addresses import ForbiddenAddress
from microapp_llm.providers.asking import (
    ALIVE,
    Body,
    ProviderFailed,
    nobody_hears,
    useless,
)
from microapp_llm.providers.connection import OK, Connection, TooLarge
from microapp_llm.providers.pool import CONNECT_SECONDS, Origin, Pool, place_of
from microapp_llm.providers.reasons import SAYS_WHY, reason_in, reason_of

MOST_LINE_BYTES = 1024 * 1024
SECONDS_OF_WORK = 0.5  # after which a provider may have begun, though it never answered
SECONDS_TO_SAY_WHY = 1.0  # for a provider that refuses; without it, the status alone is told
MOST_SAID_BYTES = 16 * 1024  # of what it says then
TOTAL_SECONDS = 900.0  # as long as money stays put aside
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
STATUSES = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "overloaded_error": 529,
}
"""What providers call an error → the status that it would have of its own."""
ANSWERS = ("choices", "data", "content")  # where an answer stands; an error beside it costs too
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
BETWEEN_EVENTS = (b"", b"\r")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # before the first event of a stream, where it means nothing
ALWAYS = {
    "Content-Type": "application/json",
    "Accept": "application/json",
    "Accept-Encoding": "identity",
}


_decode_whole = msgspec.json.Decoder().decode
_HALF = re.compile(  # of a sign that JSON writes in two: some servers cut between them
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


def _decode(data: bytes) -> object:
    """Give what JSON says; half a sign is unreadable, and what stands around it is not."""
    try:
        return _decode_whole(data)
    except msgspec.DecodeError:
        readable = _HALF.sub(lambda _: rb"\ufffd", data)
        if readable == data:
            raise
        return _decode_whole(readable)


class Lines:
    """The connections that all providers of this process share.

    Who asks bounds the wait for an answer, and for each event; here only the whole is bounded.
    """

    def __init__(self, allowed: frozenset[str], connect_seconds: float = CONNECT_SECONDS) -> None:
        self._pool = Pool(allowed, connect_seconds)

    async def close(self) -> None:
        """Let go of connections."""
        await self._pool.close()

    async def post(
        self,
        url: str,
        headers: Mapping[str, str],
        body: Body,
        most: int,
        heard: Callable[[], None] = nobody_hears,
    ) -> Body:
        """Send JSON and give the JSON object of at most so many bytes; raise ProviderFailed.

        `heard` is told whenever more of it has come.
        """
        origin, request = _request(url, headers, body)
        raw = await self._whole(origin, request, most, heard)
        try:
            found = _decode(raw.removeprefix(BYTE_ORDER_MARK))
        except UNREADABLE:
            raise useless("The provider's answer is not JSON.") from None
        if not isinstance(found, dict):
            raise useless("The provider's answer is not an object.")
        if found.get("error") is not None and not any(map(found.get, ANSWERS)):
            raise _error(found["error"], "answer is an error")
        return found

    async def events(
        self, url: str, headers: Mapping[str, str], body: Body, most: int
    ) -> AsyncGenerator[Body, None]:
        """Send JSON and give the data of each event, of at most so many bytes; ends at `[DONE]`.

        A comment is given as `ALIVE`. The data of an event may stand on several lines (WHATWG
        HTML, server-sent events); most stand on one, which is given before the event ends.
        """
        origin, request = _request(url, headers, body)
        held = bytearray()  # the first lines of an event that goes on
        plain = bytearray()  # an answer that is no stream
        is_between = True
        async with aclosing(self._lines(origin, request, most)) as lines:
            async for line in lines:
                if line.startswith(b":") or (is_between and line in BETWEEN_EVENTS):
                    yield ALIVE
                line = line.removeprefix(BYTE_ORDER_MARK)
                is_between = line in BETWEEN_EVENTS
                if not line.startswith(b"data:"):
                    if held and is_between:
                        yield _event(bytes(held))
                        held.clear()
                    elif plain or line.startswith(b"{"):
                        _hold(plain, line)
                    continue
                data = line[5:].strip()
                if held:
                    _hold(held, data)
                    continue
                if not data:
                    continue
                if data == b"[DONE]":
                    return
                try:
                    found = _decode(data)
                except UNREADABLE:
                    _hold(held, data)
                    continue
                yield _sound(found)
        if held:
            raise useless("The provider's stream ended inside an event.")
        if plain:
            _check_plain(bytes(plain))

    async def _whole(
        self, origin: Origin, request: bytes, most: int, heard: Callable[[], None]
    ) -> bytes:
        connection = await self._taken(origin)
        worked = _worked()
        try:
            status = await connection.ask(request, most, heard=heard)
            if status != OK:
                raise await _refused(connection, status)
            return connection.whole()
        except WRONG as error:
            raise _failure(error, begun=connection.has_begun or worked()) from None
        finally:
            self._pool.give_back(origin, connection)

    async def _lines(
        self, origin: Origin, request: bytes, most: int
    ) -> AsyncGenerator[bytes, None]:
        """Give the lines of an answer as they come, several a wake-up."""
        clock = asyncio.get_running_loop().time
        until = clock() + TOTAL_SECONDS
        connection = await self._taken(origin)
        worked = _worked()
        try:
            status = await connection.ask(request, most, in_pieces=True)
            if status != OK:
                raise await _refused(connection, status)
            held = b""
            while piece := await connection.pieces():
                *lines, held = (held + piece).split(b"\n")
                for line in lines:
                    yield line
                if len(held) > MOST_LINE_BYTES:
                    raise TooLarge
                if clock() > until:
                    raise TimeoutError
            if held:
                yield held
        except WRONG as error:
            raise _failure(error, begun=connection.has_begun or worked()) from None
        finally:
            self._pool.give_back(origin, connection)

    async def _taken(self, origin: Origin) -> Connection:
        try:
            return await self._pool.take(origin)
        except TimeoutError:  # nothing was asked, so nothing costs; the next model may be nearer
            raise ProviderFailed("The provider cannot be reached in time.", again=False) from None
        except WRONG as error:
            raise _failure(error, begun=False) from None


def _worked() -> Callable[[], bool]:
    """Give what tells later whether a provider had a request for long enough to work on it.

    One that hangs up at once let an idle connection go; one that does so later may charge.
    """
    clock = asyncio.get_running_loop().time
    since = clock()
    return lambda: clock() - since > SECONDS_OF_WORK


WRONG = (OSError, TooLarge, ValueError)
"""What goes wrong with connections; time that runs out is an OSError as well."""


def _failure(error: Exception, *, begun: bool) -> Exception:
    """Give what goes wrong with a connection as the provider's failure."""
    if isinstance(error, TimeoutError):
        return error
    if isinstance(error, ForbiddenAddress):
        return ProviderFailed(str(error), again=False)
    if isinstance(error, TooLarge):
        return useless("The provider's answer is too large.", too_long=True)
    if begun:
        return useless(f"The provider broke off: {type(error).__name__}.")
    return ProviderFailed(f"The provider cannot be reached: {type(error).__name__}.")


def _request(url: str, headers: Mapping[str, str], body: Body) -> tuple[Origin, bytes]:
    """Spell a request out."""
    data = msgspec.json.encode(body)
    origin, head = _head(url, tuple(headers.items()))
    return origin, b"%sContent-Length: %d\r\n\r\n%s" % (head, len(data), data)


@lru_cache(maxsize=256)
def _head(url: str, headers: tuple[tuple[str, str], ...]) -> tuple[Origin, bytes]:
    """Spell out what is the same in each request to a model."""
    origin, path = place_of(url)
    fields = {"Host": origin.name, **ALWAYS, **dict(headers)}
    head = "".join([f"{name}: {value}\r\n" for name, value in fields.items()])
    if len(head.splitlines()) != len(fields) or "\0" in head or not head.isascii():
        raise ProviderFailed("The key of this provider cannot stand in a header.", again=False)
    return origin, f"POST {path} HTTP/1.1\r\n{head}".encode("ascii")


async def _refused(connection: Connection, status: int) -> ProviderFailed:
    """Give the failure of a provider that answered with a status, and why where it says so."""
    reason = ""
    if status in SAYS_WHY:
        with suppress(*WRONG):
            async with asyncio.timeout(SECONDS_TO_SAY_WHY):
                reason = reason_in(await connection.told(MOST_SAID_BYTES))
    return _failed(f"The provider answered {status}", status, reason, connection.wait)


def _failed(what: str, status: int, reason: str, wait: int = 0) -> ProviderFailed:
    """Give a failure with a status; what a provider refuses for a reason it refuses again."""
    why = f"{what} ({reason})." if reason else f"{what}."
    again = status in AGAIN and not reason
    return ProviderFailed(why, status=status, again=again, reason=reason, wait=wait)


def _hold(held: bytearray, data: bytes) -> None:
    """Put a line of an event's data behind those before it; what is too long is not held."""
    if len(held) + len(data) > MOST_LINE_BYTES:
        raise useless("The provider's answer is too large.", too_long=True)
    held += data + b"\n"


def _check_plain(data: bytes) -> None:
    """Raise the failure that a provider tells with JSON and status 200 where it should stream."""
    with suppress(*UNREADABLE):
        found = _decode(data)
        if isinstance(found, dict) and found.get("error") is not None:
            raise _error(found["error"], "answer is an error")
    raise useless("The provider did not stream its answer.")


def _event(data: bytes) -> Body:
    try:
        return _sound(_decode(data))
    except UNREADABLE:
        raise useless("The provider's stream is not JSON.") from None


def _sound(found: object) -> Body:
    if not isinstance(found, dict):
        raise ProviderFailed("The provider's stream holds an error.")
    if found.get("error") is not None:
        raise _error(found["error"], "stream holds an error")
    return found


def _error(error: object, where: str) -> ProviderFailed:
    """Give an error that came with status 200 as if it had come with its own, or with 500."""
    told = error if isinstance(error, dict) else {}
    code = told.get("code")
    named = STATUSES.get(str(told.get("type")), 0)
    status = code if type(code) is int and 400 <= code < 600 else named
    reason = reason_of(error)
    if status or reason:
        return _failed(f"The provider's {where} ({status or reason})", status or 400, reason)
    return ProviderFailed(f"The provider's {where} (of no known kind).", status=500)
