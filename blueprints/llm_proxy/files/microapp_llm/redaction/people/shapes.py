"""How names are written in scripts that have capitals: words, particles, the looks of a name."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import re

from microapp_llm.redaction.people.lists import is_family, is_given
from microapp_llm.redaction.phrases import one_of, phrases

CAPITALS = "".join(chr(code) for code in range(0x41, 0x530) if chr(code).isupper())
SMALL_PARTICLES = one_of("names_around/particles", "")
PARTICLES = one_of("names_around/particles", "", "between capitals")
# Japanese, Chinese and Korean words follow a name in other letters without a space.
EASTERN = "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
_LETTER = rf"[^\W\d_{EASTERN}]"
WORD_REST = (  # with the Swahili of "Nyong'o" and "Ng'ang'a", the Samoan of "Fa'asavalu"
    rf"(?:{_LETTER}|-(?={_LETTER})|'(?=[{CAPITALS}а-яєіїґ]|(?<=[nN]g')[a-z]|(?<=Fa')[a-z])){{0,30}}"
)
WORD = rf"[{CAPITALS}]{WORD_REST}"
PART = re.compile(rf"{WORD}|{_LETTER}+")
_BEFORE = one_of("names_around/particles", "", "between capitals", "before")
PARTICLES_BEFORE = re.compile(rf"(?<![\w'])(?:(?:{_BEFORE}) ){{1,3}}\Z")
PARTICLE_WORDS = frozenset(phrases("names_around/particles", ""))
CAPITAL_PARTICLES = frozenset(
    phrases("names_around/particles", "", "between capitals", "with a capital")
)


def has_looks(words: list[str]) -> bool:
    """Whether all words are written as names are: a capital and small letters after it."""
    for word in words:
        if len(word) > 2 and word[0].isupper() and word[1:].islower() and word.isalpha():
            continue  # most words
        if not _has_looks(word, len(words) > 1):
            return False
    return True


def _has_looks(word: str, is_one_of_some: bool) -> bool:
    return (
        len(word) == 1
        or (len(word) > 2 and any(map(str.islower, word)) and _is_title(word))
        or (is_one_of_some and (word == "St" or word.lower() in CAPITAL_PARTICLES))
        or (len(word) == 2 and _is_title(word) and (is_given(word) or is_family(word)))
    )


def _is_title(word: str) -> bool:
    return all(
        part[:1].isupper() and (part[1:].islower() or part[:2] in _TWO_CAPITALS)
        for part in re.split("['-]", word)
        if len(part) > 1
    )


_TWO_CAPITALS = ("Mc", "Ma", "De", "Di", "Le", "La", "Van", "O'", "Fi")
