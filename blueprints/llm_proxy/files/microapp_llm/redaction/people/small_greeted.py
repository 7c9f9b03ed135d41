"""Finds given names in small letters that are words besides: "hi rose,", "deniz'e ilettim"."""

from __future__ import annotations

from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.around import has_turkish_ending, is_greeting
from microapp_llm.redaction.people.lists import listed
from microapp_llm.redaction.people.small_lists import small_word_names
from microapp_llm.redaction.people.small_places import places

_MARKS = (",", "!", "\n", "")
_TITLES = tuple(f" {title}{end}" for title in ("bey", "han\u0131m") for end in (" ", "'", ",", "."))
_LONGEST = 20  # letters of a greeting
_ENDEARMENTS = frozenset(("love", "dear", "honey", "angel", "prince", "king", "sunny", "boss"))


def greeted(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Every such name in a text of these words."""
    names = (
        ((small_word_names() & words) | (listed("given") & words))
        - _ENDEARMENTS
        - listed("no_names")
    )
    for start, end in places(text, names) if names else ():
        is_titled = text.startswith(_TITLES, end)
        if is_titled or _is_greeted(text, start, end) or _is_in_turkish(text, end):
            yield Found(start, end, "name")


def _is_greeted(text: str, start: int, end: int) -> bool:
    """Whether a line begins with a greeting, and this word and a mark are all that follow."""
    if text[end : end + 1] not in _MARKS or not is_greeting(text, start):
        return False
    line = text[max(0, start - _LONGEST) : start].rpartition("\n")[2]
    return len(line) < _LONGEST and len(line.split()) < 3


def _is_in_turkish(text: str, end: int) -> bool:
    """Whether an apostrophe and an ending follow, which Turkish writes behind names alone."""
    return text[end : end + 1] in ("'", "\u2019") and has_turkish_ending(text, end)
