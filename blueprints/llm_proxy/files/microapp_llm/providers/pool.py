"""Connections to providers, kept for the next request; names lead only where they may."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from microapp_llm.providers.addresses import addresses_of
from microapp_llm.providers.connection import Broken, Connection

CONNECT_SECONDS, IDLE_SECONDS = 5.0, 15.0
MOST_IDLE = 256  # of one origin
PORTS = {"https": 443, "http": 80}


class Origin(NamedTuple):
    """Where requests go."""

    scheme: str
    host: str
    port: int

    @property
    def name(self) -> str:
        """How the Host header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


@lru_cache(maxsize=1024)
def place_of(url: str) -> tuple[Origin, str]:
    """Give where a URL leads, and the path there."""
    parts = urlsplit(url)
    origin = Origin(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme])
    return origin, parts.path or "/"


class Pool:
    """Opens connections and keeps those that are idle, for a while."""

    def __init__(self, allowed: frozenset[str], connect_seconds: float = CONNECT_SECONDS) -> None:
        self._allowed = allowed
        self._connect_seconds = connect_seconds
        self._idle: defaultdict[Origin, list[Connection]] = defaultdict(list)
        self._tls: ssl.SSLContext | None = None

    async def take(self, origin: Origin) -> Connection:
        """Give an idle connection, the one that was used last, or a new one; raise OSError."""
        idle = self._idle[origin]
        while idle:
            connection = idle.pop()
            if connection.is_open and time.monotonic() - connection.idle_since < IDLE_SECONDS:
                return connection
            connection.close()
        async with asyncio.timeout(self._connect_seconds):
            return await self._opened(origin)

    def give_back(self, origin: Origin, connection: Connection) -> None:
        """Keep a connection whose answer is read; hang up where it is not, or cannot be kept."""
        if not connection.finish():
            return
        idle = self._idle[origin]
        idle.append(connection)
        oldest = idle[0]
        if len(idle) > MOST_IDLE or time.monotonic() - oldest.idle_since > IDLE_SECONDS:
            idle.pop(0).close()

    async def close(self) -> None:
        """Hang up."""
        for idle in self._idle.values():
            for connection in idle:
                connection.close()
        self._idle.clear()

    async def _opened(self, origin: Origin) -> Connection:
        """Connect to the first address that answers; each of them was judged."""
        loop, secure = asyncio.get_running_loop(), origin.scheme == "https"
        failure: OSError = Broken("The provider's name has no address.")
        for address in await addresses_of(origin.host, origin.port, self._allowed):
            try:
                _, connection = await loop.create_connection(
                    Connection,
                    address,
                    origin.port,
                    ssl=self._context() if secure else None,
                    server_hostname=origin.host if secure else None,
                )
            except OSError as error:
                failure = error
                continue
            return connection
        raise failure

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls
