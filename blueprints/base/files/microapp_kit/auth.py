"""Who may call: bearer tokens, verified once and remembered until they end or their key does."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec
from jwt.api_jws import PyJWS
from jwt.exceptions import PyJWTError

from microapp_kit.claims import BadToken, Claims, Rules, expiry, principal_of
from microapp_kit.errors import Refusal
from microapp_kit.keys import ALGORITHMS, KeysUnavailable, TrustedKey
from microapp_kit.manifest import Manifest
from microapp_kit.principal import Principal
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import Settings
from microapp_kit.token import LOCAL_ISSUER, development_key

if TYPE_CHECKING:
    from microapp_kit.oidc import ProviderKeys

__all__ = ["Authenticator", "Principal", "Unauthenticated"]

UNREADABLE = (
    "The token is not a signed JWT. Send an access token of your sign-in; a key opens nothing here."
)
NOBODY_CALLS = "This call needs an access token."
HOW_TO_SIGN_IN = (
    f"{NOBODY_CALLS} Send one of your sign-in as Authorization: Bearer …. "
    "Without one, /healthz and /readyz answer alone."
)
HOW_TO_SIGN_IN_HERE = (
    f"{NOBODY_CALLS} On this machine, .venv/bin/python -m microapp_kit.token --sub ann --org acme "
    "--role writer prints one for Authorization: Bearer …; /docs says what can be asked, "
    "and needs none here."
)
MAX_TOKEN = 8192
TOKENS_REMEMBERED = 4096
CODES = {"lifetime": "service_token_too_long"}


class Unauthenticated(Refusal):
    """A 401 answer as RFC 6750 wants it; `reason` is for metrics."""

    def __init__(self, realm: str, reason: str, text: str) -> None:
        challenge = f'Bearer realm="{realm}"'
        if reason != "missing":  # section 3.1: no error code for a call without a token
            challenge += f', error="invalid_token", error_description="{text}"'
        super().__init__(
            401, CODES.get(reason, "unauthenticated"), text, headers={"WWW-Authenticate": challenge}
        )
        self.reason = reason


class Keys(Protocol):
    """Where an issuer's keys come from."""

    async def key(self, kid: str | None, algorithm: str, /) -> TrustedKey | None:
        """Give the key that a token names, or none; raise KeysUnavailable."""


