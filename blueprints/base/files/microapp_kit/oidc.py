"""The identity provider's keys: found by OpenID Connect Discovery, kept through an outage."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import aiohttp
import msgspec
import structlog

from microapp_kit.keys import KeysUnavailable, TrustedKey, keys_of
from microapp_kit.limits import InProcessLimiter, Limit

REFRESH_EVERY_S = 600
RETRY_EVERY_S = 30
TRUSTED_FOR_S = 24 * 3600
MAX_DOCUMENT = 256 * 1024
TIMEOUT = aiohttp.ClientTimeout(total=5, connect=2)
WELL_KNOWN = "/.well-known/openid-configuration"
UNKNOWN_KEYS = Limit("unknown_keys", quota=6, period=60, burst=5)

log = structlog.get_logger(__name__)


class ProviderFault(ValueError):
    """The provider answered something that must not be trusted."""


class ProviderKeys:
    """One issuer's keys: fetched at start, refreshed, and trusted for a day without contact."""

    def __init__(self, issuer: str, *, local: bool, clock: Callable[[], float]) -> None:
        self._issuer = issuer
        self._schemes = ("https", "http") if local else ("https",)
        self._clock = clock
        self._keys: tuple[TrustedKey, ...] = ()
        self._reachable = False
        self._asked = InProcessLimiter()
        self._session: aiohttp.ClientSession | None = None
        self._flight: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to fetch and refresh keys; does not wait for the provider."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(force_close=True),
            timeout=TIMEOUT,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        )
        self._keeper = asyncio.create_task(self._keep_fresh())

    async def close(self) -> None:
        """Stop refreshing."""
        for task in (self._keeper, self._flight):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def ready(self) -> bool:
        """Tell whether there is a key that is trusted now."""
        now = self._clock()
        return any(key.trusted_until > now for key in self._keys)

    async def key(self, kid: str | None, algorithm: str, /) -> TrustedKey | None:
        """Give the key that a token names, asking the provider when it is new."""
        found = self._find(kid, algorithm)
        if found is not None:
            return found
        if self._in_flight() or self._asked.hit_now([(UNKNOWN_KEYS, "")]).allowed:
            await self.refresh()
        found = self._find(kid, algorithm)
        if found is None and not (self._reachable and self.ready()):
            raise KeysUnavailable
        return found

    async def refresh(self) -> None:
        """Fetch the keys once, however many callers wait for them."""
        if not self._in_flight():
            self._flight = asyncio.create_task(self._fetch())
        assert self._flight is not None  # noqa: S101  (the line above made it)
        await asyncio.shield(self._flight)

    def _in_flight(self) -> bool:
        return self._flight is not None and not self._flight.done()

    def _find(self, kid: str | None, algorithm: str) -> TrustedKey | None:
        """Give the one trusted key that fits; a token without a key id fits only a sole key."""
        now = self._clock()
        fitting = [
            key
            for key in self._keys
            if algorithm in key.algorithms
            and key.trusted_until > now
            and (kid is None or key.kid == kid)
        ]
        return fitting[0] if len(fitting) == 1 else None

    async def _keep_fresh(self) -> None:
        while True:
            await self.refresh()
            await asyncio.sleep(REFRESH_EVERY_S if self._reachable else RETRY_EVERY_S)

    async def _fetch(self) -> None:
        try:
            discovery = await self._get(self._issuer.rstrip("/") + WELL_KNOWN)
            if discovery.get("issuer") != self._issuer:  # Discovery 1.0, section 4.3
                raise ProviderFault("its discovery document names another issuer")
            found = keys_of(await self._get(discovery.get("jwks_uri")))
        except Exception as error:  # whatever it is, the keys that are known stay, and are renewed
            self._reachable = False
            why = str(error) if isinstance(error, ProviderFault) else type(error).__name__
            log.warning("oidc_keys_not_refreshed", issuer=self._issuer, why=why)
            return
        self._reachable = True
        self._replace(found)

    def _replace(self, found: tuple[TrustedKey, ...]) -> None:
        """Trust what the provider shows now, keeping known keys as they are; distrust the rest."""
        known = {key.identity: key for key in self._keys}
        self._keys = tuple(known.pop(key.identity, key) for key in found)
        for key in self._keys:
            key.trusted_until = self._clock() + TRUSTED_FOR_S
        for gone in known.values():
            gone.trusted_until = 0.0

    async def _get(self, url: object) -> Mapping[str, object]:
        if not isinstance(url, str) or urlsplit(url).scheme not in self._schemes:
            raise ProviderFault(f"its address must start with {self._schemes[0]}://")
        if self._session is None:
            raise ProviderFault("the client is not started")
        async with self._session.get(url, allow_redirects=False) as response:
            if response.status != 200:
                raise ProviderFault(f"it answered {response.status}")
            body = bytearray()
            async for chunk in response.content.iter_chunked(16_384):
                body += chunk
                if len(body) > MAX_DOCUMENT:
                    raise ProviderFault("its document is too large")
        document = msgspec.json.decode(body)
        if not isinstance(document, dict):
            raise ProviderFault("its document is not an object")
        return document
