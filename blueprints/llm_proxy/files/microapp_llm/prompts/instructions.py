"""The instructions of a prompt as words, so that an answer that repeats them can be told.

Words count, not how they are set: capitals, blanks, signs and invisible characters change nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate, pairwise

from microapp_llm.redaction.plain import plain

RUN = 12  # so many words in a row are told, not said by chance
FEWEST_LETTERS = 40  # of such a run: words may be short, or single signs as in Chinese
BLOCK = RUN // 2  # every run holds a whole block, wherever the blocks of a text begin
LONGEST_WORD = 64  # longer than any word
_CASELESS = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CASELESS}]|[^\W_{_CASELESS}]+")
_SPACED = bytes(code if chr(code).isalnum() and code < 128 else ord(" ") for code in range(256))


class Instructions:
    """The words of a prompt that its system messages always hold, to be found again."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.runs: set[str] = set()
        self.blocks: set[str] = set()
        self.pairs: set[tuple[str, str]] = set()
        for words in map(words_of, texts):
            told = {at: run for at in range(len(words)) if (run := run_at(words, at))}
            self.runs |= set(told.values())
            inside = {at + more for at in told for more in range(RUN - BLOCK + 1)}
            self.blocks |= {joined(words, at, BLOCK) for at in inside}
            self.pairs |= set(pairwise(words)) if told else set()


def words_of(text: str) -> list[str]:
    """Give the words of a text as they are meant."""
    return split(plain(text).text.casefold())


def split(text: str) -> list[str]:
    """Give the words of a text in small letters."""
    if text.isascii():
        return text.encode().translate(_SPACED).decode().split()
    return _WORD.findall(text)


def run_at(words: list[str], start: int) -> str:
    """Give the shortest run from a word on that is long enough; nothing if there is none."""
    found = words[start : start + FEWEST_LETTERS]
    letters = list(accumulate(map(len, found)))
    number = max(RUN, bisect_left(letters, FEWEST_LETTERS) + 1)
    if number > len(found) or max(map(len, found[:number])) > LONGEST_WORD:
        return ""
    return " ".join(found[:number])


def joined(words: list[str], start: int, number: int) -> str:
    """Give some words as one text."""
    return " ".join(words[start : start + number])


NO_INSTRUCTIONS = Instructions()
