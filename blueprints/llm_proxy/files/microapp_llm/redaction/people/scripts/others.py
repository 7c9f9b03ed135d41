"""Finds names in scripts without capitals, by lists alone: two names side by side are a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import listed
from microapp_llm.redaction.phrases import one_of

# Bengali, Gujarati, Odia, Tamil, Sinhala, Thai, Georgian, Armenian
LETTERS = (
    "\u0531-\u0587\u0980-\u09ff\u0a80-\u0aff\u0b00-\u0bff\u0d80-\u0dff\u0e01-\u0e4e\u10d0-\u10ff"
)
_WORD = re.compile(f"[{LETTERS}]{{2,40}}")
_TITLE = re.compile(one_of("scripts/others", "joined titles"))
_LONGEST_ENDING = 3
_MOST_WORDS = 4
_SHORTEST_STEM = 3
_SHORTEST_TITLED = 3


def in_other_lists(text: str) -> Iterator[Found]:
    """Every name of two listed words, the last one with an ending of its language or without."""
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        start, is_titled = _begins(words[at])
        end = at + 1
        if start >= 0:
            while end < len(words) and end - at < _MOST_WORDS and _goes_on(text, words, end):
                end += 1
            if is_titled or end > at + 1:
                yield Found(start, words[end - 1].end(), "name")
        at = end


def _begins(word: re.Match[str]) -> tuple[int, bool]:
    """Where a given name begins in this word, or -1; and whether a title is joined to it."""
    given = listed("other_given")
    if word[0] in given:
        return word.start(), False
    for title in _TITLE.finditer(word[0]):
        name = word[0][title.end() :]
        if len(name) > _SHORTEST_TITLED and name in given:
            return word.start() + title.end(), True
    return -1, False


def _goes_on(text: str, words: list[re.Match[str]], at: int) -> bool:
    if text[words[at - 1].end() : words[at].start()] not in (" ", "\u00a0"):
        return False
    word, given, family = words[at][0], listed("other_given"), listed("other_family")
    if word in family or word in given:
        return True
    stems = [word[:-cut] for cut in range(1, _LONGEST_ENDING + 1)]
    stems.append(word[:-2] + "\u10d4")  # Georgian puts its endings in place of an "e"
    return any(len(stem) >= _SHORTEST_STEM and (stem in family or stem in given) for stem in stems)
