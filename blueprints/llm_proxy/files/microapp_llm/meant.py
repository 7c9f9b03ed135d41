"""What somebody probably meant who wrote a name that nobody knows here."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

NEAR = 0.7
LONGEST = 40
ALSO_CALLED = {"max_tokens": "max_output_tokens", "max_completion_tokens": "max_output_tokens"}
"""What providers call a field of ours, where another name looks nearer."""
MOST = 60
"""A caller may send unknown names: looking for a near one must stay cheap."""


def did_you_mean(name: str, known: Iterable[str], *, near: float = NEAR) -> str:
    """Give ` Did you mean …?`, to put behind a sentence, or nothing when no name is near.

    `near` is how much of it a name must have in common; the same words in another order do.
    Of many names those that begin with the same letter are looked at first, and the others perhaps
    not at all.
    """
    if len(name) > LONGEST:
        return ""
    given = name.casefold()
    small = {one.casefold(): one for one in known if one != name and len(one) <= LONGEST}
    if ALSO_CALLED.get(given) in small:
        return f" Did you mean {ALSO_CALLED[given]}?"
    nearer = sorted(small, key=lambda one: (one[:1] != given[:1], one))[:MOST]
    words = sorted(given.split("_"))
    same = [one for one in nearer if sorted(one.split("_")) == words]
    found = same or get_close_matches(given, nearer, n=1, cutoff=near)
    return f" Did you mean {small[found[0]]}?" if found else ""
