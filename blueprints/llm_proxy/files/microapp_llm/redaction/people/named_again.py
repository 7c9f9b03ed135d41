"""Finds names beside other names: the same person named again, and more persons in one list."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.alone import (
    begins_sentence,
    is_listed_with_things,
    is_within_sentence,
    stands_alone,
)
from microapp_llm.redaction.people.around import is_said_of_a_person
from microapp_llm.redaction.people.lists import (
    is_common,
    is_given,
    is_no_name,
    is_only_family,
    is_word,
    listed,
    word_names,
)
from microapp_llm.redaction.people.shapes import CAPITALS, PART, WORD, has_looks
from microapp_llm.redaction.people.things import is_of_a_thing
from microapp_llm.redaction.phrases import one_of, phrases

_ASKED = frozenset(phrases("names_around/asking"))
_CASES = frozenset(phrases("names_around/cases", ""))
_CASES_OPEN = frozenset(phrases("names_around/cases", "behind a vowel"))
_CASES_CLOSED = frozenset(phrases("names_around/cases", "behind a consonant"))
_CASES_INSTEAD = frozenset(phrases("names_around/cases", "instead of a vowel"))
_CASES_OF_ADJECTIVES = frozenset(phrases("names_around/cases", "instead of an adjective's ending"))
_GIVES_WAY = frozenset("аяоaáė")  # vowels that cases take from the end of a name
_LIKE_ADJECTIVES = ("ий", "ый", "ой")
_VOWELS = frozenset("aeiouyäöüåøæőűáéíóúаеиоуяюіїєэыαεηιουωάέήίόύώ")
_LONGEST_CASE = 3  # letters
_SHORTEST_IN_A_CASE = 4
_MOST_WORDS = 24  # of names that are looked for again in one text
_SHORTEST = 3  # signs of a name that is looked for in writing without capitals
_MOST_BEFORE = 8  # names of one list before the one that was found
_JOINTS = one_of("names_around/joints")
_BEFORE = re.compile(
    rf"(?<![\w@./-])(?:(?P<article>[OA]|El|La|Il) )?(?P<name>{WORD}(?: {WORD})?)"
    rf"(?:,| (?:{_JOINTS})(?: (?:a|o|la|el|il|as|os))?) ?\Z"
)
_REACH = 44
_ANDS = frozenset(phrases("names_around/joints", "and"))
_ONE = re.compile(rf"(?<![\w@./-]){WORD}\Z")
_TWO = re.compile(rf"{WORD}(?! ?[\w@-]*[{CAPITALS}])(?![\w@-])")
_OF_TWO = re.compile(rf" (?:{one_of('names_around/after_names', 'of two')})(?!\w)")
_LONGEST = 32  # letters of a name and the one before it
_LIST_MARKS = (
    *(",", ", ", " e a ", " e o ", " y la ", " y el ", " e la ", " e il "),
    *(f" {word} " for word in phrases("names_around/joints")),
)
_ITEM = re.compile(rf"(?:\A|\n)(?:[-*•] |\d{{1,2}}[.)] )(?P<name>{WORD})(?=: | - | \u2013 |\n|\Z)")
_HANDLE = re.compile(rf"@(?<![\w.@/]@)(?P<name>{WORD})(?!\.\w|[\w@/(-])")
_FAMILY = re.compile(rf" (?P<name>{WORD})(?![\w@-])")
_CAPITAL = re.compile(  # what it begins with comes first: a search for that skips small letters
    rf"[{CAPITALS}](?<![\w@./-].)(?:[^\W\d_]{{2,19}}|[^\W\d_](?=-))(?:-[^\W\d_]{{2,19}})?(?![\w@-])"
)


def again(text: str, found: list[Found]) -> Iterator[Found]:
    """Names that those found lead to."""
    if not found:
        return
    starts = {one.start for one in found}
    for one in found:
        yield from _listed_before(text, one.start, starts)
    words = _words_of(text, found)
    capitals = _CAPITAL.findall(text)
    wanted = word_names().intersection(capitals) | {
        word for word in words.intersection(capitals) if capitals.count(word) > 1
    }
    for _, start, end in _places(text, _in_other_cases(text, words, capitals)):
        if start not in starts and not is_of_a_thing(text, start, end):
            yield Found(start, end, "name")
    for word, start, end in _places(text, wanted):
        if start in starts or is_of_a_thing(text, start, end):
            continue
        if is_no_name(word) and not (word in words and is_given(word)):
            continue
        if (word in words and _is_the_same(text, start, end, word)) or _is_another(
            text, start, end, word
        ):
            yield Found(start, end, "name")
    yield from _in_small_letters(text, found)
    if not text.isascii():
        yield from _without_capitals(text, found)


def _in_other_cases(text: str, words: frozenset[str], capitals: list[str]) -> frozenset[str]:
    """The words with a capital that are names which were found, with other endings."""
    more: frozenset[str] = frozenset()
    if any(text.count(word) > capitals.count(word) for word in words):
        more = _with_endings(words, capitals)
    stems = {word[:-1]: _CASES_INSTEAD for word in words if word[-1] in _GIVES_WAY}
    stems |= {word[:-2]: _CASES_OF_ADJECTIVES for word in words if word.endswith(_LIKE_ADJECTIVES)}
    known = words.union(more)
    return more.union(
        word
        for stem, endings in stems.items()
        if len(stem) >= _SHORTEST_IN_A_CASE and text.count(stem) > 1
        for word in capitals
        if word.startswith(stem) and word not in known and word[len(stem) :] in endings
        if not is_no_name(word) and (is_given(word) or not is_common(word))
    )


def _with_endings(words: frozenset[str], capitals: list[str]) -> frozenset[str]:
    """The words with a capital that are names which were found, in a case: "Holms", "Villen"."""
    ended = {
        word for word in capitals if word[:-1] in words or word[:-2] in words or word[:-3] in words
    }
    return frozenset(one for one in ended if one not in words and _is_in_a_case(one, words))


def _is_in_a_case(word: str, words: frozenset[str]) -> bool:
    for cut in range(1, _LONGEST_CASE + 1):
        name, ending = word[:-cut], word[-cut:]
        if len(name) < _SHORTEST_IN_A_CASE or name not in words:
            continue
        is_open = name[-1] in _VOWELS
        if ending in _CASES or ending in (_CASES_OPEN if is_open else _CASES_CLOSED):
            return not is_no_name(word) and (is_given(word) or not is_common(word))
    return False


def beside_marks(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Names that a mark or another name beside them tells: "Iris und Falk"."""
    for one, two in _pairs(text, words):
        if _are_given(text, one, two) or _are_families(text, one, two):
            yield Found(*one.span(), "name")
            yield Found(*two.span(), "name")
    for pattern, mark in ((_HANDLE, "@"), (_ITEM, "\n")):
        for match in pattern.finditer(text) if mark in text else ():
            word = match["name"]
            if is_given(word) and word not in listed("given_things") and not is_no_name(word):
                end = _end_of_handle(text, match.end("name")) if mark == "@" else match.end("name")
                yield Found(match.start("name"), end, "name")


