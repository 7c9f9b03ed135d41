"""Finds names in small letters of those who are to be told: "reply to anna schmidt that"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import (
    ends_like_family,
    is_family,
    is_given,
    is_no_name,
)
from microapp_llm.redaction.people.shapes import PARTICLE_WORDS
from microapp_llm.redaction.phrases import longest_first, phrases

_TELLING = longest_first(
    "names_around/telling",
    *("asked", "asked, or a thing's", "told", "told, or a thing's", "told in Finnish"),
)
_TELLING_IN_FINNISH = phrases("names_around/telling", "told in Finnish")
_THATS = phrases("names_around/that")
_THAT = "|".join(_THATS)
_TOLD = re.compile(
    rf"(?<![\w@./-])(?:{'|'.join(_TELLING)}) "
    rf"(?P<name>[^\W\d_](?:[^\W\d_]|['-]|(?: (?!(?:{_THAT}) ))(?=[^\W\d_])){{1,40}}) (?:{_THAT}) "
)
_FINNISH = re.compile(
    rf"(?<![\w@./-])(?:{'|'.join(_TELLING_IN_FINNISH)}) "
    r"(?P<name>(?P<base>[^\W\d_]{2,20}?)i?lle)(?![\w@-])"
)
_WORDS_FOR_THAT = frozenset(_THATS)
_FIRST = frozenset(phrase.split()[0] for phrase in _TELLING)
_FIRST_IN_FINNISH = frozenset(phrase.split()[0] for phrase in _TELLING_IN_FINNISH)
_MOST_WORDS = 4


def told(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Every such name in a text of these words."""
    firsts = _FIRST & words
    if firsts and not _WORDS_FOR_THAT.isdisjoint(words):
        for match in _matches(_TOLD, text, firsts):
            if _is_name(match["name"].split(" ")):
                yield Found(*match.span("name"), "name")
    for match in _matches(_FINNISH, text, _FIRST_IN_FINNISH & firsts):
        if _is_finnish(match["base"]):
            yield Found(*match.span("name"), "name")


def _matches(
    pattern: re.Pattern[str], text: str, firsts: frozenset[str]
) -> Iterator[re.Match[str]]:
    """Where the pattern fits, which begins with one of these words."""
    for first in firsts:
        at = text.find(first)
        while at >= 0:
            match = pattern.match(text, at)
            if match:
                yield match
            at = text.find(first, at + len(first))


def _is_finnish(base: str) -> bool:
    bases = (base, f"{base[:-1]}{base[-2:-1]}{base[-1]}")  # Riitalle is said to Riitta
    return any(is_given(one.title()) for one in bases) and not is_no_name(base)


def _is_name(words: list[str]) -> bool:
    said = [word for word in words if word not in PARTICLE_WORDS]
    if not said or len(words) > _MOST_WORDS or any(map(is_no_name, said)):
        return False
    if words[0] in PARTICLE_WORDS or any(word != word.lower() for word in said):
        return False
    first, last = said[0].title(), said[-1]
    if len(said) == 1:
        return is_given(first)
    return is_given(first) or is_family(last.title()) or ends_like_family(last)
