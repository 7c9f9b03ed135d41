"""Where names in small letters stand in a text, each as a word of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FEW = 8
_WORD = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]{2,})*")


def places(text: str, names: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where each of these names begins and ends."""
    if len(names) > _FEW:
        for match in _WORD.finditer(text):
            if match[0] in names:
                yield match.span()
        return
    for name in names:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if not text[end : end + 1].isalpha() and not (at and text[at - 1].isalpha()):
                yield at, end
            at = text.find(name, end)
