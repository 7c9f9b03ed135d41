"""Proof that a provider's tokens are judged by its own keys, through rotation and outage."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from microapp_kit.auth import Authenticator, Principal
from microapp_kit.errors import Refusal
from microapp_kit.manifest import Manifest
from microapp_kit.settings import Settings
from microapp_kit.token import LOCAL_ISSUER, development_key, signed

Provider = Any
HOUR = 3600


class World:
    """A running identity provider, an app that trusts it, and the app's clock."""

    def __init__(self, provider: Provider, manifest: Manifest, settings: Settings) -> None:
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
Play = Callable[..., None]


@pytest.fixture
def play(
    provider: Callable[[], Provider], manifest: Manifest, settings: Callable[..., Settings]
) -> Play:
    """Play a story in a world of its own, which `before` may change first."""

    def run(story: Story, before: Callable[[Provider], None] = lambda _: None) -> None:
        async def world() -> None:
            async with provider() as running:
                before(running)
                at = World(running, manifest, settings(OIDC_ISSUER=running.issuer))
                await at.authenticator.start()
                try:
                    await story(at)
                finally:
                    await at.authenticator.close()

        asyncio.run(world())

    return run


def broken(**faults: Any) -> Callable[[Provider], None]:
    """Give a provider these faults."""

    def change(provider: Provider) -> None:
        for name, value in faults.items():
            setattr(provider, name, value)

    return change


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_each_pinned_algorithm_opens(
    play: Play, publish: Callable[..., Any], algorithm: str
) -> None:
    async def story(world: World) -> None:
        world.provider.keys = [publish(algorithm, "first")]
        assert (await world.enter(world.provider.token(algorithm))).org == "acme"

    play(story)


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS384", "PS512"])
def test_the_right_key_does_not_open_with_an_algorithm_that_is_not_pinned(
    play: Play, algorithm: str
) -> None:
    async def story(world: World) -> None:
        refusal = await world.refusal(world.provider.token(algorithm, key_of="RS256"))
        assert (refusal.status, "algorithm" in refusal.message) == (401, True)

    play(story)


def test_a_key_opens_only_with_its_own_algorithm(play: Play) -> None:
    async def story(world: World) -> None:
        await world.enter(world.provider.token("RS256"))
        assert (await world.refusal(world.provider.token("PS256", key_of="RS256"))).status == 401

    play(story)


def test_the_public_key_is_no_password(play: Play) -> None:
    async def story(world: World) -> None:
        public = private_key_of(world.provider).public_key()
        info = serialization.PublicFormat.SubjectPublicKeyInfo
        for encoding in (serialization.Encoding.PEM, serialization.Encoding.DER):
            secret = public.public_bytes(encoding, info)
            for algorithm in ("HS256", "RS256", "none"):
                token = world.provider.confused(secret, alg=algorithm)
                assert (await world.refusal(token)).status == 401

    play(story)


def private_key_of(provider: Provider) -> Any:
    """Give the provider's first private key."""
    return provider.private_key("RS256")


def test_a_development_token_cannot_name_the_real_issuer(
    play: Play, settings: Callable[..., Settings]
) -> None:
    async def story(world: World) -> None:
        key = development_key(settings().secret)
        assert (await world.refusal(world.provider.confused(key))).status == 401

    play(story)


def test_a_real_key_cannot_sign_development_tokens(play: Play) -> None:
    async def story(world: World) -> None:
        assert (await world.refusal(world.provider.token(iss=LOCAL_ISSUER))).status == 401

    play(story)


def test_in_local_both_kinds_of_token_open(play: Play, settings: Callable[..., Settings]) -> None:
    async def story(world: World) -> None:
        claims = world.provider.claims(iss=LOCAL_ISSUER)
        await world.enter("Bearer " + signed(claims, development_key(settings().secret)))
        await world.enter(world.provider.token())

    play(story)


