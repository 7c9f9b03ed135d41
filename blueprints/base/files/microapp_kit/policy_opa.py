"""Rules evaluated by an OPA server, asked through its data API within the budget."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import aiohttp
import msgspec

from microapp_kit.policy import Undecided
from microapp_kit.secrets import CannotStart

MAX_ANSWER = 64 * 1024
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Bundle(msgspec.Struct):
    """A set of rules that an OPA server has loaded."""

    revision: str = ""


class Provenance(msgspec.Struct):
    """Which rules an OPA server has decided by."""

    bundles: dict[str, Bundle] = {}

    def revisions(self) -> str:
        """Give the revisions of its bundles."""
        return " ".join(f"{name}@{bundle.revision}" for name, bundle in self.bundles.items())


class OpaAnswer(msgspec.Struct):
    """What OPA's data API answers; no result means undefined."""

    result: Any = None
    provenance: Provenance = msgspec.field(default_factory=Provenance)


class OpaServer:
    """Rules evaluated by an OPA server through its data API."""

    def __init__(self, url: str, *, local: bool, budget: float) -> None:
        address = urlsplit(url)
        if address.scheme not in ("https", "http") or not address.hostname:
            raise CannotStart("OPA_URL is no address. Write it like http://127.0.0.1:8181.")
        if address.scheme == "http" and not local and address.hostname not in LOOPBACK:
            raise CannotStart("OPA_URL must start with https://, unless OPA runs beside the app.")
        self.policy = "unknown"
        self._budget = budget
        self._url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def value(self, rule: str, facts: bytes) -> object:
        """Give the value of the rule, within the budget."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._budget),
                headers={"Content-Type": "application/json"},
            )
        url = f"{self._url}/v1/data/{rule.replace('.', '/')}?provenance=true"
        body = b'{"input":' + facts + b"}"
        try:
            async with self._session.post(url, data=body, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise Undecided(f"OPA answered {answer.status}")
                text = await answer.content.read(MAX_ANSWER)
                while chunk := await answer.content.read(MAX_ANSWER):
                    text += chunk
                    if len(text) > MAX_ANSWER:
                        raise Undecided("OPA's answer is too large")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Undecided(type(error).__name__) from None
        answered = msgspec.json.decode(text, type=OpaAnswer)
        self.policy = answered.provenance.revisions() or "unknown"
        return answered.result

    def known(self, rule: str, facts: bytes) -> None:
        """Nothing: the rules of a server may change at any time."""

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
