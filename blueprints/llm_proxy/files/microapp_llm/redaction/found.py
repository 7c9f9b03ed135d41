"""A finding: which characters of a text are a person's data, and of which kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Found(NamedTuple):
    """The characters from start up to end are of this kind."""

    start: int
    end: int
    kind: str


def apart(found: Iterable[Found]) -> list[Found]:
    """The findings by place; of two that overlap, the one found first, with what the other adds.

    What overlaps is joined, so that no end of an address sticks out of what is hidden.
    """
    joined: list[tuple[Found, int]] = []
    by_place = sorted(enumerate(found), key=lambda pair: (pair[1].start, pair[0]))
    for rank, one in by_place:
        if not joined or one.start >= joined[-1][0].end:
            joined.append((one, rank))
            continue
        last, last_rank = joined[-1]
        kind = one.kind if rank < last_rank else last.kind
        both = Found(last.start, max(last.end, one.end), kind)
        joined[-1] = (both, min(rank, last_rank))
    return [one for one, _ in joined]