@pytest.mark.parametrize("header", ["jku", "x5u", "jwk"])
def test_a_key_that_the_token_brings_along_is_not_used(
    play: Play, publish: Callable[..., Any], header: str
) -> None:
    async def story(world: World) -> None:
        stolen = publish("RS256", "mine", 1)
        brought = stolen if header == "jwk" else f"{world.provider.issuer}/keys?mine"
        token = world.provider.token(kid="mine", number=1, header={header: brought})
        assert (await world.refusal(token)).status == 401
        assert not any("mine" in path for path in world.provider.fetched)

    play(story)


@pytest.mark.parametrize("kid", ["../../etc/passwd", "first' OR '1'='1", "\x00", "x" * 2000])
def test_a_hostile_key_id_is_only_an_unknown_one(play: Play, kid: str) -> None:
    async def story(world: World) -> None:
        assert (await world.refusal(world.provider.token(kid=kid))).status == 401

    play(story)


def test_a_token_without_a_key_id_opens_only_where_there_is_one_key(
    play: Play, publish: Callable[..., Any]
) -> None:
    async def story(world: World) -> None:
        await world.enter(world.provider.token(kid=None))
        world.provider.keys.append(publish("RS256", "second", 1))
        await world.enter(world.provider.token(kid="second", number=1))
        refusal = await world.refusal(world.provider.token(kid=None, sub="bob"))
        assert refusal.message == "The token is signed with an unknown key."

    play(story)


@pytest.mark.parametrize(
    "change",
    [
        {"use": "enc"},
        {"key_ops": ["encrypt"]},
        {"alg": "HS256"},
        {"alg": "RS512"},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"kty": "EC"},
        {"d": "AQAB"},
        {"n": "AQAB"},
        {"n": 7},
        {"kid": 7},
    ],
)
def test_a_key_that_is_not_meant_for_this_is_not_used(play: Play, change: dict[str, Any]) -> None:
    def before(provider: Provider) -> None:
        provider.keys[0] |= change

    async def story(world: World) -> None:
        assert (await world.refusal(world.provider.token())).status in (401, 503)

    play(story, before)


def test_a_service_gets_in_with_a_short_token_only(play: Play) -> None:
    async def story(world: World) -> None:
        short = world.provider.token(sub="robot", client_id="robot")
        long = world.provider.token(sub="robot", client_id="robot", exp=time.time() + 2 * HOUR)
        assert (await world.enter(short)).kind == "service"
        assert (await world.refusal(long)).code == "service_token_too_long"

    play(story)


def test_claims_may_lie_where_the_settings_say(
    provider: Callable[[], Provider], manifest: Manifest, settings: Callable[..., Settings]
) -> None:
    async def world() -> Principal:
        async with provider() as running:
            there = settings(
                OIDC_ISSUER=running.issuer,
                OIDC_AUDIENCE="api://leave",
                OIDC_ORG_CLAIM="https://acme/org.id",
                OIDC_ROLES_CLAIM="realm_access.roles",
            )
            at = World(running, manifest, there)
            await at.authenticator.start()
            try:
                more = {"https://acme/org.id": "acme", "realm_access": {"roles": ["admin"]}}
                return await at.enter(
                    running.token(aud="api://leave", org=None, roles=None, **more)
                )
            finally:
                await at.authenticator.close()

    principal = asyncio.run(world())

    assert (principal.org, principal.has("admin")) == ("acme", True)


def test_a_new_key_opens_at_once_and_a_removed_one_no_more(
    play: Play, publish: Callable[..., Any]
) -> None:
    async def story(world: World) -> None:
        old = world.provider.token()
        await world.enter(old)
        world.provider.keys = [publish("RS256", "second", 1)]

        await world.enter(world.provider.token(kid="second", number=1))

        assert world.authenticator.remembered(old) is None
        assert (await world.refusal(old)).status == 401

    play(story)


