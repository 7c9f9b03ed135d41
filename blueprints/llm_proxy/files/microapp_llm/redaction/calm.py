"""Tells by a few fast looks that a text holds nothing, so that the exact searches can be skipped.

What is calm stays so when it is cut: no part of it that ends where a word ends holds anything
either. Many texts of people and models are calm; one that is not may still hold nothing, and is
searched.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from microapp_llm.redaction.people.around import LAST_WORDS
from microapp_llm.redaction.people.columns import columns
from microapp_llm.redaction.people.fields import fields
from microapp_llm.redaction.people.lists import (
    is_common,
    is_family,
    is_given,
    is_no_name,
    listed,
)
from microapp_llm.redaction.people.rosters import on_bullets, on_rosters
from microapp_llm.redaction.people.shapes import PARTICLES
from microapp_llm.redaction.people.small_letters import may_hold_one, words_of
from microapp_llm.redaction.phrases import phrases
from microapp_llm.redaction.secrets import named, search
from microapp_llm.redaction.signs import may_hold_said

_LONGEST = 100  # letters of a word
_LONG_WORD = re.compile(r"\S{16,}")  # what can be a key
_SHORTEST = 3  # letters of a word that is surely none of somebody's initials
_LEADING = (
    *("fields/names", "fields/roles", "small_letters/titles", "small_letters/sought"),
    *(
        f"names_around/{name}"
        for name in ("titles", "roles", "jobs", "professions", "relations", "labels", "asking")
    ),
)
_SHORTEST_WORD = 4  # shorter ones are names of somebody in too many languages
_REACH = 30
_MARKS_AROUND = " .,;:!?\"'(*_<"
_QUIET = re.compile(r"[A-Za-z .,;:!?'\"()*#`\n-]*+")
"""Without digits, @, brackets, slashes, signs, and letters of other alphabets."""
_MARK = re.compile(r"[.:](?![ \n]|\Z)")
"""What begins links and divides the names of hosts."""
_CAPITAL = re.compile(rf"[A-Z][A-Za-z'-]*(?:\.|(?: (?:{PARTICLES})){{0,3}} [A-Z][A-Za-z'-]*)?")
"""A word with a capital, and what follows where that could be more of the same name."""
_INNER_CAPITAL = re.compile("[A-Za-z][A-Z][a-z]")
_PLAIN_WORD = re.compile(r"[^A-Za-z]*[a-z]+(?:-[a-z]+)*[^A-Za-z]*")


def is_calm(text: str) -> bool:
    """Whether no search finds anything in the text, nor in a part of it up to the end of a word."""
    if not _QUIET.fullmatch(text):
        return False
    if not _no_names().issuperset(_CAPITAL.findall(text)) and not _are_no_names(text):
        return False
    has_marks = ":" in text or text.count(".") > text.count(". ") + text.endswith(".")
    if has_marks and _MARK.search(text):
        return False
    return not _leads_up_to_one(text) and all(map(_is_no_key, _LONG_WORD.findall(text)))


def ends_calmly(lead: str, text: str) -> bool:
    """Whether no finding reaches from what leads up to a text into it, nor stands in it.

    The lead may hold anything. The text begins a word, and is searched unless it is of words that
    are in no list of names, and nothing in the lead says that they are somebody's, or a secret.
    """
    if not _QUIET.fullmatch(text) or not _no_names().issuperset(_CAPITAL.findall(text)):
        return False
    whole = lead + text
    if "@" in lead or not lead.isascii() or not lead[-1:].isspace():
        return False
    if ":" in text and ("\n" in whole or _MARK.search(text)):
        return False
    if "." in text and _MARK.search(text):
        return False
    return not _leads_up_to_one(whole) and all(map(_is_no_key, _LONG_WORD.findall(text)))


def begins_no_name(word: str) -> bool:
    """Whether a word at the beginning of a sentence is one with which no name begins, ever."""
    if word in _openers("whole"):
        return True
    stem = word.removesuffix("'s")
    return stem.istitle() and stem.lower() in _openers("")


@lru_cache(maxsize=4096)
def begins_none_here(word: str) -> bool:
    """Whether no name begins with the word where the next one begins with a small letter.

    What leads up to a name in small letters is not among them: "User ann".
    """
    small = word.lower()
    if not word.istitle() or not word.isalpha() or small in _leading():
        return False
    if small in _openers("before a small letter"):
        return True
    if len(word) < _SHORTEST_WORD or is_given(word) or is_family(word):
        return False
    return is_no_name(word) or is_common(word)


@cache
def _openers(section: str) -> frozenset[str]:
    return frozenset(phrases("names_around/openers", section))


@cache
def _leading() -> frozenset[str]:
    return frozenset(word for name in _LEADING for word in phrases(name))


def _leads_up_to_one(text: str) -> bool:
    """Whether words that are no names by themselves may be somebody's here, or a secret."""
    if may_hold_said(text) or named.may_name_one(text.lower()) or any(fields(text)):
        return True
    if may_hold_one(text, words_of(text)):
        return True
    if "\n" in text and (any(columns(text)) or any(on_bullets(text))):
        return True
    return (":" in text or "/" in text or "|" in text) and any(on_rosters(text))


def _are_no_names(text: str) -> bool:
    """Whether each word with a capital is none: no list holds it, and nothing leads up to it."""
    for match in _CAPITAL.finditer(text):
        word = match[0]
        if word in _no_names():
            continue
        word = word.removesuffix(".")
        if not word.isalpha() or len(word) < _SHORTEST or is_given(word) or is_family(word):
            return False
        if _INNER_CAPITAL.search(word):
            return False  # a part of it may be one: "McDonald"
        start = match.start()
        if start and text[start - 1] != " ":
            return False
        before = text[max(0, start - _REACH) : start].split()
        if before and before[-1].strip(_MARKS_AROUND).lower().rpartition("'")[2] in LAST_WORDS:
            return False
    return True


def _is_no_key(word: str) -> bool:
    plain = len(word) <= _LONGEST and _PLAIN_WORD.fullmatch(word)
    return bool(plain) and not search.may_be_key(word)


@cache
def _no_names() -> frozenset[str]:
    """The words with one capital that are no name, wherever they stand alone."""
    plain = {word for word in listed("no_names") if word.isascii() and word.isalpha()}
    plain -= listed("given") | listed("family")
    return frozenset(word.capitalize() for word in plain)
