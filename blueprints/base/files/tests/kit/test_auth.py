"""Proof that nobody gets in without a good token."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import math
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from microapp_kit.auth import Authenticator, Principal
from microapp_kit.errors import Refusal
from microapp_kit.manifest import Manifest
from microapp_kit.settings import Settings
from microapp_kit.token import LOCAL_ISSUER, development_key, signed

GOOD = {
    "iss": LOCAL_ISSUER,
    "aud": "leave-helper",
    "sub": "ann",
    "org": "acme",
    "roles": ["writer"],
}


class App:
    """An app on a developer's machine, its clock, and tokens for it."""

    def __init__(self, manifest: Manifest, settings: Settings) -> None:
        self.now = float(int(time.time()))
        self.key = development_key(settings.secret)
        self.authenticator = Authenticator(manifest, settings, clock=lambda: self.now)

    def token(self, **changes: Any) -> str:
        """Give an Authorization header; a claim set to None is left out."""
        claims = GOOD | {"iat": self.now, "exp": self.now + 600} | changes
        return "Bearer " + signed({k: v for k, v in claims.items() if v is not None}, self.key)

    def token_with(self, header: dict[str, Any]) -> str:
        """Give an Authorization header with a token of good claims and this header, well signed."""
        text = f"{b64(header)}.{b64(GOOD | {'iat': self.now, 'exp': self.now + 600})}"
        return f"Bearer {text}.{b64(hmac.digest(self.key, text.encode(), 'sha256'))}"

    def enter(self, authorization: str | None) -> Principal:
        """Try to get in."""
        return asyncio.run(self.authenticator.authenticate(authorization))

    def refusal(self, authorization: str | None) -> Refusal:
        """Try to get in and give the answer, which must be a refusal."""
        with pytest.raises(Refusal) as refused:
            self.enter(authorization)
        return refused.value


@pytest.fixture
def app(manifest: Manifest, settings: Callable[..., Settings]) -> App:
    """An app on a developer's machine."""
    return App(manifest, settings())


