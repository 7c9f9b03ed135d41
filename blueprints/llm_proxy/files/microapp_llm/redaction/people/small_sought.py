"""Finds given names in small letters of those who are looked for: "is roos er al?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_given, listed
from microapp_llm.redaction.phrases import longest_first, phrases

_NAME = r"[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?"
_THERE = longest_first("small_letters/sought", "there")
_SEEN = longest_first("small_letters/sought", "seen")
_IS = "|".join(phrases("small_letters/sought", "is"))
_SOUGHT = re.compile(
    r"(?:\A|(?<=[.!?,\n] )|(?<=\n))"
    rf"(?:(?:{_IS}) (?P<is>{_NAME}) (?:{'|'.join(_THERE)})"
    rf"|(?:{'|'.join(_SEEN)}) (?P<seen>{_NAME}))(?![\w@'-])"
)
_THERES = frozenset(phrase.rpartition(" ")[2] for phrase in _THERE)
_BEFORE = frozenset(phrases("small_letters/sought", "is"))
_SEEING = frozenset(max(re.split("[ ']", phrase), key=len) for phrase in _SEEN)


def sought(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Every such name in a text of these words."""
    if _SEEING.isdisjoint(words) and (_THERES.isdisjoint(words) or _BEFORE.isdisjoint(words)):
        return
    for match in _SOUGHT.finditer(text):
        group = "is" if match["is"] else "seen"
        if _is_name(match[group]):
            yield Found(*match.span(group), "name")


def _is_name(word: str) -> bool:
    if word in listed("no_names") or word != word.lower():
        return False
    return any(is_given(part.title()) for part in word.split("-"))
