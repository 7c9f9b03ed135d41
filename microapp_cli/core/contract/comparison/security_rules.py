"""The rule for security: whoever could call before must still be able to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from microapp_cli.core.contract.comparison.endpoints import Endpoint
from microapp_cli.core.contract.comparison.fingerprints import Fingerprints
from microapp_cli.core.contract.comparison.moves import Effect, Move
from microapp_cli.core.contract.comparison.places import Place

Way = Mapping[int, frozenset[str]]
"""One way to be let in: schemes, each by what it is and not by its name, with their scopes."""


@dataclass(frozen=True)
class Doors:
    """All the ways to be let in to an operation, and where that is written."""

    pointer: str
    ways: tuple[Way, ...]


def changes_of_security(
    old: Endpoint, new: Endpoint, old_root: Place, new_root: Place
) -> Iterator[Move]:
    """What changed for callers who hold what was enough before."""
    before, after = _doors(old, old_root), _doors(new, new_root)
    shut = [way for way in before.ways if not any(_opens(way, door) for door in after.ways)]
    opened = [door for door in after.ways if not any(_opens(door, way) for way in before.ways)]
    if shut:
        rule, what = _why_shut(shut, after.ways)
        yield Move(rule, Effect.TIGHTENED, after.pointer, False, what)
    elif opened or len(after.ways) != len(before.ways):
        free = any(not way for way in after.ways)
        what = "no sign-in is needed any more" if free else "there is a further way to sign in"
        yield Move("security", Effect.LOOSENED, after.pointer, False, what)


def _why_shut(shut: list[Way], after: tuple[Way, ...]) -> tuple[str, str]:
    if any(not way for way in shut):
        return "security", "a sign-in is needed now"
    if any(door.keys() <= way.keys() for way in shut for door in after):
        return "security-scopes", "more scopes are needed now"
    return "security", "what was enough to sign in is not enough any more"


def _opens(held: Way, door: Way) -> bool:
    return all(scheme in held and scopes <= held[scheme] for scheme, scopes in door.items())


def _doors(endpoint: Endpoint, root: Place) -> Doors:
    own = "security" in endpoint.operation.fields
    place = endpoint.operation.at("security") if own else root.at("security")
    ways = tuple(_way(entry, root) for _, entry in place.each())
    return Doors(
        place.pointer if own or place.entries else endpoint.operation.pointer, ways or ({},)
    )


def _way(entry: Place, root: Place) -> Way:
    fingerprints = Fingerprints()
    return {
        fingerprints.of(root.at("components", "securitySchemes", name)): frozenset(
            str(scope) for scope in scopes.entries
        )
        for name, scopes in entry.each()
    }
