"""HTTP to providers: bounded, no redirects, no cookies, no proxies of the environment."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec

from microapp_llm.providers.addresses import ForbiddenAddress, GuardedResolver
from microapp_llm.providers.asking import Body, ProviderFailed, useless

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5.0, 30.0, 300.0
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


class Lines:
    """The session that all providers of this process share."""

    def __init__(self, allowed: frozenset[str], read_seconds: float = READ_SECONDS) -> None:
        self._allowed = allowed
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()

    async def post(self, url: str, headers: Mapping[str, str], body: Body, most: int) -> Body:
        """Send JSON and give the JSON object of at most so many bytes; raise ProviderFailed."""
        async with self._sent(url, headers, body) as answer:
            raw = await _bounded(answer, most)
        try:
            found = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise useless("The provider's answer is not JSON.") from None
        if not isinstance(found, dict):
            raise useless("The provider's answer is not an object.")
        return found

    async def events(
        self, url: str, headers: Mapping[str, str], body: Body, most: int
    ) -> AsyncGenerator[Body, None]:
        """Send JSON and give the data of each event, of at most so many bytes; ends at `[DONE]`."""
        async with self._sent(url, headers, body) as answer:
            size = 0
            async for line in answer.content:
                size += len(line)
                if size > most:
                    raise useless("The provider's stream is too long.", too_long=True)
                if not line.startswith(b"data:"):
                    continue
                data = line[5:].strip()
                if data == b"[DONE]":
                    return
                yield _event(data)

    @asynccontextmanager
    async def _sent(
        self, url: str, headers: Mapping[str, str], body: Body
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        begun = False
        try:
            async with self._open().post(
                url, data=msgspec.json.encode(body), headers=_plain(headers), allow_redirects=False
            ) as answer:
                if answer.status != 200:
                    raise _refused(answer.status)
                begun = True
                yield answer
        except ForbiddenAddress as error:
            raise ProviderFailed(str(error), again=False) from None
        except TimeoutError:
            raise
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if isinstance(error.__cause__, ForbiddenAddress) or "private address" in str(error):
                raise ProviderFailed(
                    "The provider's name leads to a private address.", again=False
                ) from None
            if begun:
                raise useless(f"The provider broke off: {type(error).__name__}.") from None
            raise ProviderFailed(
                f"The provider cannot be reached: {type(error).__name__}."
            ) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=GuardedResolver(self._allowed), limit=0, ttl_dns_cache=60
            )
            timeout = aiohttp.ClientTimeout(
                total=TOTAL_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=self._read_seconds
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session


def _plain(headers: Mapping[str, str]) -> dict[str, Any]:
    return {"Content-Type": "application/json", "Accept": "application/json", **headers}


def _refused(status: int) -> ProviderFailed:
    return ProviderFailed(f"The provider answered {status}.", status=status, again=status in AGAIN)


async def _bounded(answer: aiohttp.ClientResponse, most: int) -> bytes:
    chunks, size = [], 0
    async for chunk in answer.content.iter_any():
        size += len(chunk)
        if size > most:
            raise useless("The provider's answer is too large.", too_long=True)
        chunks.append(chunk)
    return b"".join(chunks)


def _event(data: bytes) -> Body:
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise useless("The provider's stream is not JSON.") from None
    if not isinstance(found, dict) or found.get("error") is not None:
        raise ProviderFailed("The provider's stream holds an error.")
    return found
