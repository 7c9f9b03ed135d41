"""Labels of the actions of a connector: in words, and no two alike."""

from __future__ import annotations

SMALL = frozenset(("a", "an", "and", "as", "at", "by", "for", "from", "in", "into"))
SMALL |= {"of", "on", "or", "the", "to", "with"}
"""Words that stay small in the middle of a title."""


class Labels:
    """Gives each label once, within so many characters; the next one alike gets a number."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: dict[str, int] = {}

    def of(self, label: str) -> str:
        """Give this label, or the first one near it that is free."""
        text = label[: self._most].strip()
        count = self._counts.get(text.casefold(), 0)
        made = text
        while made.casefold() in self._counts:
            count += 1
            number = f" {count}"
            made = f"{text[: self._most - len(number)].rstrip()}{number}"
        self._counts[text.casefold()] = max(count, 1)
        self._counts.setdefault(made.casefold(), 1)
        return made


def as_title(text: str) -> str:
    """Give a sentence as a title: `Run a stored prompt.` as Run a Stored Prompt."""
    words = text.strip().rstrip(".").split()
    big = [n == 0 or word.lower() not in SMALL for n, word in enumerate(words)]
    return " ".join(
        word[:1].upper() + word[1:] if is_big else word
        for word, is_big in zip(words, big, strict=True)
    )
