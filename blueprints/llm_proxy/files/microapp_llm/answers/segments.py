"""Cuts a stream into stretches no finding crosses, at the same places however it arrives.

A stretch ends after a plain word: small letters alone, which no finding holds, or a word with a
capital that begins nobody's name, as most sentences do. A run of numbers or of other words with
capitals stays together, within bounds, so that nothing is held back for long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from microapp_llm.redaction.calm import begins_no_name, begins_none_here
from microapp_llm.redaction.plain import plain

LONGEST = 4096
_KEPT = 1024
_MOST_WORDS, _KEPT_WORDS = 24, 8
_CASELESS_RUN = 48
_CASELESS = re.compile(
    rf"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{{{_CASELESS_RUN}}}"
)
_KEPT_CASELESS = 8
_COMMAS = "\u3001\uff0c"
_END = re.compile(rf"\s|(?<=[\"}}\]]),|[\u3002\uff01\uff1f\uff1b{_COMMAS}]")
_LONG_WORD = 16  # from here on it may be a key
_EDGES = ".,;!?()\"'*_"
_PARTICLES = frozenset(
    (
        *(
            "da",
            "das",
            "de",
            "del",
            "della",
            "der",
            "di",
            "do",
            "dos",
            "du",
            "e",
            "el",
            "la",
            "las",
        ),
        *(
            "le",
            "les",
            "los",
            "of",
            "ten",
            "ter",
            "van",
            "vom",
            "von",
            "y",
            "zu",
            "zum",
            "zur",
            "i",
        ),
        *("og", "och", "av", "af", "an", "al", "bin", "ibn", "ben", "bint"),
    )
)
_ARMOUR, _ARMOUR_END = "-----BEGIN", "-----END"
_PLAIN_RUN = re.compile(
    rf"(?:(?!(?:{'|'.join(sorted(_PARTICLES))})[.,;!?]{{0,3}} )[a-z]{{1,12}}[.,;!?]{{0,3}} )+"
)
"""Words that are each a stretch of its own: plain, no particle, one space after it."""
Joins = Callable[[str], bool]
Quiet = Callable[[str], bool]
Straddled = Callable[[str, int], int]


def is_plain(word: str) -> bool:
    """Whether the word is small letters alone and short, as most words are."""
    bare = word.strip(_EDGES)
    return (
        len(word) < _LONG_WORD
        and bare.isalpha()
        and bare.islower()
        and (bare.isascii() or plain(bare).text == bare)
    )


class Segments:
    """Hands out stretches of a stream as soon as they are whole.

    `joins` says whether a phrase could go on after this text; `straddled` where a cut has to go
    that falls into a finding; `quiet` whether a run of plain words holds nothing to be found, so
    that its stretches can be handed out as one.
    """

    def __init__(self, joins: Joins, straddled: Straddled, quiet: Quiet) -> None:
        self._joins = joins
        self._straddled = straddled
        self._quiet = quiet
        self._held = ""
        self._is_led = False  # the next word stands right behind one with a capital

    def feed(self, text: str) -> Iterator[tuple[str, bool]]:
        """The stretches that are whole now, and whether each is known to hold nothing.

        A long text is taken piece by piece: what is left of it is not copied for each stretch.
        """
        for start in range(0, len(text), LONGEST):
            self._held += text[start : start + LONGEST]
            yield from self._whole_ones()

    def _whole_ones(self) -> Iterator[tuple[str, bool]]:
        while self._held:
            run = None if self._is_led else _PLAIN_RUN.match(self._held)
            quiet = run is not None and self._quiet(run[0])
            cut = run.end() if run and quiet else self._cut()
            if not cut:
                return
            whole, self._held = self._held[:cut], self._held[cut:]
            self._is_led = whole[0].isupper() and whole.count(" ") == 1
            yield whole, quiet

    def finish(self) -> str:
        """What is left when the stream has ended."""
        held, self._held = self._held, ""
        return held

    def _cut(self) -> int:
        """Where the first stretch ends, or 0: depends on no character after its end but in bounds.

        Of the reasons to cut, the one that shows first in the text counts.
        """
        text = self._held
        word_start = 0
        for words, end in enumerate(_END.finditer(text), start=1):
            if end.start() >= LONGEST or _holds_caseless(text, word_start, end.start()):
                break
            if self._ends(text, word_start, end):
                return end.end()
            if words >= _MOST_WORDS and not self._in_armour(text[: end.end()]):
                return self._forced(text[: end.end()], _last_words(text, end.end()))
            word_start = end.end()
        caseless = _CASELESS.search(text, word_start, LONGEST)
        first, kept = (caseless.end(), _KEPT_CASELESS) if caseless else (LONGEST, _KEPT)
        return self._forced(text[:first], first - kept) if len(text) >= first else 0

    def _ends(self, text: str, word_start: int, end: re.Match[str]) -> bool:
        word = text[word_start : end.start()]
        if end[0].isspace() and end[0] not in "\r\n":
            if not (_is_settled(word) if word_start else _opens(word, text[end.end() :][:1])):
                return False
        elif end[0] in _COMMAS:
            if word_start or not begins_no_name(word):
                return False
        elif self._in_armour(text[: end.end()]):
            return False
        return not self._joins(text[: end.start()])

    def _in_armour(self, text: str) -> bool:
        begun = text.rfind(_ARMOUR)
        return begun >= 0 and text.find(_ARMOUR_END, begun) < 0

    def _forced(self, window: str, cut: int) -> int:
        """The cut, moved before the finding it falls into, if that is not where all begins."""
        at = self._straddled(window, cut)
        is_early = len(window) > _KEPT and at < len(window) // 2  # it would be searched again
        return len(window) if is_early else at or len(window)


def _is_settled(word: str) -> bool:
    return is_plain(word) and word.strip(_EDGES) not in _PARTICLES


def _opens(word: str, following: str) -> bool:
    """Whether a stretch may end after its first word, as no finding goes on from there."""
    if is_plain(word):
        return _is_settled(word)
    bare = word.strip(_EDGES)
    if len(word) >= _LONG_WORD:
        return False
    return begins_no_name(bare) or (following.islower() and begins_none_here(bare))


def _holds_caseless(text: str, start: int, end: int) -> bool:
    is_long = end - start >= _CASELESS_RUN
    return is_long and _CASELESS.search(text, start, end) is not None


def _last_words(text: str, end: int) -> int:
    """Where the last few words before the end begin."""
    ends = [match.end() for match in _END.finditer(text, 0, end)]
    return ends[-_KEPT_WORDS - 1]
