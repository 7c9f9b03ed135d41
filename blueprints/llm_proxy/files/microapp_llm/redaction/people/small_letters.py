"""Finds names in small letters, as in chats: beside a word that leads up to one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.around import (
    INTRODUCED,
    LEADING_WORDS,
    SURE_WORDS,
    is_greeting,
    is_likely_around,
    is_surely_before,
    leads_up_small,
)
from microapp_llm.redaction.people.lists import (
    is_common,
    is_family,
    is_given,
    is_small_family,
    listed,
    small_families,
)
from microapp_llm.redaction.people.shapes import SMALL_PARTICLES
from microapp_llm.redaction.people.small_beside import beside_or_acting
from microapp_llm.redaction.people.small_greeted import greeted
from microapp_llm.redaction.people.small_lists import (
    is_small_name,
    small_names,
    small_word_names,
    sure_small_names,
)
from microapp_llm.redaction.people.small_places import places
from microapp_llm.redaction.people.small_sought import sought
from microapp_llm.redaction.people.small_titled import SMALL_TITLES, led, titled
from microapp_llm.redaction.people.small_told import told
from microapp_llm.redaction.phrases import longest_first, one_of, phrases

_MARKS = ",:;!?()[]{}<>\"'*~|="  # one replacement each is faster than one table for them all
_NEXT = re.compile(
    rf" (?:(?:{SMALL_PARTICLES}) ){{0,3}}"
    r"(?P<word>[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_])){1,30})(?![\w@])"
)
_AND_ANOTHER = re.compile(
    rf" (?:{one_of('names_around/joints', 'and', 'sign')}) (?P<name>[^\W\d_]{{3,20}})(?![\w@])"
)
_TELLING = longest_first("names_around/telling", "asked", "asked, or a thing's")
_SAYS = frozenset(phrase.split()[0] for phrase in _TELLING)
_TELLS = re.compile(rf"(?<![\w@./-])(?:{'|'.join(_TELLING)}) (?P<name>[^\W\d_]{{3,20}})(?![\w@-])")
_FAMILY_END = re.compile(rf"(?:{one_of('small_letters/family_ends')})\Z")
_PREVIOUS = re.compile(r"(?<![\w@./'-])(?P<word>[^\W\d_](?:[^\W\d_]|-(?=[^\W\d_])){2,30}) \Z")
_LONGEST = 34
_MOST_FOLLOWING = 3
_NOBLE = frozenset(("von ", "van ", "van der ", "van den ", "della ", "dal ", "ter ", "ap "))
_UNKNOWN_END = re.compile(
    rf"(?P<name> (?P<particle>(?:(?:{SMALL_PARTICLES}|ap|dal) ){{0,2}})"
    r"(?P<word>[^\W\d_]{3,20}(?:-[^\W\d_]{3,20})?))(?![\w@'-])(?P<mark>[,!:]|\Z)?"
)
_BEFORE = ("", " ", "\n", "(", '"', "'", "*", "~", "\u201e", "\u201c", "\u00ab", "\u2018", "\u00bf")
_NEVER_AFTER = ("_", "@", "/", "=", "\\")
_ARTICLE = re.compile(r"(?<!\w)(?:(?:the|el|un|una|une|het|een|das|ein|eine) |l['\u2019])\Z")
_PRESENTING = frozenset(("its", "it's", "im", "i'm", "am"))
_PRESENTED = tuple(f"{said} " for said in _PRESENTING)
_SAID_OF_NAMES = frozenset(phrases("small_letters/said_of_names"))
_NO_FAMILIES = frozenset(phrases("small_letters/no_families"))
_PROGRAMS = frozenset(phrases("small_letters/programs"))


def in_small_letters(text: str, words: frozenset[str], names: frozenset[str]) -> Iterator[Found]:
    """Every such name in a text of these words, some of them given names."""
    for start, end in places(text, names) if names else ():
        begin = _begin(text, start)
        if _is_name(text, start, end) or (begin < start and is_apart(text, begin, end)):
            yield Found(begin, _end(text, end, begin), "name")
        elif _is_told_by_itself(text, start, end):
            yield Found(start, end, "name")
    yield from _with_families(text, words)
    yield from _spoken_to(text, words)
    yield from beside_or_acting(text, words)
    yield from told(text, words)
    yield from greeted(text, words)
    yield from sought(text, words)
    if not words.isdisjoint(SMALL_TITLES):
        yield from titled(text)
    yield from led(text, words)
    for word in _leading() & words:
        for phrase in _introducing()[word]:
            if phrase in text:
                yield from _introduced(text, phrase)


def may_hold_one(text: str, words: frozenset[str]) -> bool:
    """Whether a text of these words may hold a name in small letters, or what leads up to one."""
    if given_ones(words):
        return True
    if not words.isdisjoint(_leading()) and any(one in text for one in INTRODUCED):
        return True
    return (
        any(_with_families(text, words))
        or any(_spoken_to(text, words))
        or any(beside_or_acting(text, words))
        or any(told(text, words))
        or any(greeted(text, words))
        or any(sought(text, words))
        or any(led(text, words))
        or (not words.isdisjoint(SMALL_TITLES) and any(titled(text)))
    )


def _spoken_to(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Given names that are words besides, after what one says to a person: "tell grace"."""
    if _SAYS.isdisjoint(words) or small_word_names().isdisjoint(words):
        return
    for match in _TELLS.finditer(text):
        start, end = match.span("name")
        if match["name"] in small_word_names() and is_apart(text, start, end):
            yield Found(start, _end(text, end), "name")


