"""What can happen to a contract: effects, levels, and a change as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Whether somebody who uses the contract has to act."""

    BREAKING = "breaking"
    NON_BREAKING = "non-breaking"
    DOCUMENTATION = "documentation"


class Direction(StrEnum):
    """Which way the data of a change travels, seen from the caller."""

    REQUEST = "request"
    RESPONSE = "response"


class Effect(StrEnum):
    """What became of the values that are allowed, or of the thing itself."""

    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    NOTED = "noted"
    """A sign to callers, such as a deprecation."""
    REWORDED = "reworded"

    @property
    def reversed(self) -> Effect:
        """The effect of going back."""
        return REVERSED.get(self, self)


REVERSED = {
    Effect.TIGHTENED: Effect.LOOSENED,
    Effect.LOOSENED: Effect.TIGHTENED,
    Effect.REMOVED: Effect.ADDED,
    Effect.ADDED: Effect.REMOVED,
}
BREAKS: Mapping[Direction, frozenset[Effect]] = {
    Direction.REQUEST: frozenset({Effect.TIGHTENED, Effect.CHANGED, Effect.REMOVED}),
    Direction.RESPONSE: frozenset({Effect.LOOSENED, Effect.CHANGED, Effect.REMOVED}),
}


def level_of(direction: Direction, effect: Effect) -> Level:
    """A request may only allow more, an answer may only allow less, and nothing may go."""
    if effect is Effect.REWORDED:
        return Level.DOCUMENTATION
    return Level.BREAKING if effect in BREAKS[direction] else Level.NON_BREAKING


@dataclass(frozen=True)
class Move:
    """One thing that a rule saw."""

    rule: str
    effect: Effect
    pointer: str
    in_old: bool
    """Whether the pointer is one of the old document, because the thing is gone."""
    what: str


@dataclass(frozen=True)
class Change:
    """One difference between two contracts, and what it means to those who use them."""

    rule: str
    effect: Effect
    level: Level
    direction: Direction
    operations: tuple[str, ...]
    """Such as `GET /v1/notes`; nothing for what concerns the whole document."""
    pointer: str
    """A JSON pointer into `document`."""
    document: str
    """`old` for what is gone, else `new`."""
    what: str
    breaks: str
    """Whom it breaks and why; empty when it breaks nobody."""
    avoid: str
    """What to do instead; empty when it breaks nobody."""
