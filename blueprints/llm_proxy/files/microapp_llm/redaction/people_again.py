"""Finds names beside other names: the same person named again, and more persons in one list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.name_cues import is_said_of_a_person
from microapp_llm.redaction.name_lists import is_given, is_no_name, is_word, listed
from microapp_llm.redaction.name_shapes import CAPITALS, PART, WORD, has_looks
from microapp_llm.redaction.people_alone import is_within_sentence, stands_alone

_MOST_WORDS = 24  # of names that are looked for again in one text
_MOST_BEFORE = 8  # names of one list before the one that was found
_BEFORE = re.compile(
    rf"(?<![\w@./-])(?P<name>{WORD}(?: {WORD})?)(?:,| and| und| y| e| et| en| i| och| og| ja| a| ve| ile| o| or| oder| ou| &) ?\Z"
)
_REACH = 44
_CAPITAL = re.compile(rf"(?<![\w@./-])[{CAPITALS}][^\W\d_]{{2,19}}(?![\w@-])")


def again(text: str, found: list[Found]) -> Iterator[Found]:
    """Names that those found lead to."""
    if not found:
        return
    for one in found:
        yield from _listed_before(text, one.start)
    starts = {one.start for one in found}
    words = _words_of(text, found)
    for match in _CAPITAL.finditer(text):
        word, start, end = match[0], *match.span()
        if start in starts or is_no_name(word):
            continue
        if word in words:
            if not is_word(word) or is_within_sentence(text, start, end):
                yield Found(start, end, "name")
        elif _is_another(text, start, end, word):
            yield Found(start, end, "name")
    yield from _in_small_letters(text, found)


def _words_of(text: str, found: list[Found]) -> frozenset[str]:
    """The words with a capital of which the names found consist."""
    words: set[str] = set()
    for one in found:
        if len(words) > _MOST_WORDS:
            break
        parts = PART.findall(text, one.start, one.end)
        words.update(part for part in parts if len(part) > 2 and part[0].isupper())
    return frozenset(words)


def _is_another(text: str, start: int, end: int, word: str) -> bool:
    """Whether a given name that is a word as well is said of what only a person does."""
    if word in listed("given_things") or not is_given(word):
        return False
    return stands_alone(text, start, end) and is_said_of_a_person(text, end)


def _listed_before(text: str, start: int) -> Iterator[Found]:
    """The names before this one in its list: "Iris, Daisy and Anna"."""
    for _ in range(_MOST_BEFORE):
        match = _BEFORE.search(text, max(0, start - _REACH), start)
        if not match:
            return
        words = match["name"].split()
        if not is_given(words[0]) or any(map(is_no_name, words)) or not has_looks(words):
            return
        start = match.start("name")
        yield Found(start, match.end("name"), "name")


def _in_small_letters(text: str, found: list[Found]) -> Iterator[Found]:
    """Whole names that were found with capitals, where they stand without."""
    names = {text[one.start : one.end] for one in found[:_MOST_WORDS]}
    for name in {name.lower() for name in names if " " in name and not name.islower()}:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
                yield Found(at, end, "name")
            at = text.find(name, end)