def _with_families(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Given names that are words besides, right before a family name: "hazel whitfield"."""
    names = small_word_names() & words
    if not names or not (small_families(words) or not _PRESENTING.isdisjoint(words)):
        return
    for start, end in places(text, names):
        following = _NEXT.match(text, end)
        if not following or following["word"] in _NO_FAMILIES or not is_apart(text, start, end):
            continue
        is_presented = text.endswith(_PRESENTED, 0, start) and _ends_name(following["word"])
        if is_presented or is_small_family(following["word"]):
            yield Found(start, _end(text, following.end()), "name")


def _ends_name(word: str) -> bool:
    """Whether a word in small letters is a family name, be it a word besides."""
    return word not in listed("no_names") and is_family(word.title())


def words_of(text: str) -> frozenset[str]:
    """The words of a text, without the marks around them."""
    text = text.rstrip(".").lstrip("@").replace(". ", " ").replace(".\n", " ").replace(" @", " ")
    for mark in _MARKS:
        text = text.replace(mark, " ")
    return frozenset(text.split())


@cache
def _leading() -> frozenset[str]:
    """A word of each phrase that introduces a name."""
    return frozenset(_introducing())


@cache
def _introducing() -> dict[str, list[str]]:
    """What introduces a name, by its longest word."""
    phrases: dict[str, list[str]] = {}
    for phrase in INTRODUCED:
        word = max(re.split("[ ']", phrase.rstrip()), key=len)
        phrases.setdefault(word, []).append(phrase)
    return phrases


def _is_name(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 2]
    if before == "@":
        return after[:1] not in (".", "@") and not text[start - 2 : start - 1].isalnum()
    if _is_part(text, start, end):
        return False
    return (
        text[start:end] in sure_small_names()
        or is_surely_before(text, start)
        or is_likely_around(text, start, end)
        or leads_up_small(text, start)
        or _is_followed_by_family(text, end)
    )


def _is_told_by_itself(text: str, start: int, end: int) -> bool:
    """Whether a given name needs no word beside it: in a chat that begins without a capital."""
    if not text[0].islower() or _is_part(text, start, end):
        return False
    return text[start:end] not in _PROGRAMS and not is_common(text[start:end])


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a word is a part of an address or a path, or a thing by its article."""
    is_thing = _ARTICLE.search(text, max(0, start - 8), start)
    return bool(is_thing) or not is_apart(text, start, end)


def is_apart(text: str, start: int, end: int) -> bool:
    """Whether a word is no part of an address, a path or an assignment."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 2]
    if before not in _BEFORE or after[:1] in _NEVER_AFTER:
        return False
    if before == "'" and text[max(0, start - 4) : start - 1].isalpha() and start > 4:
        return False  # "quest'anno"
    return not (after[:1] in (".", "-", ":") and after[1:].isalnum())


def _is_followed_by_family(text: str, end: int) -> bool:
    following = _NEXT.match(text, end)
    if not following or following["word"] in listed("no_names"):
        return False
    word = following["word"]
    if is_small_family(word) or _FAMILY_END.search(word):
        return True
    return not is_small_name(word) and is_family(word.title())


def _end(text: str, end: int, start: int | None = None) -> int:
    """With the names that follow."""
    unknown = _UNKNOWN_END.match(text, end) if start is not None else None
    if unknown and _may_end(text, unknown, start or 0):
        return unknown.end("name")
    for _ in range(_MOST_FOLLOWING):
        following = _NEXT.match(text, end)
        if not following or not (
            _goes_on(following["word"]) or _is_before_another(text, following)
        ):
            break
        end = following.end()
    return end


def given_ones(words: frozenset[str]) -> frozenset[str]:
    """The given names among these words, double ones too: "kai-uwe"."""
    double = [word for word in words if "-" in word and _is_double(word.split("-"))]
    return small_names(words).union(double)


def _is_double(parts: list[str]) -> bool:
    """Whether all parts are given names, and one of them no word besides: "kai-uwe"."""
    return listed("given").issuperset(parts) and any(map(is_small_name, parts))


def _begin(text: str, start: int) -> int:
    """With a family name that stands first: "kovács jános"."""
    before = _PREVIOUS.search(text, max(0, start - _LONGEST), start)
    if not before or not any(map(is_small_family, before["word"].split("-"))):
        return start
    return start if is_small_name(before["word"]) else before.start()


def _may_end(text: str, unknown: re.Match[str], start: int) -> bool:
    """Whether a word that no list holds ends a name: behind "von", or where a greeting ends."""
    word = unknown["word"]
    if word in listed("no_names") or word in LEADING_WORDS or word in SURE_WORDS:
        return False
    if unknown["particle"] in _NOBLE:
        return True
    return not unknown["particle"] and bool(unknown["mark"]) and is_greeting(text, start)


def _is_before_another(text: str, following: re.Match[str]) -> bool:
    """Whether a word that no list holds ends a name in a pair: "anna quaxworth and paul"."""
    if following["word"] in listed("no_names"):
        return False
    another = _AND_ANOTHER.match(text, following.end())
    return another is not None and another["name"] in sure_small_names()


def _goes_on(word: str) -> bool:
    """Whether a word after a name in small letters is one more of its words."""
    if is_small_family(word) or is_small_name(word) or _FAMILY_END.search(word):
        return word == word.lower()
    return word not in _NO_FAMILIES and is_family(word.title()) and word == word.lower()


def _is_adverb(word: str) -> bool:
    return word.islower() and word.endswith("ly") and not is_given(word.title())


def _introduced(text: str, phrase: str) -> Iterator[Found]:
    """What somebody says is a name, in whatever letters: "my name is zorblina quaxworth"."""
    at = text.find(phrase)
    while at >= 0:
        end = begin = at + len(phrase)
        if at == 0 or not text[at - 1].isalnum():
            for _ in range(2):
                following = _NEXT.match(text, end - 1 if end == begin else end)
                if not following or following["word"].lower() in listed("no_names"):
                    break
                if following["word"] in _SAID_OF_NAMES or _is_adverb(following["word"]):
                    break
                end = following.end()
            if end > begin:
                yield Found(begin, end, "name")
        at = text.find(phrase, at + 1)
