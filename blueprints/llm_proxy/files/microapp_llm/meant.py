"""What somebody probably meant who wrote a name that nobody knows here."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

NEAR = 0.7
LONGEST = 64
MOST = 200
"""A caller may send unknown names: looking for a near one must stay cheap."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Give ` Did you mean …?`, to put behind a sentence, or nothing when no name is near."""
    if len(name) > LONGEST:
        return ""
    names = sorted({one for one in known if one != name and len(one) <= LONGEST})[:MOST]
    small = {one.casefold(): one for one in reversed(names)}
    near = get_close_matches(name.casefold(), small, n=1, cutoff=NEAR)
    return f" Did you mean {small[near[0]]}?" if near else ""
