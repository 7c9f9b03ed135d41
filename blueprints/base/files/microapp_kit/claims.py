"""What a token must say, once its signature is good, before it names a caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from microapp_kit.principal import Principal

LEEWAY_S = 30
LATEST = 10**12  # seconds since 1970, in the year 33658; NaN is not before it
LONGEST_NAME = 255
MOST_ROLES = 100
TOKEN_TYPES = ("at+jwt", "application/at+jwt", "jwt")
ID_TOKEN_MARKS = ("nonce", "at_hash", "c_hash", "s_hash")

Claims = Mapping[str, object]


class BadToken(Exception):
    """A token that is not accepted: `reason` is for metrics, the text for the caller."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rules:
    """What an issuer's tokens must say."""

    issuer: str
    audience: str
    org_claim: str
    roles_claim: str
    service_ttl_s: int


def principal_of(claims: Claims, rules: Rules, *, typ: object, now: float) -> Principal:
    """Give the caller that these verified claims name, or raise BadToken."""
    _check_type(claims, typ)
    if claims.get("iss") != rules.issuer:
        raise BadToken("issuer", "The token comes from another issuer.")
    _check_audience(claims.get("aud"), rules.audience)
    _check_times(claims, now)
    service = is_service(claims)
    if service:
        _check_lifetime(claims, rules.service_ttl_s)
    return Principal(
        sub=_name(claims, "sub"),
        org=_name(claims, rules.org_claim),
        roles=_roles(claims, rules.roles_claim),
        kind="service" if service else "human",
        issuer=rules.issuer,
        claims=MappingProxyType(dict(claims)),
    )


def is_service(claims: Claims) -> bool:
    """Tell whether a service got this token for itself (client credentials)."""
    sub = claims.get("sub")
    return (
        (sub is not None and sub == claims.get("client_id"))  # RFC 9068, section 2.2
        or claims.get("gty") == "client-credentials"  # Auth0
        or claims.get("idtyp") == "app"  # Entra ID
        or str(claims.get("preferred_username", "")).startswith("service-account-")  # Keycloak
    )


def expiry(claims: Claims) -> float:
    """Give the time from which a token is no longer accepted."""
    return _time(claims, "exp") + LEEWAY_S


def _check_type(claims: Claims, typ: object) -> None:
    """Refuse what is no access token (RFC 8725, section 3.11; RFC 9068, section 4).

    A header typ of at+jwt settles it. Many issuers still write JWT or nothing; an ID token is then
    known by the claims that only an ID token has, and by Keycloak's and Cognito's own marks.
    """
    kind = typ.lower() if isinstance(typ, str) else typ
    if kind is not None and kind not in TOKEN_TYPES:
        raise BadToken("type", "The token is not an access token.")
    if claims.get("typ") in ("ID", "Refresh", "Logout") or claims.get("token_use") == "id":
        raise BadToken("type", "The token is not an access token.")
    if kind in (None, "jwt") and any(mark in claims for mark in (*ID_TOKEN_MARKS, "events")):
        raise BadToken("type", "The token is an ID token. Send an access token.")


def _check_audience(audience: object, expected: str) -> None:
    audiences = audience if isinstance(audience, list) else [audience]
    if expected not in audiences:
        raise BadToken("audience", "The token is meant for another audience.")


def _check_times(claims: Claims, now: float) -> None:
    if now >= expiry(claims):
        raise BadToken("expired", "The token has expired.")
    for name in ("nbf", "iat"):
        if name in claims and _time(claims, name) > now + LEEWAY_S:
            raise BadToken("not_yet_valid", "The token is not valid yet.")


def _check_lifetime(claims: Claims, longest: int) -> None:
    lifetime = _time(claims, "exp") - _time(claims, "iat")
    if lifetime > longest:
        text = f"A service token may live for {longest} seconds; this one lives {lifetime:.0f}."
        raise BadToken("lifetime", text)


def _time(claims: Claims, name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < LATEST:
        raise BadToken("claims", f"The token's claim '{name}' is missing or not a number.")
    return value


def _name(claims: Claims, path: str) -> str:
    value = _claim(claims, path)
    if not isinstance(value, str) or not value.strip():
        raise BadToken("claims", f"The token's claim '{path}' is missing or not a text.")
    if len(value) > LONGEST_NAME or not value.isprintable():
        raise BadToken("claims", f"The token's claim '{path}' is too long or not printable.")
    return value


def _roles(claims: Claims, path: str) -> frozenset[str]:
    value = _claim(claims, path)
    roles = value.split() if isinstance(value, str) else value
    if roles is None:
        return frozenset()
    if not isinstance(roles, list) or len(roles) > MOST_ROLES:
        raise BadToken("claims", f"The token's claim '{path}' is not a list of roles.")
    return frozenset(role for role in roles if isinstance(role, str))


def _claim(claims: Claims, path: str) -> object:
    """Give a claim by its name, or by a dotted path into nested ones (`realm_access.roles`)."""
    if path in claims:
        return claims[path]
    value: object = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
