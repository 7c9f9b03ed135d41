"""Which words are given names, family names, or no names at all, by lists and by their endings."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from zlib import crc32

from microapp_llm.redaction.people.cases import CASES, bengali, genitives
from microapp_llm.redaction.people.forms import forms
from microapp_llm.redaction.phrases import phrases

_LISTS = Path(__file__).parents[1] / "names"
_FAMILY_ENDS = tuple(phrases("names_around/family_endings", ""))
_BEFORE_FAMILIES = frozenset(("el", "al", "ben", "bin", "ibn", "abu", "ait", "o"))  # "El-Sayed"
_TURNED_ENDS = tuple(phrases("names_around/family_endings", "", "turned"))
_SURE_ENDS = tuple(phrases("names_around/family_endings", "sure"))
_LAST_TWO_OF_SURE = frozenset(end[-2:] for end in _SURE_ENDS)
_LAST_TWO = frozenset(end[-2:] for end in _TURNED_ENDS)  # most words end in others
_TURKISH = re.compile("[ışğ]")
_NORTH = ("de", "nl", "sv", "no", "da")
_NO_NAME = (
    *("tion", "tions", "ment", "ments", "ing", "ings", "ity", "ness", "ware"),
    *("able", "ship", "ance", "ence", "ism", "ics", "ung", "ungen", "keit"),
    *("heit", "schaft", "ción", "sión", "ções", "ção", "zione", "zioni", "ität"),
    "umzug",
    *("ainkat", "einket", "ainknak", "einknek", "ainkkal", "einkkel", "ainkra", "einkre"),
    *("té", "logy", "logie", "logía", "ість", "ння", "ство"),
)


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list; each of its lines begins with what they are.

    The longest lists are held in small letters, and once: capitals are told at the word itself.
    """
    if name in _IN_SMALL_LETTERS:
        return frozenset(_in_small_letters(_words_of(name)))
    return frozenset(_words_of(name))


_IN_SMALL_LETTERS = ("given", "family", "no_names")


def _in_small_letters(words: Iterable[str]) -> Iterator[str]:
    """Words in small letters, where Turkish writes two sorts of "i"."""
    for word in words:
        small = word.lower() if word.isascii() else word.replace("İ", "i").lower()
        yield small
        if word[0] == "I" and _TURKISH.search(small):
            yield "ı" + small[1:]


def _words_of(name: str) -> Iterator[str]:
    """One after the other: all at once would stay in memory for as long as the process runs."""
    for line in lines_of(name):
        yield from line[1:]
    if name in _DECLINED:
        yield from _declined(name)
    if name in ("given", "family"):
        yield from _in_cases(name)
    if name in ("bengali_given", "bengali_family"):
        yield from (form for line in lines_of(name) for one in line[1:] for form in bengali(one))


def _in_cases(name: str) -> Iterator[str]:
    """The names of a list as Polish and Czech sentences write them."""
    for language, *names in lines_of(name):
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
    lines = [line for line in lines_of("given") if len(line[0]) == 2]
    names = {name for _, *names in lines for name in names}
    north = {name for language, *names in lines if language in _NORTH for name in names}
    given, family, words = listed("given"), listed("family"), listed("given_words")
    ended = chain(
        (one for one in genitives(names - words) if one.lower() not in family),
        genitives(north - words),
    )
    return frozenset(one for one in ended if one.lower() not in given)


_DECLINED = {"given": "declined", "given_words": "declined", "family": "declined_family"}


def lines_of(name: str) -> Iterator[list[str]]:
    """The lines of a list, as words: one after the other, which leaves no holes in memory."""
    with (_LISTS / f"{name}.txt").open(encoding="utf-8") as lines:
        for line in lines:
            yield line.split()


def _declined(name: str) -> Iterator[str]:
    """The names in all their forms, or those that are words too.

    A Latin name of another list stays one where only a word of another language is like it.
    """
    if name == "family":  # what is given in Indonesia follows a given name as well
        yield from (one for sort, *words in lines_of("declined") if sort == "id" for one in words)
    known: set[str] = set()
    if name == "given_words":
        known = {word for line in lines_of("given") for word in line[1:]}
    for sort, *words in lines_of(_DECLINED[name]):
        if name == "given_words":
            is_any = sort == "sure_words"
            if is_any or sort == "words":
                yield from (one for one in words if is_any or one >= "\u0370" or one not in known)
        elif not sort.endswith("words"):
            yield from forms(sort, words)