def test_a_key_replaced_under_the_same_name_no_longer_opens(
    play: Play, publish: Callable[..., Any]
) -> None:
    async def story(world: World) -> None:
        old = world.provider.token()
        await world.enter(old)
        world.provider.keys = [publish("RS256", "first", 1)]

        assert (await world.refusal(world.provider.token(kid="other"))).status == 401

        assert (await world.refusal(old)).message == "The token's signature is wrong."
        await world.enter(world.provider.token(number=1))

    play(story)


def test_many_callers_with_a_new_key_ask_the_provider_once(
    play: Play, publish: Callable[..., Any]
) -> None:
    async def story(world: World) -> None:
        await world.enter(world.provider.token())
        world.provider.keys = [publish("RS256", "second", 1)]
        world.provider.fetched.clear()
        tokens = [world.provider.token(kid="second", number=1, sub=f"c{n}") for n in range(50)]

        await asyncio.gather(*(world.enter(token) for token in tokens))

        assert world.provider.fetched.count("/keys") == 1

    play(story)


def test_a_flood_of_unknown_keys_does_not_become_a_flood_on_the_provider(play: Play) -> None:
    async def story(world: World) -> None:
        await world.enter(world.provider.token())
        world.provider.fetched.clear()
        for number in range(100):
            assert (await world.refusal(world.provider.token(kid=f"k{number}"))).status == 401

        assert world.provider.fetched.count("/keys") <= 6

    play(story)


def test_known_keys_open_while_the_provider_is_down(play: Play) -> None:
    async def story(world: World) -> None:
        await world.enter(world.provider.token())
        await world.provider.go_down()
        world.ahead = 23 * HOUR

        later = world.provider.token(sub="bob", exp=time.time() + 24 * HOUR)

        assert (await world.enter(later)).sub == "bob"
        assert world.authenticator.ready()

    play(story)


def test_after_a_day_without_the_provider_nothing_opens(play: Play) -> None:
    async def story(world: World) -> None:
        token = world.provider.token(exp=time.time() + 48 * HOUR)
        await world.enter(token)
        await world.provider.go_down()
        world.ahead = 24 * HOUR + 1

        refusal = await world.refusal(token)

        assert (refusal.status, refusal.code) == (503, "unavailable")
        assert refusal.headers["Retry-After"] == "10"
        assert world.authenticator.remembered(token) is None
        assert not world.authenticator.ready()

    play(story)


def test_when_the_provider_comes_back_so_do_its_callers(play: Play) -> None:
    async def story(world: World) -> None:
        token = world.provider.token()
        await world.provider.go_down()
        assert (await world.refusal(token)).status == 503

        await world.provider.go_up()

        assert (await world.enter(token)).sub == "ann"

    play(story)


@pytest.mark.parametrize(
    "before",
    [
        broken(discovery={"issuer": "https://evil.example"}),
        broken(discovery={"issuer": None}),
        broken(discovery={"jwks_uri": "file:///etc/passwd"}),
        broken(discovery={"jwks_uri": None}),
        broken(keys={"not": "a list"}),
        broken(keys=[]),
        broken(keys=["text", None, 7]),
        broken(padding=1_000_000),
        broken(status=302),
        broken(status=500),
        broken(status=404),
    ],
    ids=lambda before: str(before.__closure__[0].cell_contents)[:40],
)
def test_a_provider_that_answers_wrongly_is_not_trusted(
    play: Play, before: Callable[[Provider], None]
) -> None:
    async def story(world: World) -> None:
        assert (await world.refusal(world.provider.token())).status == 503
        assert "/keys?again" not in world.provider.fetched

    play(story, before)


def test_the_issuer_must_match_to_the_last_character(
    provider: Callable[[], Provider], manifest: Manifest, settings: Callable[..., Settings]
) -> None:
    async def world() -> Refusal:
        async with provider() as running:
            at = World(running, manifest, settings(OIDC_ISSUER=running.issuer + "/"))
            await at.authenticator.start()
            try:
                return await at.refusal(running.token(iss=running.issuer + "/"))
            finally:
                await at.authenticator.close()

    assert asyncio.run(world()).status == 503
