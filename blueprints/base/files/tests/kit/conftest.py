"""What the proofs share: an app's manifest and settings, and a real identity provider to attack."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from microapp_kit.auth import Authenticator, Principal
from microapp_kit.errors import Refusal
from microapp_kit.manifest import Manifest, Person
from microapp_kit.settings import Settings, read_settings

QUOTAS = {"rpm_app": 300, "rpm_user": 30, "burst": 20}
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@lru_cache
def private_key(algorithm: str, number: int = 0) -> Key:
    """Give a fresh private key, made once per test run."""
    del number
    if algorithm in ("RS256", "PS256"):
        return rsa.generate_private_key(65537, 2048)
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return ed25519.Ed25519PrivateKey.generate()


def jwk(algorithm: str, kid: str, number: int = 0) -> dict[str, Any]:
    """Give the public part of a key as providers publish it."""
    public = private_key(algorithm, number).public_key()
    maker = jwt.get_algorithm_by_name(algorithm)
    return json.loads(maker.to_jwk(public)) | {"kid": kid, "use": "sig", "alg": algorithm}


class IdentityProvider:
    """A real HTTP server with discovery and keys, which can be made to misbehave."""

    private_key = staticmethod(private_key)

    def __init__(self) -> None:
        self.keys = [jwk("RS256", "first")]
        self.discovery: dict[str, Any] = {}
        self.status = 200
        self.padding = 0
        self.fetched: list[str] = []

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._discover)
        app.router.add_get("/keys", self._show_keys)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await self.go_up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def go_up(self) -> None:
        """Listen, on the same port as before."""
        self._site = web.TCPSite(self._runner, "127.0.0.1", getattr(self, "port", 0))
        await self._site.start()
        self.port = self._runner.addresses[0][1]
        self.issuer = f"http://127.0.0.1:{self.port}"

    async def go_down(self) -> None:
        """Refuse connections."""
        await self._site.stop()

    async def _discover(self, request: web.Request) -> web.Response:
        self.fetched.append(request.path)
        usual = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        return web.json_response(usual | self.discovery, status=self.status)

    async def _show_keys(self, request: web.Request) -> web.Response:
        self.fetched.append(request.path)
        document = {"keys": self.keys, "padding": "x" * self.padding}
        moved = {"Location": f"{self.issuer}/keys?again"} if self.status == 302 else {}
        return web.json_response(document, status=self.status, headers=moved)

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Give the claims of a good access token, changed; a claim set to None is left out."""
        now = int(time.time())
        good = {"iss": self.issuer, "aud": "leave-helper", "sub": "ann", "org": "acme"}
        good |= {"roles": ["writer"], "iat": now, "exp": now + 600}
        return {name: value for name, value in (good | changes).items() if value is not None}

    def token(
        self,
        algorithm: str = "RS256",
        kid: str | None = "first",
        number: int = 0,
        header: dict[str, Any] | None = None,
        key_of: str | None = None,
        **changes: Any,
    ) -> str:
        """Give an Authorization header with a token signed by one of our keys."""
        named = {"typ": "at+jwt"} | ({"kid": kid} if kid else {}) | (header or {})
        key = private_key(key_of or algorithm, number)
        return "Bearer " + jwt.encode(self.claims(**changes), key, algorithm, headers=named)

    def confused(self, secret: bytes, **header: Any) -> str:
        """Give an Authorization header with a token whose signature is an HMAC with this secret."""
        parts = ({"alg": "HS256", "typ": "at+jwt", "kid": "first"} | header, self.claims())
        text = ".".join(_part(json.dumps(part).encode()) for part in parts)
        return f"Bearer {text}.{_part(hmac.digest(secret, text.encode(), 'sha256'))}"


class World:
    """A running identity provider, an app that trusts it, and the app's clock."""

    def __init__(self, provider: IdentityProvider, manifest: Manifest, settings: Settings) -> None:
        self.provider = provider
        self.ahead = 0.0
        self.authenticator = Authenticator(
            manifest, settings, clock=lambda: time.time() + self.ahead
        )

    async def enter(self, authorization: str) -> Principal:
        """Try to get in."""
        return await self.authenticator.authenticate(authorization)

    async def refusal(self, authorization: str) -> Refusal:
        """Try to get in and give the answer, which must be a refusal."""
        with pytest.raises(Refusal) as refused:
            await self.enter(authorization)
        return refused.value


Story = Callable[[World], Awaitable[None]]
Change = Callable[[IdentityProvider], Any]


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.fixture
def manifest() -> Manifest:
    """The facts of an app."""
    return Manifest(
        name="leave-helper",
        title="Leave helper",
        purpose="Ask for days off.",
        owner=Person("Ann", "ann@acme.example", "HR"),
        tier="T1",
        blueprint="crud",
        facts={},
        controls={"auth": {"service_token_ttl_s": 1800}, "quotas": QUOTAS},
    )


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    """Read the settings of an app in a folder of its own, with these environment variables."""

    def read(**environ: str) -> Settings:
        return read_settings({"APP_ENV": "local", **environ}, tmp_path)

    return read


@pytest.fixture
def production(tmp_path: Path) -> Callable[..., Settings]:
    """Read the settings of an app in production, with these environment variables on top."""
    usual = {"APP_ENV": "production", "OIDC_ISSUER": "https://id.example", "APP_SECRET": "s" * 40}

    def read(**environ: str) -> Settings:
        return read_settings(usual | environ, tmp_path)

    return read


@pytest.fixture
def play(manifest: Manifest, settings: Callable[..., Settings]) -> Callable[..., None]:
    """Play a story in a world of its own: `before` may change the provider, `environ` the app."""

    def run(
        story: Story,
        before: Change = lambda _: None,
        environ: Change = lambda provider: {"OIDC_ISSUER": provider.issuer},
    ) -> None:
        async def live() -> None:
            async with IdentityProvider() as provider:
                before(provider)
                world = World(provider, manifest, settings(**environ(provider)))
                await world.authenticator.start()
                try:
                    await story(world)
                finally:
                    await world.authenticator.close()

        asyncio.run(live())

    return run


@pytest.fixture
def publish() -> Callable[..., dict[str, Any]]:
    """Give the public part of a key as providers publish it."""
    return jwk
