"""Proof that a provider's tokens are judged by its own keys, and by nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from microapp_kit.settings import Settings
from microapp_kit.token import LOCAL_ISSUER, development_key, signed

Provider = Any
World = Any
Play = Callable[..., None]
HOUR = 3600


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
        public = world.provider.private_key("RS256").public_key()
        info = serialization.PublicFormat.SubjectPublicKeyInfo
        for encoding in (serialization.Encoding.PEM, serialization.Encoding.DER):
            secret = public.public_bytes(encoding, info)
            for algorithm in ("HS256", "RS256", "none"):
                token = world.provider.confused(secret, alg=algorithm)
                assert (await world.refusal(token)).status == 401

    play(story)


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


def test_claims_may_lie_where_the_settings_say(play: Play) -> None:
    def environ(provider: Provider) -> dict[str, str]:
        return {
            "OIDC_ISSUER": provider.issuer,
            "OIDC_AUDIENCE": "api://leave",
            "OIDC_ORG_CLAIM": "https://acme/org.id",
            "OIDC_ROLES_CLAIM": "realm_access.roles",
        }

    async def story(world: World) -> None:
        there = {"https://acme/org.id": "acme", "realm_access": {"roles": ["admin"]}}
        token = world.provider.token(aud="api://leave", org=None, roles=None, **there)
        principal = await world.enter(token)
        assert (principal.org, principal.has("admin")) == ("acme", True)

    play(story, environ=environ)