class DevelopmentKeys:
    """The one key of development tokens, on a developer's own machine."""

    def __init__(self, secret: bytes) -> None:
        self._key = TrustedKey(None, ("HS256",), development_key(secret), None)
        self._key.trusted_until = math.inf

    async def key(self, _kid: str | None, algorithm: str, /) -> TrustedKey | None:
        """Give the key, whatever the token names."""
        return self._key if algorithm == "HS256" else None


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer we accept: its rules, the algorithms pinned for it, and its keys."""

    rules: Rules
    algorithms: frozenset[str]
    keys: Keys


class Remembered(NamedTuple):
    """A verified token: whom it names, when it ends, and the key that vouches for it."""

    principal: Principal
    until: float
    key: TrustedKey


class Authenticator:
    """Turns an Authorization header into a Principal."""

    def __init__(
        self, manifest: Manifest, settings: Settings, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._realm = manifest.name
        self._clock = clock
        self._memory: OrderedDict[bytes, Remembered] = OrderedDict()
        self._provider: ProviderKeys | None = None
        self._issuers: dict[object, Issuer] = {}
        ttl = manifest.whole_number("auth", "service_token_ttl_s")
        org, roles = settings.oidc_org_claim, settings.oidc_roles_claim
        self._how_to_sign_in = HOW_TO_SIGN_IN_HERE if settings.local else HOW_TO_SIGN_IN
        if settings.local:
            rules = Rules(LOCAL_ISSUER, manifest.name, "org", "roles", ttl)
            keys = DevelopmentKeys(settings.secret)
            self._issuers[LOCAL_ISSUER] = Issuer(rules, frozenset({"HS256"}), keys)
        if settings.oidc_issuer:
            address = settings.oidc_issuer
            from microapp_kit.oidc import ProviderKeys  # an HTTP client, which local never needs

            self._provider = ProviderKeys(address, local=settings.local, clock=clock)
            rules = Rules(address, settings.oidc_audience or manifest.name, org, roles, ttl)
            self._issuers[address] = Issuer(rules, ALGORITHMS, self._provider)
        if not self._issuers:
            raise CannotStart("OIDC_ISSUER is not set. Set it to your identity provider's address.")

    async def start(self) -> None:
        """Begin to fetch the provider's keys."""
        if self._provider is not None:
            await self._provider.start()

    async def close(self) -> None:
        """Stop refreshing keys."""
        if self._provider is not None:
            await self._provider.close()

    def ready(self) -> bool:
        """Tell whether tokens can be judged now."""
        return self._provider is None or self._provider.ready()

    def remembered(self, authorization: str | None) -> Principal | None:
        """Give the caller of a token verified before, while it and its key still hold."""
        if authorization is None or not authorization.isascii():
            return None
        digest = sha256(authorization.encode()).digest()
        entry = self._memory.get(digest)
        if entry is None:
            return None
        now = self._clock()
        if now >= entry.until or now >= entry.key.trusted_until:
            del self._memory[digest]
            return None
        self._memory.move_to_end(digest)
        return entry.principal

    async def authenticate(self, authorization: str | None) -> Principal:
        """Give the caller; raise a 401 Refusal, or 503 when the provider's keys cannot be had."""
        known = self.remembered(authorization)
        if known is not None:
            return known
        try:
            return await self._verify(authorization or "")
        except BadToken as bad:
            text = self._how_to_sign_in if bad.reason == "missing" else str(bad)
            raise Unauthenticated(self._realm, bad.reason, text) from None
        except KeysUnavailable:
            raise Refusal(
                503,
                "unavailable",
                "The identity provider cannot be reached right now. Try again shortly.",
                headers={"Retry-After": "10"},
            ) from None

    async def _verify(self, authorization: str) -> Principal:
        token = bearer_token(authorization)
        header, unverified = _read(token)
        issuer = self._issuers.get(_text(unverified.get("iss")))
        if issuer is None:
            raise BadToken("issuer", "The token comes from another issuer.")
        algorithm = _text(header.get("alg"))
        if algorithm is None or algorithm not in issuer.algorithms:
            raise BadToken(
                "algorithm", "The token is signed with an algorithm that is not allowed."
            )
        key = await issuer.keys.key(_text(header.get("kid")), algorithm)
        if key is None:
            raise BadToken("key", "The token is signed with an unknown key.")
        claims = _signed_claims(token, key, algorithm)
        principal = principal_of(claims, issuer.rules, typ=header.get("typ"), now=self._clock())
        self._remember(authorization, Remembered(principal, expiry(claims), key))
        return principal

    def _remember(self, authorization: str, entry: Remembered) -> None:
        self._memory[sha256(authorization.encode()).digest()] = entry
        if len(self._memory) > TOKENS_REMEMBERED:
            self._memory.popitem(last=False)


def bearer_token(authorization: str) -> str:
    """Give the token of an Authorization header, or raise BadToken."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise BadToken("missing", NOBODY_CALLS)
    token = token.strip(" ")
    if len(token) > MAX_TOKEN:
        raise BadToken("malformed", "The token is larger than 8 kB.")
    if token.count(".") != 2 or not token.isascii():
        raise BadToken("malformed", UNREADABLE)
    return token


def _read(token: str) -> tuple[dict[str, object], Claims]:
    """Give a token's header and claims, unverified: good only to choose issuer and key."""
    try:
        parts = PyJWS().decode_complete(token, options={"verify_signature": False})
        claims = msgspec.json.decode(parts["payload"])
    except (PyJWTError, ValueError, RecursionError):
        raise BadToken("malformed", UNREADABLE) from None
    if not isinstance(claims, dict):
        raise BadToken("malformed", "The token holds no claims.")
    if "crit" in parts["header"] or "b64" in parts["header"]:
        raise BadToken("malformed", "The token demands an extension that is not supported.")
    return parts["header"], claims


def _signed_claims(token: str, key: TrustedKey, algorithm: str) -> Claims:
    """Give the claims that this very key has signed with this very algorithm."""
    try:
        payload = PyJWS().decode(token, key.material, algorithms=[algorithm])
    except (PyJWTError, ValueError, TypeError):
        raise BadToken("signature", "The token's signature is wrong.") from None
    claims: Claims = msgspec.json.decode(payload)
    return claims


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