def _are_given(text: str, one: re.Match[str], two: re.Match[str]) -> bool:
    names = {one[0], two[0]}
    if not all(map(is_given, names)) or any(map(is_no_name, names)):
        return False
    if all(map(str.isupper, names)) and not text.isupper():
        return False  # "FEMA and OSHA"
    return not (names <= listed("given_things") or is_of_a_thing(text, one.start(), two.end()))


def _are_families(text: str, one: re.Match[str], two: re.Match[str]) -> bool:
    """Whether of two family names is said what only persons do: "Haase and Linke swap"."""
    if not (is_only_family(one[0]) and is_only_family(two[0])):
        return False
    return _OF_TWO.match(text, two.end()) is not None


def _end_of_handle(text: str, end: int) -> int:
    """With the family name that follows: "@Anna Berg can you look"."""
    following = _FAMILY.match(text, end)
    return following.end() if following and is_only_family(following["name"]) else end


def _pairs(text: str, words: frozenset[str]) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Two words with capitals that an "and" joins, and no more words with capitals after them."""
    for word in _ANDS & words:
        joint = f" {word} "
        at = text.find(joint)
        while at >= 0:
            end = at + len(joint)
            two = _TWO.match(text, end) if text[end : end + 1].isupper() else None
            one = _ONE.search(text, max(0, at - _LONGEST), at) if two else None
            if one and two:
                yield one, two
            at = text.find(joint, end)


def _places(text: str, words: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """Where each of these words with a capital stands."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            match = _CAPITAL.match(text, at)
            end = at + len(word)
            if match and match.end() == end:
                yield word, at, end
            at = text.find(word, end)


def _words_of(text: str, found: list[Found]) -> frozenset[str]:
    """The words with a capital of which the names found consist."""
    words: set[str] = set()
    for one in found:
        if len(words) > _MOST_WORDS:
            break
        parts = PART.findall(text, one.start, one.end)
        words.update(part for part in parts if len(part) > 2 and part[0].isupper())
    return frozenset(words)


def _is_the_same(text: str, start: int, end: int, word: str) -> bool:
    """Whether a word of a name that was found is that person's again."""
    if not is_word(word) or is_within_sentence(text, start, end) or _calls(text, start, end):
        return True
    following = text[end + 1 : end + 24].split(" ")[0]
    return text[end : end + 1] == " " and following.islower() and following not in _ASKED


def _calls(text: str, start: int, end: int) -> bool:
    """Whether a line begins with this word as with whom it speaks to."""
    return text[end : end + 1] in (",", "!", ":") and text[start - 1 : start] in ("", "\n")


def _is_another(text: str, start: int, end: int, word: str) -> bool:
    """Whether a given name that is a word as well is said of what only a person does."""
    if not is_given(word):
        return False
    if begins_sentence(text, start) and is_listed_with_things(text, end):
        return False
    return stands_alone(text, start, end) and is_said_of_a_person(text, end)


def _listed_before(text: str, start: int, starts: set[int]) -> Iterator[Found]:
    """The names before this one in its list: "Iris, Daisy and Anna"."""
    for _ in range(_MOST_BEFORE):
        if not text.endswith(_LIST_MARKS, 0, start):
            return
        match = _BEFORE.search(text, max(0, start - _REACH), start)
        if not match:
            return
        words = match["name"].split()
        is_odd = any(map(is_no_name, words)) and not (match["article"] and len(words) == 1)
        if not is_given(words[0]) or is_odd or not has_looks(words):
            return
        start = match.start("name")
        if start in starts:
            return
        yield Found(start, match.end("name"), "name")


def _without_capitals(text: str, found: list[Found]) -> Iterator[Found]:
    """The given name of whole names that were found, in writing that has no capitals."""
    for first in {text[one.start : one.end].split(" ")[0] for one in found[:_MOST_WORDS]}:
        if len(first) < _SHORTEST or first[0].upper() != first[0].lower():
            continue
        at = text.find(first)
        while at >= 0:
            end = at + len(first)
            if text[at - 1 : at].strip() == "" and text[end : end + 1].strip(" ,.!?।،؛:") == "":
                yield Found(at, end, "name")
            at = text.find(first, end)


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
