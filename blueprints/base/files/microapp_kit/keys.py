"""Public keys as a provider publishes them (JWKS), and which algorithms each may verify."""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.api_jwk import PyJWK
from jwt.exceptions import PyJWTError

Material = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey | bytes

ALGORITHMS = frozenset({"RS256", "PS256", "ES256", "EdDSA"})
VERIFIES: Mapping[tuple[object, object], tuple[str, ...]] = {
    ("RSA", None): ("RS256", "PS256"),
    ("EC", "P-256"): ("ES256",),
    ("OKP", "Ed25519"): ("EdDSA",),
}
"""Key type and curve → algorithms. What is not in this table is no key to us."""
PUBLIC_PARTS = ("kty", "crv", "n", "e", "x", "y", "kid", "alg")
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


def keys_of(jwks: Mapping[str, object]) -> tuple[TrustedKey, ...]:
    """Give the usable keys of a JWKS document; raise ValueError when it is not one."""
    entries = jwks.get("keys")
    if not isinstance(entries, list) or len(entries) > MOST_KEYS:
        raise ValueError("no list of keys")
    return tuple(key for entry in entries if (key := _key(entry)) is not None)


def _key(jwk: object) -> TrustedKey | None:
    if not isinstance(jwk, dict) or not _meant_for_signatures(jwk):
        return None
    algorithms = VERIFIES.get((str(jwk.get("kty")), jwk.get("crv")), ())
    if "alg" in jwk:
        algorithms = tuple(name for name in algorithms if name == jwk["alg"])
    if not algorithms:
        return None
    try:
        material = PyJWK(jwk, algorithm=algorithms[0]).key
    except (PyJWTError, ValueError, TypeError, KeyError):
        return None
    if isinstance(material, RSAPublicKey) and material.key_size not in RSA_BITS:
        return None
    kid = jwk.get("kid")
    identity = tuple(str(jwk.get(part)) for part in PUBLIC_PARTS)
    return TrustedKey(kid if isinstance(kid, str) else None, algorithms, material, identity)


def _meant_for_signatures(jwk: Mapping[str, object]) -> bool:
    """Tell whether a key is a public one whose use (RFC 7517, 4.2 and 4.3) allows verifying."""
    operations = jwk.get("key_ops", ["verify"])
    return (
        "d" not in jwk
        and jwk.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
    )
