"""Public keys as a provider publishes them (JWKS), and which algorithms each may verify."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.api_jwk import PyJWK

log = structlog.get_logger(__name__)
Material = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey | bytes

ALGORITHMS = frozenset({"RS256", "PS256", "ES256", "EdDSA"})
VERIFIES: Mapping[tuple[object, object], tuple[str, ...]] = {
    ("RSA", None): ("RS256", "PS256"),
    ("EC", "P-256"): ("ES256",),
    ("OKP", "Ed25519"): ("EdDSA",),
}
"""Key type and curve → algorithms. What is not in this table is no key to us."""
PUBLIC_PARTS = ("kty", "crv", "n", "e", "x", "y", "kid", "alg")
TEXTS = (*PUBLIC_PARTS, "use")  # of a key (RFC 7517, 4; RFC 7518, 6)
RSA_BITS = range(2048, 8193)
MOST_KEYS = 100


class KeysUnavailable(Exception):
    """The provider's keys cannot be had, so no token of it can be judged."""


class TrustedKey:
    """A key that verifies tokens, as long as its provider vouches for it."""

    __slots__ = ("algorithms", "identity", "kid", "material", "trusted_until")

    def __init__(
        self, kid: str | None, algorithms: tuple[str, ...], material: Material, identity: object
    ) -> None:
        self.kid = kid
        self.algorithms = algorithms
        self.material = material
        self.identity = identity
        self.trusted_until = 0.0


class OddKey(ValueError):
    """What stands among the keys of a provider and cannot be one."""


def keys_of(jwks: Mapping[str, object]) -> tuple[TrustedKey, ...]:
    """Give the usable keys of a JWKS document; raise ValueError when it is not one.

    What is no key is passed over: it must not keep the others from being trusted.
    """
    entries = jwks.get("keys")
    if not isinstance(entries, list) or len(entries) > MOST_KEYS:
        raise ValueError("no list of keys")
    found: list[TrustedKey] = []
    for number, entry in enumerate(entries):
        try:
            key = _key(entry)
        except OddKey as error:
            log.warning("oidc_key_passed_over", number=number, why=str(error))
            continue
        if key is not None:
            found.append(key)
    return tuple(found)


def _key(entry: object) -> TrustedKey | None:
    """Give a key; nothing where it is one for other uses; raise OddKey where it is none."""
    jwk = _well_formed(entry)
    if not _meant_for_signatures(jwk):
        return None
    algorithms = VERIFIES.get((jwk.get("kty"), jwk.get("crv")), ())
    if "alg" in jwk:
        algorithms = tuple(name for name in algorithms if name == jwk["alg"])
    if not algorithms:
        return None
    material = _material(jwk, algorithms[0])
    if isinstance(material, RSAPublicKey) and material.key_size not in RSA_BITS:
        raise OddKey(f"its length of {material.key_size} bits is out of bounds")
    identity = tuple(str(jwk.get(part)) for part in PUBLIC_PARTS)
    return TrustedKey(jwk.get("kid"), algorithms, material, identity)


def _well_formed(entry: object) -> dict[str, Any]:
    """Give what has the form of a key, whatever it holds."""
    if not isinstance(entry, dict):
        raise OddKey("it is no object")
    for name in TEXTS:
        if not isinstance(entry.get(name), str | None):
            raise OddKey(f"its {name} is no text")
    return entry


def _material(jwk: dict[str, Any], algorithm: str) -> Material:
    try:
        material: Material = PyJWK(jwk, algorithm=algorithm).key
    except Exception as error:  # whatever the libraries make of it, it is no key
        raise OddKey(f"it cannot be read ({type(error).__name__})") from None
    return material


def _meant_for_signatures(jwk: Mapping[str, object]) -> bool:
    """Tell whether a key is a public one whose use (RFC 7517, 4.2 and 4.3) allows verifying."""
    operations = jwk.get("key_ops", ["verify"])
    return (
        "d" not in jwk
        and jwk.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
    )
