"""Nobody gets in without a good token, and nobody does more than their role allows."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from tests.servers.issuer import AUDIENCE, Issuer, base64url, new_key, public_pem, unsigned
from tests.servers.promises import assert_refused
from tests.servers.service import NOTES, Caller, Service
from tests.servers.wire import exchange, request

SOMEONE = "01890a5d-ac96-774b-bcce-b302099a8057"
GUARDED = [
    ("GET", NOTES),
    ("POST", NOTES),
    ("GET", f"{NOTES}/{SOMEONE}"),
    ("PATCH", f"{NOTES}/{SOMEONE}"),
    ("DELETE", f"{NOTES}/{SOMEONE}"),
    ("POST", f"{NOTES}/{SOMEONE}/restore"),
    ("GET", f"{NOTES}/export"),
    ("POST", f"{NOTES}/purge"),
]


def now() -> int:
    return int(time.time())


def signed_by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64url(mac)}"


def usual_claims(issuer: Issuer) -> dict[str, Any]:
    usual = {"iss": issuer.url, "aud": AUDIENCE, "sub": "ann", "org": "acme", "roles": ["admin"]}
    return {**usual, "iat": now(), "exp": now() + 600}


def tampered(token: str, **claims: Any) -> str:
    """Give the token with other claims and the old signature."""
    head, body, mac = token.split(".")
    padded = body + "=" * (-len(body) % 4)
    changed = json.loads(base64.urlsafe_b64decode(padded)) | claims
    return f"{head}.{base64url(json.dumps(changed).encode())}.{mac}"


KID_IS_A_LIST = b'{"alg":"RS256","kid":[1]}'
FORGERIES: dict[str, Callable[[Issuer], str | bytes]] = {
    "empty": lambda _: "",
    "one word": lambda _: "x",
    "two dots": lambda _: "..",
    "three words": lambda _: "a.b.c",
    "not json": lambda _: f"{base64url(b'{')}.{base64url(b'{')}.{base64url(b'x')}",
    "header is a list": lambda _: f"{base64url(b'[]')}.{base64url(b'{}')}.{base64url(b'x')}",
    "header is a number": lambda _: f"{base64url(b'1')}.{base64url(b'1')}.{base64url(b'x')}",
    "kid is a list": lambda _: f"{base64url(KID_IS_A_LIST)}.{base64url(b'{}')}.eA",
    "kid is a path": lambda i: i.token(headers={"kid": "../../../etc/passwd"}),
    "kid is unknown": lambda i: i.token(headers={"kid": "unknown"}),
    "deep header": lambda _: f"{base64url(b'[' * 20000)}.{base64url(b'{}')}.eA",
    "long": lambda _: "a" * 7000,
    "not ascii": lambda _: "tökén".encode(),
    "latin bytes": lambda _: b"\xff\xfe\xfd.\x80.\x81",
    "a space inside": lambda i: i.token().replace(".", " . "),
    "two tokens": lambda i: f"{i.token()},{i.token()}",
    "unsigned": lambda i: unsigned(usual_claims(i)),
    "unsigned, alg None": lambda i: unsigned(usual_claims(i), "None"),
    "unsigned, alg NONE": lambda i: unsigned(usual_claims(i), "NONE"),
    "unsigned, no alg": lambda i: unsigned(usual_claims(i), ""),
    "signature cut": lambda i: i.token().rsplit(".", 1)[0] + ".",
    "signature of another": lambda i: tampered(i.token(), roles=["admin"]),
    "another's key": lambda i: i.token(key=new_key("ES256")),
    "hmac with the public key": lambda i: signed_by_hand(
        {"alg": "HS256", "kid": "RS256"}, usual_claims(i), public_pem(i.keys["RS256"])
    ),
    "hmac with nothing": lambda i: signed_by_hand({"alg": "HS256"}, usual_claims(i), b""),
    "hmac with the audience": lambda i: signed_by_hand(
        {"alg": "HS256"}, {**usual_claims(i), "iss": "urn:microapp:local"}, AUDIENCE.encode()
    ),
    "key in the token": lambda i: i.token(
        key=(mine := new_key("RS256")),
        alg="RS256",
        headers={
            "jwk": jwt.algorithms.RSAAlgorithm.to_jwk(mine.public_key(), as_dict=True),
            "kid": "mine",
        },
    ),
    "key set by address": lambda i: i.token(
        key=new_key("ES256"), headers={"jku": "http://127.0.0.1:1/jwks", "kid": "mine"}
    ),
    "unknown critical header": lambda i: i.token(headers={"crit": ["exp"]}),
    "algorithm not pinned: RS512": lambda i: i.token(alg="RS512", headers={"kid": "RS256"}),
    "algorithm not pinned: ES384": lambda i: i.token(alg="ES384"),
    "expired": lambda i: i.token(exp=now() - 3600),
    "no expiry": lambda i: i.token(exp=None),
    "expiry is text": lambda i: i.token(exp="tomorrow"),
    "expiry is huge": lambda i: i.token(exp=10**400),
    "not yet": lambda i: i.token(nbf=now() + 3600),
    "issued in the future": lambda i: i.token(iat=now() + 3600, nbf=None),
    "another issuer": lambda i: i.token(iss="https://issuer.example"),
    "issuer with a slash": lambda i: i.token(iss=f"{i.url}/"),
    "no issuer": lambda i: i.token(iss=None),
    "another audience": lambda i: i.token(aud="another-app"),
    "audience with a suffix": lambda i: i.token(aud=f"{AUDIENCE}-2"),
    "no audience": lambda i: i.token(aud=None),
    "no subject": lambda i: i.token(sub=None),
    "empty subject": lambda i: i.token(sub=""),
}


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_call_without_a_token_is_refused(service: Service, method: str, path: str) -> None:
    answer = service.stranger().ask(method, path)

    assert_refused(answer, 401)
    assert (answer.header("WWW-Authenticate") or "").startswith("Bearer")


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_bad_token_is_refused(service: Service, forgery: Callable[[Issuer], str | bytes]) -> None:
    caller = service.stranger(forgery(service.issuer))

    assert_refused(caller.get(NOTES), 401)


@pytest.mark.parametrize(
    "value",
    ["", "Bearer", "Bearer ", "Basic YW5uOmFubg==", "Token x", "bearer", b"Bearer\tx", b"\xff\xfe"],
)
def test_an_authorization_header_that_carries_no_bearer_token_is_refused(
    service: Service, value: str | bytes
) -> None:
    raw = request("GET", NOTES, [("Authorization", value)])

    assert_refused(exchange(service.port, raw), 401)


def test_two_authorization_headers_are_refused(service: Service, issuer: Issuer) -> None:
    good = f"Bearer {issuer.token()}"
    raw = request("GET", NOTES, [("Authorization", good), ("Authorization", "Bearer x")])
    reverse = request("GET", NOTES, [("Authorization", "Bearer x"), ("Authorization", good)])

    assert_refused(exchange(service.port, raw), 400, 401)
    assert_refused(exchange(service.port, reverse), 400, 401)


@pytest.mark.parametrize("where", ["access_token", "token", "authorization"])
def test_a_token_in_the_address_is_not_looked_at(
    service: Service, issuer: Issuer, where: str
) -> None:
    answer = service.stranger().get(f"{NOTES}?{where}={issuer.token()}")

    assert_refused(answer, 400, 401)


def test_the_scheme_is_not_case_sensitive(service: Service, issuer: Issuer) -> None:
    raw = request("GET", NOTES, [("Authorization", f"bEaReR {issuer.token()}")])

    assert exchange(service.port, raw).status == 200


@pytest.mark.parametrize("alg", ["RS256", "PS256", "ES256", "EdDSA"])
def test_a_good_token_of_each_pinned_algorithm_gets_in(service: Service, alg: str) -> None:
    kid = "RS256" if alg == "PS256" else alg
    token = service.issuer.token(alg=alg, headers={"kid": kid})

    assert service.stranger(token).get(NOTES).status == 200


def test_a_token_for_several_audiences_gets_in(service: Service) -> None:
    token = service.issuer.token(aud=["another-app", AUDIENCE])

    assert service.stranger(token).get(NOTES).status == 200


@pytest.mark.parametrize("org", [None, "", 7, ["acme"], {"name": "acme"}, True])
def test_a_token_without_an_organisation_reaches_no_notes(service: Service, org: Any) -> None:
    token = service.issuer.token(org=org)

    assert_refused(service.stranger(token).get(NOTES), 401, 403)


@pytest.mark.parametrize(
    "roles",
    [None, [], "", 7, {"admin": True}, ["owner"], ["ADMIN"], ["admin "], [["admin"]], [None]],
)
def test_a_token_without_a_known_role_reaches_no_notes(service: Service, roles: Any) -> None:
    token = service.issuer.token(roles=roles)

    assert_refused(service.stranger(token).get(NOTES), 401, 403)


WRITES = [route for route in GUARDED if route[0] != "GET"]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_reader_changes_nothing(ida: Caller, method: str, path: str) -> None:
    answer = ida.ask(method, path, json={"title": "x"}, headers={"If-Match": '"1"'})

    assert_refused(answer, 403)


@pytest.mark.parametrize(("method", "path"), [GUARDED[6], GUARDED[7]])
@pytest.mark.parametrize("role", ["reader", "writer"])
def test_export_and_purge_are_for_admins(
    service: Service, org: str, role: str, method: str, path: str
) -> None:
    assert_refused(service.caller("ann", org, role).ask(method, path), 403)


def test_each_role_includes_the_ones_below(service: Service, org: str) -> None:
    admin = service.caller("ada", org, "admin")

    note = admin.create("by an admin")

    assert admin.get(note.path).status == 200
    assert service.caller("ida", org, "reader").get(note.path).status == 200


@pytest.mark.parametrize(("role", "created"), [("reader", 403), ("writer", 201), ("admin", 201)])
def test_a_development_token_gets_in_on_a_developers_machine(
    service: Service, role: str, created: int
) -> None:
    words = ("microapp_kit.token", "--sub", "ann", "--org", "acme", "--role", role)

    printed = service.run(*words)

    caller = service.stranger(printed.stdout.strip())
    assert caller.post(NOTES, {"title": "hello"}).status == created, printed.stderr
