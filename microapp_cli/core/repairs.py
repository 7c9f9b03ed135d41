"""What `microapp fix` would change in a repository, and what it leaves for a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Repair:
    """One file, as it is to be."""

    path: str
    content: bytes
    why: str
    """Such as `as the layers bring it` or `formatted`."""
    details: tuple[str, ...] = ()
    is_made_again: bool = False
    """Whether all that is lost can be derived anew, so that nothing is lost."""


@dataclass(frozen=True)
class Repairs:
    """All that can be repaired safely, and what cannot."""

    name: str
    repairs: tuple[Repair, ...]
    left: tuple[str, ...]