def b64(value: object) -> str:
    """Give a value as a part of a token."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_a_good_token_names_its_caller(app: App) -> None:
    principal = app.enter(app.token())

    assert (principal.sub, principal.org, principal.kind) == ("ann", "acme", "human")
    assert principal.roles == {"writer"}


@pytest.mark.parametrize(
    ("roles", "reader", "writer", "admin"),
    [
        (["reader"], True, False, False),
        (["writer"], True, True, False),
        ("reader admin", True, True, True),
        ([], False, False, False),
        (None, False, False, False),
        (["Admin", 7, None], False, False, False),
    ],
)
def test_a_role_includes_the_ones_below(
    app: App, roles: object, reader: bool, writer: bool, admin: bool
) -> None:
    principal = app.enter(app.token(roles=roles))

    held = [principal.has(role) for role in ("reader", "writer", "admin")]
    assert held == [reader, writer, admin]


@pytest.mark.parametrize(
    "authorization", [None, "", "Basic YW5uOmFubg==", "Token abc", "bearertoken"]
)
def test_a_call_without_a_token_gets_a_challenge_without_an_error(
    app: App, authorization: str | None
) -> None:
    refusal = app.refusal(authorization)

    assert (refusal.status, refusal.code) == (401, "unauthenticated")
    assert refusal.headers == {"WWW-Authenticate": 'Bearer realm="leave-helper"'}


def test_a_call_without_a_token_says_how_to_get_one_where_that_works(
    app: App, manifest: Manifest, production: Callable[..., Settings]
) -> None:
    here, there = app.refusal(None), App(manifest, production()).refusal(None)

    assert "python -m microapp_kit.token --sub ann" in here.message
    assert "/docs" in here.message
    assert "microapp_kit" not in there.message
    assert "Authorization: Bearer" in there.message
    assert "/healthz" in there.message


@pytest.mark.parametrize(
    "token",
    [
        "",
        "abc",
        "a.b.c",
        "...",
        "a.b.c.d.e",
        "ü.ü.ü",
        "\udcff.\udcff.\udcff",
        "\x00.\x00.\x00",
        "a" * 9000,
        ".".join(["e30"] * 3),
        ".".join([b64([]), b64([]), ""]),
        ".".join([b64({"alg": "HS256"}), b64(b"[" * 5000), "c2ln"]),
        ".".join([b64(b"[" * 5000), b64({}), "c2ln"]),
        ".".join([b64({"alg": ["HS256"]}), b64(GOOD), "c2ln"]),
        ".".join([b64({"alg": "HS256", "kid": {}}), b64(GOOD), "c2ln"]),
        ".".join([b64({"alg": "HS256"}), b64(GOOD | {"iss": {}}), "c2ln"]),
        ".".join([b64({"alg": "HS256"}), b64(b'{"exp":NaN}'), "c2ln"]),
        ".".join([b64({"alg": "HS256"}), b64(b"\xff\xfe"), "c2ln"]),
    ],
)
def test_garbage_is_refused_and_not_repeated(app: App, token: str) -> None:
    refusal = app.refusal(f"Bearer {token}")

    assert (refusal.status, refusal.code) == (401, "unauthenticated")
    assert 'error="invalid_token"' in refusal.headers["WWW-Authenticate"]
    assert len(token) < 4 or token not in f"{refusal} {refusal.headers}"


def test_a_changed_signature_is_refused(app: App) -> None:
    head, payload, signature = app.token().split(".")

    forged = f"{head}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"

    assert app.refusal(forged).message == "The token's signature is wrong."


def test_changed_claims_are_refused(app: App) -> None:
    head, _, signature = app.token().split(".")

    assert app.refusal(f"{head}.{b64(GOOD | {'roles': ['admin']})}.{signature}").status == 401


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "HS512", "RS256", "hs256", None])
def test_only_the_pinned_algorithm_is_accepted(app: App, algorithm: str | None) -> None:
    head = b64({"alg": algorithm, "typ": "at+jwt"})
    claims = b64(GOOD | {"iat": app.now, "exp": app.now + 600})

    assert app.refusal(f"Bearer {head}.{claims}.").status == 401
    assert app.refusal(f"Bearer {head}.{claims}.{b64(b'x' * 32)}").status == 401


@pytest.mark.parametrize("demand", [{"crit": ["exp"]}, {"crit": []}, {"b64": True}, {"b64": False}])
def test_a_demanded_extension_is_refused(app: App, demand: dict[str, Any]) -> None:
    refusal = app.refusal(app.token_with({"alg": "HS256", "typ": "at+jwt"} | demand))

    assert refusal.status == 401


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"iss": "https://evil.example"}, "another issuer"),
        ({"iss": None}, "another issuer"),
        ({"iss": LOCAL_ISSUER + "/"}, "another issuer"),
        ({"aud": "other-app"}, "another audience"),
        ({"aud": ["other-app", "leave-helper2"]}, "another audience"),
        ({"aud": []}, "another audience"),
        ({"aud": None}, "another audience"),
        ({"aud": {"leave-helper": 1}}, "another audience"),
        ({"exp": None}, "'exp'"),
        ({"exp": "never"}, "'exp'"),
        ({"exp": True}, "'exp'"),
        ({"iat": "now"}, "'iat'"),
        ({"nbf": []}, "'nbf'"),
        ({"sub": None}, "'sub'"),
        ({"sub": ""}, "'sub'"),
        ({"sub": "  "}, "'sub'"),
        ({"sub": 7}, "'sub'"),
        ({"sub": "a\x00b"}, "'sub'"),
        ({"sub": "a\nb"}, "'sub'"),
        ({"sub": "a\u202eb"}, "'sub'"),
        ({"sub": "a" * 256}, "'sub'"),
        ({"org": None}, "'org'"),
        ({"org": ["acme"]}, "'org'"),
        ({"org": "ac\x1bme"}, "'org'"),
        ({"roles": 7}, "'roles'"),
        ({"roles": {"admin": True}}, "'roles'"),
    ],
)
def test_claims_that_do_not_fit_are_refused(
    app: App, changes: dict[str, Any], message: str
) -> None:
    refusal = app.refusal(app.token(**changes))

    assert refusal.status == 401
    assert message in refusal.message


def test_one_audience_among_several_is_enough(app: App) -> None:
    assert app.enter(app.token(aud=["other", "leave-helper"])).sub == "ann"


def test_an_expiry_beyond_all_numbers_is_refused(app: App) -> None:
    assert app.refusal(app.token(exp=math.inf)).status == 401


def test_an_expired_token_is_refused_after_the_leeway(app: App) -> None:
    token = app.token(exp=app.now - 29)
    app.enter(token)

    app.now += 1.0

    assert app.refusal(token).message == "The token has expired."
    assert app.refusal(app.token(exp=app.now - 31)).status == 401


@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_a_token_of_the_future_is_refused_beyond_the_leeway(app: App, claim: str) -> None:
    app.enter(app.token(**{claim: app.now + 29}))

    assert app.refusal(app.token(**{claim: app.now + 31})).message == "The token is not valid yet."


@pytest.mark.parametrize(
    "claims",
    [{"nonce": "n"}, {"at_hash": "h"}, {"events": {}}, {"typ": "ID"}, {"token_use": "id"}],
)
def test_a_token_of_another_kind_is_refused(app: App, claims: dict[str, Any]) -> None:
    body = GOOD | {"iat": app.now, "exp": app.now + 600} | claims
    token = "Bearer " + jwt.encode(body, app.key, "HS256", headers={"typ": "JWT"})

    assert app.refusal(token).status == 401


@pytest.mark.parametrize("typ", ["dpop+jwt", "logout+jwt", "secevent+jwt", 7])
def test_a_header_type_of_another_kind_is_refused(app: App, typ: object) -> None:
    assert app.refusal(app.token_with({"alg": "HS256", "typ": typ})).status == 401


@pytest.mark.parametrize(
    "mark",
    [
        {"client_id": "robot", "sub": "robot"},
        {"gty": "client-credentials"},
        {"idtyp": "app"},
        {"preferred_username": "service-account-robot"},
    ],
)
def test_a_service_token_may_not_live_longer_than_the_control_says(
    app: App, mark: dict[str, Any]
) -> None:
    assert app.enter(app.token(**mark, exp=app.now + 1800)).kind == "service"

    refusal = app.refusal(app.token(**mark, exp=app.now + 1801))

    assert (refusal.status, refusal.code) == (401, "service_token_too_long")


def test_a_service_token_without_a_beginning_is_refused(app: App) -> None:
    assert app.refusal(app.token(client_id="ann", iat=None)).status == 401


def test_a_token_is_remembered_until_it_ends(app: App) -> None:
    token = app.token()
    assert app.authenticator.remembered(token) is None
    principal = app.enter(token)

    assert app.authenticator.remembered(token) is principal
    app.now += 630
    assert app.authenticator.remembered(token) is None


def test_a_refused_token_is_not_remembered(app: App) -> None:
    token = app.token(aud="other")
    app.refusal(token)

    assert app.authenticator.remembered(token) is None


def test_no_more_than_a_bounded_number_of_tokens_is_remembered(app: App) -> None:
    first, last = app.token(sub="first"), ""
    app.enter(first)

    async def many() -> str:
        for number in range(4096):
            token = app.token(sub=f"caller {number}")
            await app.authenticator.authenticate(token)
        return token

    last = asyncio.run(many())

    assert app.authenticator.remembered(first) is None
    assert app.authenticator.remembered(last) is not None


def test_development_tokens_do_not_open_an_app_in_production(
    manifest: Manifest, production: Callable[..., Settings]
) -> None:
    app = App(manifest, production())

    assert app.refusal(app.token()).message == "The token comes from another issuer."
