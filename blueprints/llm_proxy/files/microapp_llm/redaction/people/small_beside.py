"""Finds given names in small letters that are words besides: beside another name, or that act."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import listed
from microapp_llm.redaction.people.small_lists import small_word_names, sure_small_names
from microapp_llm.redaction.phrases import longest_first, one_of, phrases

_AND = one_of("names_around/joints", "and")
_ANDS = frozenset(phrases("names_around/joints", "and"))
_PAIR = re.compile(
    rf"(?<![\w@./'-])(?P<one>[^\W\d_]{{3,20}}) (?:{_AND}) (?P<two>[^\W\d_]{{3,20}})(?![\w@'-])"
)
_ACTING = longest_first("small_letters/acts", "acts")
_FIRST_OF_ACTS = frozenset(phrase.split()[0] for phrase in _ACTING)
_ACTS = re.compile(
    rf"(?:\A|\n|[.,;:!?(] ?|(?<!\w)(?:{one_of('small_letters/acts', 'before')}) )"
    rf"(?P<name>[^\W\d_]{{3,20}}) (?:{'|'.join(_ACTING)})(?![\w-])"
)


def beside_or_acting(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Every such name in a text of these words."""
    if not _ANDS.isdisjoint(words) and not sure_small_names().isdisjoint(words):
        for pair in _PAIR.finditer(text):
            yield from _of_pair(pair)
    if not _FIRST_OF_ACTS.isdisjoint(words):
        for match in _ACTS.finditer(text):
            if _may_be_one(match["name"]):
                yield Found(*match.span("name"), "name")


def _of_pair(pair: re.Match[str]) -> Iterator[Found]:
    """What stands beside a name that is nothing else: "lisa and mark"."""
    for sure, other in (("one", "two"), ("two", "one")):
        if pair[sure] in sure_small_names() and _may_be_one(pair[other]):
            yield Found(*pair.span(other), "name")


def _may_be_one(word: str) -> bool:
    """Whether it is a given name, though a word as well, and one that seldom means anything."""
    if word in small_word_names():
        return True
    return word in listed("given") and word not in listed("no_names")
