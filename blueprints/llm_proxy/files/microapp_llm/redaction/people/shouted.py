"""Tells names that are written in capitals, all of them or the family name: "QUAXWORTH Anna"."""

from __future__ import annotations

from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import (
    ends_like_family,
    is_family,
    is_given,
    is_only_given,
)
from microapp_llm.redaction.people.shapes import (
    CAPITAL_PARTICLES,
    has_looks,
)

_OF_A_STATE, _SHORT = 2, 3  # letters
_MOST_SHOUTED = 5  # words of a name in capitals after its first


def within_shouted(words: list[str], spans: list[tuple[int, int]]) -> Iterator[Found]:
    """The names in a sentence all in capitals: a given name and a family name side by side."""
    at = 0
    while at < len(words) - 1:
        end = _past_particles(words, at + 1)
        first, last = words[at], words[end]
        is_named = is_given(first) and _ends_name(first, last)
        if not is_named and not is_turned(first, last):
            at += 1
            continue
        while end + 1 < len(words):
            more = _past_particles(words, end + 1)
            if more - at > _MOST_SHOUTED or not (is_family(words[more]) or is_given(words[more])):
                break
            end = more
        yield Found(spans[at][0], spans[end][1], "name")
        at = end + 1


def _ends_name(first: str, last: str) -> bool:
    return is_family(last) or ends_like_family(last) or is_only_given(first.title())


def _past_particles(words: list[str], at: int) -> int:
    while at < len(words) - 1 and words[at].lower() in CAPITAL_PARTICLES:
        at += 1
    return at


def is_turned(first: str, last: str) -> bool:
    """Whether a family name stands before a given one: "KOVÁCS JÁNOS"."""
    return is_family(first) and is_given(last) and is_only_given(last.title())


def is_shouted(named: list[str]) -> bool:
    """Whether words are a name of which one, or all, are in capitals: "QUAXWORTH Anna"."""
    first, last = named[0], named[-1]
    if is_numbered(last):
        return False
    if first.isupper() and len(first) > 2 and not last.isupper():
        return is_given(last) and (is_only_given(last) or is_family(first)) and has_looks([last])
    if last.isupper() and is_turned(first, last):
        return True
    if not is_given(first):
        return False
    if is_family(last) or ends_like_family(last):
        return True
    shouted = all(word.isupper() for word in named)
    if len(last) == _OF_A_STATE and len(first) <= _SHORT:
        return False  # "IVA IT"
    return shouted and is_only_given(first.title())


def is_numbered(last: str) -> bool:
    """Whether the last word is a letter or a Roman number: "Building B", "Phase II"."""
    return len(last) == 1 or (len(last) < 5 and set(last) <= set("IVX"))
