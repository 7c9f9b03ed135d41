"""Whether a given name that stands alone is a person's: what is around it tells."""

from __future__ import annotations

import re

from microapp_llm.redaction.people.lists import is_only_family, is_only_given, listed
from microapp_llm.redaction.phrases import one_of, phrases

_PLACES = frozenset(phrases("things/before", "before", "before or first", "before a name alone"))
_WITHIN = frozenset(("in", "In", "en", "em", "Em", "w", "W", "we", "v"))
_TOWARDS = frozenset(phrases("things/towards_places"))
_REACH = 24
_INTO_SOMEBODY = frozenset(
    ("interested", "trust", "trusts", "faith", "believe", "confidence", "verliebt")
)
_OF_SOMEBODY = frozenset(("'", "\u2019"))
_NOT_BEFORE = frozenset(
    ["the", "an", "of", "no", "any", "this", "that", "your", "my", "our", "its", "their"]
)
_ASKS = frozenset(phrases("names_around/questions")) | frozenset(
    phrase.split()[0] for phrase in phrases("names_around/telling", "asked")
)
_ELISIONS = frozenset(("d", "qu", "D", "Qu"))
_SOFTWARE = frozenset(("Julia", "Jasmine", "Claude", "Hugo", "Maven"))
_OF_SOFTWARE = ("Python", "Ruby", "Rust", "Java", "Pascal", "code", "package", "library", "compile")
_PERSONS = frozenset(
    phrase.rpartition(" ")[2]
    for name in ("relations", "roles", "professions", "no_speakers")
    for phrase in phrases(f"names_around/{name}")
)
_NOUN = re.compile(r"[^\W\d_]+")
_NOUNS = frozenset(phrases("names_around/told_nouns"))
_ENDS = frozenset(" ,.;:!?)\"'\n")


_WITH_THINGS = re.compile(  # and small letters of some length: no "and I", no "et sa mère"
    r"(?P<second>, [^\W\d_A-Z]{3,20})?"
    rf"(?:,|(?P<and> (?:{one_of('names_around/joints')}))) "
    r"(?![^\W\d_]{1,3} )[^\W\d_A-Z]{4,20}(?![^\W\d_])"
)


def begins_sentence(text: str, start: int) -> bool:
    """Whether a sentence begins at this place, so that every word has its capital there."""
    return text[max(0, start - 2) : start].strip() in ("", ".", "?", "!", ":")


def is_listed_with_things(text: str, end: int, word: str = "") -> bool:
    """Whether this word at the beginning stands in a list with small letters: "Rosa y azul".

    A comma joins what is a word, too: "Rosa, azul"; and what is one of some language where the list
    goes on: "Malina, róża i bez". Without one to ask about, every comma joins.
    """
    match = _WITH_THINGS.match(text, end)
    if match is None or not text[match.end() - 1].islower():
        return False
    if match[0].startswith(",") and word and word not in listed("small_words"):
        is_whole = match["second"] and match["and"]
        if not is_whole or word not in listed("lone_words"):
            return False
    return match[0].rpartition(" ")[2] not in _PERSONS


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name is no part of the name of a place or a thing."""
    if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():
        noun = _NOUN.match(text, end + 1)
        if noun is None or noun[0] not in _NOUNS or text[start - 2 : start - 1].isupper():
            return False
        is_name = is_only_given(text[start:end]) or is_only_family(text[start:end])
        return is_name and text[start - 2 : start - 1].islower()
    before = text[max(0, start - 20) : start].rstrip(" .").split()
    if not before:
        return True
    is_within = before[-1] in _WITHIN and _INTO_SOMEBODY.isdisjoint(before[-2:-1])
    if is_within and text[end : end + 1] not in _OF_SOMEBODY:
        return text[start:end] not in listed("given_cities")  # "in Charlotte"
    if before[-1] == "firma" and before[-2:-1] and before[-2][-1] == ",":
        return True  # who signs in Spanish: ", firma Lupe"
    return before[-1].lower() not in _PLACES


def may_be_in(text: str, start: int) -> bool:
    """Whether a place may be meant: behind what may be "in" or "from", or a comma."""
    before = text[max(0, start - _REACH) : start].split()
    return bool(before) and (before[-1][-1] in ",(" or before[-1].lower() in _TOWARDS)


def is_within_sentence(text: str, start: int, end: int) -> bool:
    """Whether the word has its capital for itself: small letters before it, no capital after it."""
    mark = text[start - 1 : start]
    if start < 2 or mark not in (" ", "'", "\u2019", "\u00bf"):
        return False
    if (text[end : end + 1] or " ") not in _ENDS:
        return False
    if text[start:end] in _SOFTWARE and any(word in text for word in _OF_SOFTWARE):
        return False
    following = text[end + 1 : end + 2]
    if following.isupper() or following.isdigit():
        return False
    words = text[max(0, start - 24) : start - 1].split(" ")
    before = words[-1].rstrip(",").lstrip('\u00bf\u00a1("')
    if mark != " ":
        return before in _ELISIONS
    if before[:1].isupper() and start - len(words[-1]) - 2 < 0:
        return before.lower() in _ASKS  # the first word of all
    return before.isalpha() and before.islower() and before not in _NOT_BEFORE
