"""Reads the lists of words in `words/`: one phrase a line, in sections, with comments.

`# Danish` is a comment and `[likely]` begins a section; what stands before the first one belongs
to a section without a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

_BEGINNING = 4  # letters
_WORD_BEGINS = r"\b"
_WORDS = Path(__file__).with_name("words")


def phrases(name: str, *sections: str) -> list[str]:
    """The phrases of a list, or those of some of its sections alone, in their order."""
    return [phrase for section, phrase in _lines(name) if not sections or section in sections]


def longest_first(name: str, *sections: str) -> list[str]:
    """The same, so that in a pattern no phrase hides a longer one that it begins."""
    return sorted(phrases(name, *sections), key=len, reverse=True)


def one_of(name: str, *sections: str) -> str:
    """A pattern for any of the phrases of a list whose lines are patterns."""
    return "|".join(phrases(name, *sections))


def any_of(name: str, *sections: str) -> str:
    """The same pattern, where it matters only whether one is there: what begins with a word is
    tried at the beginnings of words alone, which takes a third of the time."""
    every = phrases(name, *sections)
    at_words = [one.removeprefix(_WORD_BEGINS) for one in every if one.startswith(_WORD_BEGINS)]
    others = [one for one in every if not one.startswith(_WORD_BEGINS)]
    return "|".join([rf"\b(?:{'|'.join(at_words)})", *others] if at_words else others)


def holds_one(text: str, words: Sequence[str]) -> bool:
    """Whether one of the words is in a text."""
    for word in words:  # noqa: SIM110 - a loop takes half the time of any()
        if word in text:
            return True
    return False


class Hints:
    """Literals of which one is in each text that holds one of some phrases: a fast look.

    Phrases with one beginning share it, and those in letters of other alphabets are looked for only
    where a text has such letters.
    """

    __slots__ = ("_everywhere", "_in_other_letters")

    def __init__(self, words: Sequence[str]) -> None:
        shared = Counter(word[:_BEGINNING] for word in words)
        hints = {word[:_BEGINNING] if shared[word[:_BEGINNING]] > 1 else word for word in words}
        self._everywhere = tuple(sorted(filter(str.isascii, hints)))
        self._in_other_letters = tuple(sorted(hints.difference(self._everywhere)))

    def may_be_in(self, text: str) -> bool:
        """Whether one of the phrases can be in a text."""
        if holds_one(text, self._everywhere):
            return True
        return not text.isascii() and holds_one(text, self._in_other_letters)


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """Each phrase with the section in which it stands."""
    section = ""
    for line in (_WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            yield section, line