def is_given(word: str) -> bool:
    """Whether it is a given name, even if it is a word as well."""
    given, small = listed("given"), word.lower()
    if small in given or ("-" in small and small.split("-")[0] in given):
        return True
    if ("I" in word or "İ" in word) and _turkish(word) in given:
        return True
    if word.isupper() and _is_greek(word):
        return small in bare_greek("given")
    return word[-1:] == "s" and word in genitive_names()


@cache
def bare_greek(name: str) -> frozenset[str]:
    """The Greek names of a list without accents, as capitals have none."""
    return frozenset(one.translate(_ACCENTS) for one in listed(name) if _is_greek(one))


def _is_greek(word: str) -> bool:
    return "\u0370" <= word[0] <= "\u03ff"


_ACCENTS = str.maketrans("άέήίόύώϊϋΐΰ", "αεηιουωιυιυ")


def _turkish(word: str) -> str:
    """A word with capitals as Turkish writes it in small letters, where "I" has no dot."""
    if word.isupper():
        word = word.replace("I", "ı")
    return word.replace("İ", "i").lower()


def is_only_given(word: str) -> bool:
    """Whether it is a given name and little else, so that it needs no word beside it."""
    if "-" in word:
        parts = word.split("-")
        are_things = listed("given_things").issuperset(parts)
        if not are_things and all(part.istitle() for part in parts):
            return listed("given").issuperset(map(str.lower, parts))
    elif _is_only_given(word):
        return True
    return word[-1:] == "s" and word in genitive_names()


def _is_only_given(part: str) -> bool:
    if not part[:1].isupper() or part.isupper() or part in listed("given_words"):
        return False
    return part.replace("İ", "i").lower() in listed("given")


def is_word(word: str) -> bool:
    """Whether a name is a word of a language as well."""
    return word in listed("given_words") or word in listed("family_words")


def is_family(word: str) -> bool:
    """Whether it is a family name, even if it is a word as well."""
    family, small = listed("family"), word.lower()
    return (
        small in family
        or (("I" in word or "İ" in word) and _turkish(word) in family)
        or (word.isupper() and _is_greek(word) and small in bare_greek("family"))
        or ("-" in word and _is_double(word))
        or small.removeprefix("o'") in family
        or (word[:2] == "Mc" and word[2:3].isupper() and len(word) >= _SHORTEST_MC)
        or (word[:3] == "Mac" and word[3:4].isupper() and word not in _OF_APPLE)
        or (small.endswith(("ova", "ová", "а")) and small[:-1].removesuffix("ov") in family)
        or (small.endswith(_OF_WOMEN) and _is_of_a_woman(small))
        or (small.endswith(("ék", "né")) and _is_of_a_household(small[:-2]))
    )


def _is_of_a_woman(small: str) -> bool:
    """Whether it is a Slavic family name of a woman, in one of its cases: "Jelínkové"."""
    family = listed("family")
    for ending, base in _WOMEN:
        if small.endswith(ending):
            stem = small.removesuffix(ending) + base
            if stem in family:
                return True
            if not base and stem[-1:] == "k" and f"{stem[:-1]}ek" in family:
                return True
    return False


def _is_of_a_household(stem: str) -> bool:
    """Whether a Hungarian family name is in it: "Molnárék" and "Kovácsné" are who lives there."""
    return stem in listed("family") or stem[:-1] + _SHORT.get(stem[-1:], "") in listed("family")


_OF_APPLE = frozenset(("MacBook", "MacBooks", "MacOS", "MacPorts", "MacMini", "MacPro"))
_SHORTEST_MC = 6  # letters: "McGhee"
_SHORT = {"á": "a", "é": "e"}
_WOMEN = (
    *(("ové", ""), ("ovou", ""), ("ovej", ""), ("ova", ""), ("eva", ""), ("ove", ""), ("evi", "")),
    *(("ovi", ""), ("ová", ""), ("skiej", "ski"), ("ską", "ski"), ("ska", "ski")),
    *(("ckiej", "cki"), ("cką", "cki"), ("cka", "cki"), ("dzka", "dzki"), ("dzkiej", "dzki")),
    *(("ské", "ský"), ("skou", "ský"), ("ská", "ský")),
)
"""How such a name ends, and what ends the name of a man instead."""
_OF_WOMEN = tuple(ending for ending, _ in _WOMEN)
_IN_CASES = (*_OF_WOMEN, "ová", "а", "ék", "né")
_LAST_IN_CASES = frozenset(ending[-1] for ending in _IN_CASES)


