"""What somebody probably meant who wrote a name that is not on offer."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 64


def near(name: str, known: Iterable[str], *, at_least: float = 0.7) -> str:
    """The known name that is nearest to this one, or nothing when none is near."""
    if len(name) > LONGEST:
        return ""
    from difflib import get_close_matches  # only who mistyped waits for it

    small = {one.casefold(): one for one in sorted(known, reverse=True)}
    found = get_close_matches(name.casefold(), small, n=1, cutoff=at_least)
    return small[found[0]] if found else ""


def did_you_mean(name: str, known: Iterable[str], *, at_least: float = 0.7) -> str:
    """A question to put behind a sentence, or nothing when no name is near."""
    meant = near(name, known, at_least=at_least)
    return f"Did you mean {meant}?" if meant else ""


def with_meant(sentence: str, name: str, known: Iterable[str]) -> str:
    """The sentence, and behind it what was probably meant, where that can be told."""
    return f"{sentence} {did_you_mean(name, known)}".rstrip()
