"""Says at the cost of one pass which keys a text can hold at all: most texts hold none.

A key is a long run of characters without a space. So the text is cut into words, the short ones are
dropped, and the literals that keys begin with are looked for in the few that are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

SHORTEST = 16
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~"
_CUT = bytes(byte if byte in _ALPHABET else 32 for byte in range(256))


def long_words(text: bytes) -> bytes:
    """The words of the text that could be a key, each once, with spaces between."""
    long = {word for word in text.translate(_CUT).split() if len(word) >= SHORTEST}
    return b" ".join(word for word in long if not _is_a_name(word))


def _is_a_name(word: bytes) -> bool:
    """Whether it is small letters and marks only, as what people name mostly is."""
    return word.islower() and word.translate(None, b"_-.~").isalpha()


def literals_in(words: bytes, literals: tuple[str, ...]) -> set[str]:
    """Those of the literals that are in the words."""
    return {match.decode() for match in _any_of(literals).findall(words)}


@cache
def _any_of(literals: tuple[str, ...]) -> re.Pattern[bytes]:
    """A pattern that finds the longest literal at each place, with common beginnings shared."""
    tree: dict[str, Any] = {}
    for literal in literals:
        node = tree
        for letter in literal:
            node = node.setdefault(letter, {})
        node[""] = {}
    return re.compile(_spelt(tree).encode())


def _spelt(tree: dict[str, Any]) -> str:
    ends = "" in tree
    ways = [re.escape(letter) + _spelt(below) for letter, below in sorted(tree.items()) if letter]
    if not ways:
        return ""
    return f"(?:{'|'.join(ways)}){'?' if ends else ''}"


def without_prefixes(literals: Iterable[str]) -> tuple[str, ...]:
    """The literals that do not begin with another: the shorter one opens the gate for both."""
    every = set(literals)
    return tuple(
        sorted(
            word for word in every if not any(word[:end] in every for end in range(1, len(word)))
        )
    )