def may_be_family(word: str) -> bool:
    """Whether it is worth asking if it is a family name, or that of a family: a fast look."""
    family, small = listed("family"), word.lower()
    if small in family or "-" in word:
        return True
    last = small[-1:]
    if last == "s":
        return small[:-1] in family
    return last in _LAST_IN_CASES and small.endswith(_IN_CASES)


def _is_double(word: str) -> bool:
    """Whether a part of it is a family name, written as names are."""
    parts = word.split("-")
    if not all(part[:1].isupper() for part in parts):
        return False
    return parts[-1].lower() in listed("family") or is_small_family(parts[0].lower())


def is_only_family(word: str) -> bool:
    """Whether it is a family name and no word of a language besides."""
    if word in listed("family_words") or word.lower() in listed("no_names"):
        return False
    return is_family(word)


def ends_like_family(word: str) -> bool:
    """Whether it ends as many family names do."""
    return _ends_with(word.lower(), _FAMILY_ENDS)


def ends_like_family_alone(word: str) -> bool:
    """Whether it ends as family names do and nothing else does: "Hryniewicza"."""
    return word[-2:] in _LAST_TWO_OF_SURE and word.endswith(_SURE_ENDS)


def ends_like_turned_family(word: str) -> bool:
    """Whether it ends as family names do that stand before a given name."""
    return _ends_with(word.lower(), _TURNED_ENDS)


def _ends_with(small: str, ends: tuple[str, ...]) -> bool:
    return small[-2:] in _LAST_TWO and small.endswith(ends)


def is_organisation(words: list[str]) -> bool:
    """Whether these words together are a firm or a place, though they look like a person's name."""
    return "_".join(words).lower() in listed("organisations")


def is_no_name(word: str) -> bool:
    """Whether the word begins sentences, or names a thing or a place."""
    small = word.lower()
    if small in listed("no_names"):
        return True
    if "-" in small and small.partition("-")[0] in listed("no_names"):
        return small.partition("-")[0] not in _BEFORE_FAMILIES and not is_given(word)
    return len(word) > 5 and small.endswith(_NO_NAME) and small not in listed("given")


def is_common(word: str) -> bool:
    """Whether it is an ordinary word of a language, and no name by the lists."""
    small = word.lower()
    if _is_among(_common(()), small):
        return True
    last = range(_SHORTEST_BEGINNING, len(small) - _SHORTEST_END + 1)
    return any(_is_among(_common(_JOINING), small[at:]) for at in last) and not is_family(word)


def _is_among(shelves: Sequence[array[int]], word: str) -> bool:
    sign = crc32(word.encode())
    shelf = shelves[sign >> 24]
    at = bisect_left(shelf, sign)
    return at < len(shelf) and shelf[at] == sign


@cache
def _common(languages: tuple[str, ...]) -> list[array[int]]:
    """The checksums of the ordinary words of some languages, or of all, by their first byte.

    The words themselves would take 5 MB, and so would all checksums while they are sorted.
    """
    shelves = [array("I") for _ in range(256)]
    for language, *words in lines_of("common"):
        for word in words if not languages or language in languages else ():
            sign = crc32(word.encode())
            shelves[sign >> 24].append(sign)
    return [array("I", sorted(shelf)) for shelf in shelves]


_JOINING = (
    "da",
    "de",
    "fi",
    "hu",
    "nb",
    "nl",
    "sv",
)  # languages whose words are joined to new ones
_SHORTEST_BEGINNING, _SHORTEST_END = 3, 6  # letters of those


def small_families(words: Iterable[str]) -> frozenset[str]:
    """Which of these words in small letters are family names, and no words of a language."""
    known = listed("family").intersection(words)
    return known and frozenset(word for word in known if is_small_family(word))


def is_small_family(word: str) -> bool:
    """Whether a word in small letters is a family name, and no word of a language."""
    return len(word) > 2 and word in listed("family") and word not in _no_families()


@cache
def _no_families() -> frozenset[str]:
    """Family names that are words too where they have no capital."""
    words = listed("family_words") | listed("given_words")
    return listed("no_names").union(word.lower() for word in words)
