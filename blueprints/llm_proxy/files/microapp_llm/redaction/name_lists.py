"""Which words are given names, family names, or no names at all, by lists and by their endings."""

# ruff: noqa: RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from microapp_llm.redaction.name_declined import declined, undeclined
from microapp_llm.redaction.name_forms import CASES, genitives, turkish

_LISTS = Path(__file__).with_name("names")
_SUFFIX = re.compile(
    r"(?:sson|son|sen|ski|ska|cki|cka|dzki|wicz|czyk|ová|ova|eva|enko|енко|чук|щук|юк|ук|ко|ський|ська|цький|цька"
    r"|ович|івна|овна|евна|евич|ов|ова|ев|ева|ін|єв|єва|opoulos|όπουλος|idis|akis|άκης|ίδης|elli|etti|ini|ucci|acci"
    r"|mann|stein|berg|baum|bauer|meyer|meier|maier|müller|hoff|huber|gruber|hofer|moser|thaler|egger|bichler|wald|bach|feld|dóttir|oğlu|yan|shvili|dze|ström|strøm"
    r"|quist|qvist|lund|gren|dahl|holm|ić|vić|escu|eanu|ez|íguez|ães|ões|inho|eiro|ães|stra|sma|inga|huizen|donk"
    r"|aud|ault|eau|eux|ière|ier|ín|ek|ík|ák|čík|ský|cký|ný|ská|ná"
    r"|[sc]kiego|[sc]kiemu|[sc]kiej|[sc]ką|[sc]kim|dzkiego|dzkiej|czyka|czykowi|wicza|wiczowi|ovou|ové|ského|skou|ské)$"
)
_SHORTEST_FORM = 4
_NEVER_SMALL = frozenset(("yang", "dari", "para", "mesa", "lies", "even", "live", "per", "pere"))
_NORTH = ("de", "nl", "sv", "no", "da")
_NO_NAME = (
    *("tion", "tions", "ment", "ments", "ing", "ings", "ity", "ness", "ware"),
    *("able", "ship", "ance", "ence", "ism", "ics", "ung", "ungen", "keit"),
    *("heit", "schaft", "ción", "sión", "ções", "ção", "zione", "zioni", "ität"),
    *("té", "logy", "logie", "logía", "ість", "ння", "ство"),
)


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list; each of its lines begins with what they are."""
    words = frozenset(word for _, words in _lines(name) for word in words)
    if name == "no_names":
        return frozenset(word.lower() for word in words)
    words = words.union(declined(name))
    return words.union(_in_cases(name)) if name in ("given", "family") else words


def _lines(name: str) -> list[tuple[str, list[str]]]:
    """The lines of a list: the word that says what they are, and the others."""
    lines = (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [(words[0], words[1:]) for words in map(str.split, lines)]


def _in_cases(name: str) -> Iterator[str]:
    """The names of a list as Polish and Czech sentences write them."""
    for language, names in _lines(name):
        if language in CASES:
            for one in names:
                yield from CASES[language](one)


@cache
def word_names() -> frozenset[str]:
    """Given names that are words, but no things or places that have a capital themselves."""
    return listed("given_words") - listed("given_things")


@cache
def genitive_names() -> frozenset[str]:
    """Given names with an "s" that are nothing else."""
    given = listed("given")
    lines = _lines("given")
    names = {name for language, names in lines if len(language) == 2 for name in names}
    north = {name for language, names in lines if language in _NORTH for name in names}
    plain = frozenset(genitives(names - listed("given_words"))) - listed("family")
    return plain.union(genitives(north - listed("given_words"))) - given


@cache
def sure_small_names() -> frozenset[str]:
    """Given names in small letters that need no word beside them, with their endings."""
    names = listed("small_sure")
    turks = {one.lower() for language, some in _lines("given") if language == "tr" for one in some}
    ended = {form for name in turks & names for form in turkish(name)}
    cased = {
        form.lower()
        for language, some in _lines("given")
        if language in CASES
        for name in some
        if name.lower() in names and name not in listed("given_words")
        for form in CASES[language](name)
        if len(form) > _SHORTEST_FORM
    }
    return (names | ended | cased) - listed("no_names") - listed("small_words")


@cache
def small_names() -> frozenset[str]:
    """Given names in small letters that are no words of a language besides."""
    given = listed("given") - listed("given_words")
    names = undeclined()
    small = frozenset(word.lower() for word in given if len(word) > 2 and _is_told(word, names))
    return (small | sure_small_names()) - listed("no_names") - listed("small_words")


@cache
def small_word_names() -> frozenset[str]:
    """Given names in small letters that are words besides: a family name has to follow."""
    words = frozenset(word.lower() for word in listed("given_words") if len(word) > 2)
    return words - listed("no_names") - small_names() - _NEVER_SMALL


@cache
def small_families() -> frozenset[str]:
    """Family names in small letters that are no words besides."""
    words = listed("family") - listed("family_words") - listed("given_words")
    return frozenset(word.lower() for word in words if len(word) > 2) - listed("no_names")


def _is_told(word: str, names: frozenset[str]) -> bool:
    """Whether it is long enough to tell a form of a name from a word in small letters."""
    return word in names or len(word) > 5 or (word[0] >= "\u0370" and len(word) > 4)


def is_given(word: str) -> bool:
    """Whether it is a given name, even if it is a word as well."""
    given = listed("given")
    if word in given or word.title() in given or word.split("-")[0] in given:
        return True
    return word[-1:] == "s" and word in genitive_names()


def is_only_given(word: str) -> bool:
    """Whether it is a given name and little else, so that it needs no word beside it."""
    given, words = listed("given"), listed("given_words")
    parts = word.split("-") if "-" in word else (word,)
    if all(part in given and part not in words for part in parts):
        return True
    return word[-1:] == "s" and word in genitive_names()


def is_word(word: str) -> bool:
    """Whether a name is a word of a language as well."""
    return word in listed("given_words") or word in listed("family_words")


def is_family(word: str) -> bool:
    """Whether it is a family name, even if it is a word as well."""
    family = listed("family")
    return (
        word in family
        or word.title() in family
        or word.split("-")[-1] in family
        or word.removeprefix("O'").title() in family
        or (word.endswith(("ova", "ová", "а")) and word[:-1].removesuffix("ov") in family)
    )


def is_only_family(word: str) -> bool:
    """Whether it is a family name and no word of a language besides."""
    if word in listed("family_words") or word.lower() in listed("no_names"):
        return False
    return is_family(word)


def ends_like_family(word: str) -> bool:
    """Whether it ends as many family names do."""
    return bool(_SUFFIX.search(word.lower()))


def is_no_name(word: str) -> bool:
    """Whether the word begins sentences, or names a thing or a place."""
    small = word.lower()
    if small in listed("no_names"):
        return True
    return len(word) > 5 and small.endswith(_NO_NAME) and word not in listed("given")
