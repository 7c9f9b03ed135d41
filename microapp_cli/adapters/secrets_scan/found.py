"""A secret as the searches hand it on: which bytes, and what they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Found(NamedTuple):
    """The bytes from start up to end are a secret of this kind."""

    start: int
    end: int
    kind: str


def apart(found: Iterable[Found]) -> list[Found]:
    """The secrets by place; of two that overlap, the one named first: it knows more."""
    kept: list[Found] = []
    last = -1
    for _, one in sorted(enumerate(found), key=lambda pair: (pair[1].start, pair[0])):
        if one.start >= last:
            kept.append(one)
            last = one.end
    return kept
