"""Tells that an answer repeats the instructions of a stored prompt, or the mark before them.

Words count, not how they are set: capitals, blanks, signs and invisible characters change nothing.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from math import lcm

from microapp_llm.prompts.instructions import (
    BLOCK,
    FEWEST_LETTERS,
    LONGEST_WORD,
    Instructions,
    joined,
    run_at,
    split,
    words_of,
)
from microapp_llm.redaction.plain import Plain, plain, shown

MARK, INSTRUCTIONS = "canary", "instructions"
_TRIMMED = 50 * BLOCK
_BREAKING = ("\\", "&", "%", "=", "\x1b")  # what a break that a program writes begins with
_BEFORE_A_BREAK = 4096  # characters that lead up to the first one
_WAITING = 48  # characters without a digit that a stream may go on before it is looked at
_SHARP = re.compile(r"[0-9]|[^\x00-\x7f]")
_UNFINISHED = re.compile(
    r"(?:&(?:[a-z]{0,7}|#[0-9]{0,8}|#x[0-9a-f]{0,7})|%[0-9a-f]?|=[03]?|\x1b(?:\[[0-9;?]{0,12})?"
    r"|\\{1,8}(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?)\Z",
    re.IGNORECASE,
)
"""A sign written in other signs, such as `&#64;`, of which the rest is still to come."""
Said = Callable[[], Iterable[str]]


def nothing_said() -> Iterable[str]:
    """Give no words of a caller."""
    return ()


class Leaks:
    """What must not be told of one call: its mark, and its instructions.

    `said` gives the caller's own words, which may come back even if the instructions hold them too.
    """

    def __init__(self, mark: str | None, instructions: Instructions, said: Said) -> None:
        self.needles = _needles(mark) if mark else ()
        self.runs = instructions.runs
        self.blocks = instructions.blocks
        self.pairs = instructions.pairs
        self._said = said

    def __bool__(self) -> bool:
        return bool(self.needles or self.runs)

    def holds(self, words: list[str], at: int) -> bool:
        """Whether a block of the instructions, found at a word, is part of a whole run of them."""
        runs = self.runs.intersection(run_at(words, n) for n in range(max(0, at - BLOCK), at + 1))
        if not runs:
            return False
        said = [f" {' '.join(words_of(text))} " for text in self._said()]
        return any(not any(f" {run} " in text for text in said) for run in runs)


class LeakWatch:
    """Follows one answer; however it arrives, the same is told at the same word at the latest.

    Where it may hold a break that a program writes, such as "\\n", it is read in two ways from
    there on: as it stands, and with the break.
    """

    def __init__(self, leaks: Leaks) -> None:
        self._leaks = leaks
        self._shown = _Watch(leaks, shown)
        self._meant: _Watch | None = None
        self._last = ""

    def feed(self, text: str) -> str | None:
        """The kind of what an answer tells, now that it has gone on like this."""
        return self._shown.feed(text) or (self._also(text, _Watch.feed))

    def finish(self) -> str | None:
        """The kind of what an answer tells, now that it has ended."""
        return self._shown.finish() or (self._meant.finish() if self._meant else None)

    def tells(self, text: str) -> str | None:
        """The kind of what a whole answer tells."""
        return self._shown.tells(text) or self._also(text, _Watch.tells)

    def _also(self, text: str, read: Callable[[_Watch, str], str | None]) -> str | None:
        if self._meant is None:
            if not any(sign in text for sign in _BREAKING):
                self._last = (self._last + text)[-_BEFORE_A_BREAK:]
                return None
            self._meant = _Watch(self._leaks, plain)
            text, self._last = self._last + text, ""
        return read(self._meant, text)


class _Watch:
    """Follows one answer, read in one way."""

    def __init__(self, leaks: Leaks, read: Callable[[str], Plain]) -> None:
        self._leaks = leaks
        self._read = read
        self._longest = max(map(len, leaks.needles), default=1)
        self._waiting = ""  # what has not been looked at
        self._calm = True  # whether no mark and no run may have begun
        self._squeezed = ""
        self._begun = ""  # the beginning of a word
        self._coded = ""  # and, behind it, of a sign written in other signs
        self._words: list[str] = []
        self._next = 0  # where the next block begins
        self._found: list[int] = []  # blocks whose runs may still grow

    def feed(self, text: str) -> str | None:
        """The kind of what an answer tells, now that it has gone on like this."""
        self._waiting += text
        if self._calm and len(self._waiting) < _WAITING and not _SHARP.search(text):
            return None
        text, self._waiting = self._waiting, ""
        return self._looked_at(text)

    def finish(self) -> str | None:
        """The kind of what an answer tells, now that it has ended."""
        return self._looked_at(f"{self._waiting} ")

    def tells(self, text: str) -> str | None:
        """The kind of what a whole answer tells."""
        return self._looked_at(f"{text} ")

    def _looked_at(self, text: str) -> str | None:
        text = self._coded + text
        unfinished = _UNFINISHED.search(text)
        whole = unfinished.start() if unfinished else len(text)
        text, self._coded = text[:whole], text[whole:]
        meant = self._begun + self._read(text).text.casefold()
        self._begun = ""
        words = split(meant)
        if words and meant[-1].isalnum() and len(words[-1]) < LONGEST_WORD:
            self._begun = words.pop()
        if self._marked(words):
            return MARK
        if self._leaks.runs and words and self._repeats(words):
            return INSTRUCTIONS
        self._calm = self._calm and not self._nears()
        return None

    def _nears(self) -> bool:
        """Whether a run of the instructions may go on: then every word is looked at as it comes."""
        return bool(self._found) or tuple(self._words[-2:]) in self._leaks.pairs

    def _marked(self, words: list[str]) -> bool:
        self._squeezed = self._squeezed[-self._longest :] + "".join(words)
        said = self._squeezed + self._begun
        self._calm = not (self._coded or _SHARP.search(said[-self._longest :]))
        return any(needle in said for needle in self._leaks.needles)

    def _repeats(self, fresh: list[str]) -> bool:
        words, blocks = self._words, self._leaks.blocks
        words += fresh
        last = len(words) - BLOCK
        while self._next <= last:
            if joined(words, self._next, BLOCK) in blocks:
                self._found.append(self._next)
            self._next += BLOCK
        if self._found:
            if any(self._leaks.holds(words, at) for at in self._found):
                return True
            self._found = [at for at in self._found if at + FEWEST_LETTERS > len(words)]
        if len(words) > _TRIMMED:
            self._trim()
        return False

    def _trim(self) -> None:
        gone = max(0, min([self._next, *self._found]) - BLOCK)
        del self._words[:gone]
        self._next -= gone
        self._found = [at - gone for at in self._found]


@lru_cache(maxsize=1024)
def _needles(mark: str) -> tuple[str, ...]:
    """Give the ways a mark is looked for: plain, backwards, in hexadecimal, base32 and base64."""
    plainly = "".join(words_of(mark))
    raw = plainly.encode()
    coded = {*_in_base(base64.b64encode, 6, raw), *_in_base(base64.b32encode, 5, raw)}
    return tuple(sorted({plainly, plainly[::-1], raw.hex(), *coded}))


def _in_base(encode: Callable[[bytes], bytes], bits: int, raw: bytes) -> Iterable[str]:
    """Give what such a code makes of bytes, at each place they can have in a group of its own."""
    group = lcm(bits, 8) // 8
    for before in range(group):
        coded = encode(bytes(before) + raw + bytes(group)).decode()
        first, end = -(-before * 8 // bits), (before + len(raw)) * 8 // bits
        yield "".join(words_of(coded[first:end]))
