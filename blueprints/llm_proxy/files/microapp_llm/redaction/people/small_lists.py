"""Which words in small letters are given names or family names, and no words of a language."""

from __future__ import annotations

from functools import cache

from microapp_llm.redaction.people.cases import CASES, turkish
from microapp_llm.redaction.people.lists import lines_of, listed

_SHORTEST_FORM = 4
_LONG = 6  # letters, with which a form of a name is told from a word
_NEVER_SMALL = frozenset(
    ("elif", "yang", "dari", "para", "mesa", "lies", "even", "live", "per", "pere")
)


@cache
def sure_small_names() -> frozenset[str]:
    """Given names in small letters that need no word beside them, with their endings."""
    names = listed("small_sure")
    turks = {
        one.lower() for language, *some in lines_of("given") if language == "tr" for one in some
    }
    ended = {form for name in turks & names for form in turkish(name)}
    cased = {
        form.lower()
        for language, *some in lines_of("given")
        if language in CASES
        for name in some
        if name.lower() in names and name not in listed("given_words")
        for form in CASES[language](name)
        if len(form) > _SHORTEST_FORM
    }
    return (
        (names | ended | cased)
        - listed("no_names")
        - listed("small_words")
        - listed("small_unsure")
    )


def small_names(words: frozenset[str]) -> frozenset[str]:
    """Which of these words in small letters are given names, and no words of a language."""
    known = listed("given") & words
    if not known:
        return sure_small_names() & words
    return (known - _not_given_in_small_letters()) | (sure_small_names() & words)


def is_small_name(word: str) -> bool:
    """Whether a word in small letters is a given name, and no word of a language."""
    if word in sure_small_names():
        return True
    return word in listed("given") and word not in _not_given_in_small_letters()


@cache
def _not_given_in_small_letters() -> frozenset[str]:
    """Given names that are words too where they have no capital, or too short to be told."""
    short = {
        word.lower()
        for name in ("given", "declined")
        for line in lines_of(name)
        for word in line
        if len(word) < _LONG
    }
    words = frozenset(word.lower() for word in listed("given_words"))
    untold = {name for name in listed("given") if len(name) < 3 or not _is_told(name, short)}
    return words | untold | listed("no_names") | listed("small_words")


_JOINED = frozenset(("nella", "nello", "della", "dalla", "alla", "sulla"))


@cache
def small_word_names() -> frozenset[str]:
    """Given names in small letters that are words besides: a family name has to follow."""
    words = (word.lower() for word in listed("given_words") if len(word) > 2)
    never = listed("no_names") | _NEVER_SMALL | _JOINED
    return frozenset(word for word in words if word not in never and not is_small_name(word))


def _is_told(word: str, short: set[str]) -> bool:
    """Whether it is long enough to tell a form of a name from a word in small letters."""
    return len(word) >= _LONG or word in short or (word[0] >= "\u0370" and len(word) > 4)
