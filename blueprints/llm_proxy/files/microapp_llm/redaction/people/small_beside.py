"""Finds given names in small letters that are words besides: beside another name, or that act."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import listed
from microapp_llm.redaction.people.small_lists import small_word_names, sure_small_names
from microapp_llm.redaction.people.small_places import places
from microapp_llm.redaction.phrases import longest_first, one_of, phrases

_AND = one_of("names_around/joints", "and")
_ANDS = frozenset(phrases("names_around/joints", "and"))
_AFTER = re.compile(rf" (?:{_AND}) (?P<other>[^\W\d_]{{3,20}})(?![\w@'-])")
_BEFORE = re.compile(rf"(?<![\w@./'-])(?P<other>[^\W\d_]{{3,20}}) (?:{_AND}) \Z")
_LONGEST = 26
_ACTING = longest_first("small_letters/acts", "acts")
_FIRST_OF_ACTS = frozenset(phrase.split()[0] for phrase in _ACTING)
_ACTS = re.compile(rf" (?:{'|'.join(_ACTING)})(?![\w-])")
_CLAUSE = re.compile(
    rf"(?:\A|\n|[.,;:!?(] ?|(?<!\w)(?:{one_of('small_letters/acts', 'before')}) )\Z"
)
_LONGEST_START = 8


def beside_or_acting(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Every such name in a text of these words."""
    if not _ANDS.isdisjoint(words):
        for start, end in places(text, sure_small_names() & words):
            yield from _beside(text, start, end)
    if not _FIRST_OF_ACTS.isdisjoint(words):
        names = (small_word_names() & words) | (listed("given") & words)
        for start, end in places(text, names - listed("no_names")):
            before = text[max(0, start - _LONGEST_START) : start]
            if _ACTS.match(text, end) and (start == 0 or _CLAUSE.search(before)):
                yield Found(start, end, "name")


def _beside(text: str, start: int, end: int) -> Iterator[Found]:
    """What an "and" joins to a name that is nothing else: "lisa and mark"."""
    before = _BEFORE.search(text, max(0, start - _LONGEST), start)
    for match in (before, _AFTER.match(text, end)):
        if match and _may_be_one(match["other"]):
            yield Found(*match.span("other"), "name")


def _may_be_one(word: str) -> bool:
    """Whether it is a given name, though a word as well, and one that seldom means anything."""
    is_given = word in small_word_names() or word in listed("given")
    return is_given and word not in listed("no_names")
