"""Proof that keys are followed through rotation and outage, and a bad provider is not trusted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from microapp_kit import oidc

Provider = Any
World = Any
Play = Callable[..., None]
HOUR = 3600


def broken(**faults: Any) -> Callable[[Provider], None]:
    """Give a provider these faults."""

    def change(provider: Provider) -> None:
        for name, value in faults.items():
            setattr(provider, name, value)

    return change


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


def test_the_issuer_must_match_to_the_last_character(play: Play) -> None:
    async def story(world: World) -> None:
        token = world.provider.token(iss=world.provider.issuer + "/")
        assert (await world.refusal(token)).status == 503

    play(story, environ=lambda provider: {"OIDC_ISSUER": provider.issuer + "/"})


@pytest.mark.parametrize("odd", [{"kty": "EC", "crv": ["P-256"]}, {"kty": "EC", "crv": {}}])
def test_an_odd_key_among_the_good_ones_does_not_end_their_refreshing(
    play: Play, monkeypatch: pytest.MonkeyPatch, odd: dict[str, Any]
) -> None:
    monkeypatch.setattr(oidc, "REFRESH_EVERY_S", 0.01)  # ten minutes would tell no more

    async def story(world: World) -> None:
        world.provider.keys.append({**odd, "kid": "odd"})
        assert (await world.refusal(world.provider.token(kid="odd"))).status == 401
        before = len(world.provider.fetched)
        await asyncio.sleep(0.3)
        assert len(world.provider.fetched) > before + 2
        assert (await world.enter(world.provider.token())).sub == "ann"

    play(story)
