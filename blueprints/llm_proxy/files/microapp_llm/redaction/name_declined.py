"""Names of short lists in all the forms that their languages give them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from microapp_llm.redaction.inflected import forms

_LISTS = Path(__file__).with_name("names")
_SOURCES = {"given": "declined", "given_words": "declined", "family": "declined_family"}


def lines_of(name: str) -> list[list[str]]:
    """The lines of a list, as words; the first one says what the others are."""
    lines = (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines]


def declined(name: str) -> Iterator[str]:
    """What belongs to this list besides: names in all their forms, or those that are words too.

    A Latin name of another list stays one where only a word of another language is like it.
    """
    if name not in _SOURCES:
        return
    known = {word for line in lines_of("given") for word in line[1:]}
    if name == "family":  # what is given in Indonesia follows a given name as well
        yield from (one for sort, *words in lines_of("declined") if sort == "id" for one in words)
    for sort, *words in lines_of(_SOURCES[name]):
        if name == "given_words":
            is_any = sort == "sure_words"
            if is_any or sort == "words":
                yield from (one for one in words if is_any or one >= "\u0370" or one not in known)
        elif not sort.endswith("words"):
            yield from forms(sort, words)


def undeclined() -> frozenset[str]:
    """The given names of all lists as they stand there."""
    return frozenset(
        word for name in ("given", "declined") for line in lines_of(name) for word in line[1:]
    )
