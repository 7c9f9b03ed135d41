"""Who is calling: the person or service that a verified token names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

INCLUDED_IN = {
    "reader": frozenset({"reader", "writer", "admin"}),
    "writer": frozenset({"writer", "admin"}),
    "admin": frozenset({"admin"}),
}
"""Role → the roles that include it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose token was verified; `kind` is human or service."""

    sub: str
    org: str
    roles: frozenset[str]
    kind: str
    issuer: str
    claims: Mapping[str, object]

    def has(self, role: str) -> bool:
        """Tell whether the caller holds this role, or one that includes it."""
        return not self.roles.isdisjoint(INCLUDED_IN.get(role) or (role,))
