"""Finds names in small letters that are words besides, or in no list: "hi rose,", "čau péťo,"."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.around import has_turkish_ending, is_greeting
from microapp_llm.redaction.people.lists import is_common, is_family, listed
from microapp_llm.redaction.people.small_lists import small_word_names
from microapp_llm.redaction.people.small_places import places
from microapp_llm.redaction.phrases import longest_first, phrases

_MARKS = (",", "!", "\n", "")
_TITLES = tuple(f" {title}{end}" for title in ("bey", "han\u0131m") for end in (" ", "'", ",", "."))
_LONGEST = 20  # letters of a greeting
_ENDEARMENTS = frozenset(("love", "dear", "honey", "angel", "prince", "king", "sunny", "boss"))
_HELLOS = longest_first("small_letters/greetings", "")
_FIRST_OF_HELLOS = frozenset(hello.split()[0] for hello in _HELLOS)
_BEGINNINGS_OF_HELLOS = frozenset(hello[:2] for hello in _HELLOS)
_UNKNOWN = re.compile(
    rf"(?:{'|'.join(_HELLOS)}),? "
    r"(?P<name>[^\W\d_]{2,14}(?:-[^\W\d_]{2,14})?) ?[,!\n]"
)
_QUOTES = '"\u201c\u201e\u00ab'
_YOU = frozenset(
    (
        *("you", "your", "youre", "you're", "u", "ur", "du", "dein", "deine", "dir", "ihr", "tu"),
        *("ton", "tes", "vous", "tus", "usted", "você", "vc", "je", "jij", "jouw", "din", "ditt"),
        *("ty", "twój", "twoja", "tvůj", "tvoje", "sen", "kamu"),
    )
)
_CALLED_TO = _ENDEARMENTS.union(
    phrases("small_letters/called_to"),
    *(
        phrases(f"names_around/{name}")
        for name in ("relations", "professions", "roles", "offices", "no_speakers", "in_chats")
    ),
)
_SOUTHERN = frozenset(phrases("small_letters/greetings", "southern"))
_NICKNAMES = frozenset(phrases("small_letters/greetings", "nicknames behind them"))
_LONGEST_UNKNOWN = 6  # letters: nicknames are short
_VOWELS = frozenset("aeiouyæøœıаеиоуыэюяієαεηιουω")
_SHORTEST = 3  # letters of a name without an accent


def greeted(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Every such name in a text of these words."""
    names = (
        ((small_word_names() & words) | (listed("given") & words))
        - _ENDEARMENTS
        - listed("no_names")
    )
    yield from _unknown(text)
    for start, end in places(text, names) if names else ():
        is_titled = text.startswith(_TITLES, end)
        if (
            is_titled
            or _is_greeted(text, start, end)
            or _is_in_turkish(text, end)
            or (text[end : end + 2] == ", " and _is_spoken_to(text, start, end))
        ):
            yield Found(start, end, "name")


def _unknown(text: str) -> Iterator[Found]:
    """Who is greeted with the first words, be it by a name that no list holds: "servus flo,"."""
    if text[:2].lower() not in _BEGINNINGS_OF_HELLOS:
        return
    first = text[:_LONGEST].partition(" ")[0].rstrip(",").lower()
    if first not in _FIRST_OF_HELLOS:
        return
    match = _UNKNOWN.match(text[:1].lower() + text[1 : 2 * _LONGEST])
    if match and (
        _may_be_a_name(match["name"]) or (first in _SOUTHERN and match["name"] in _NICKNAMES)
    ):
        yield Found(*match.span("name"), "name")


def _may_be_a_name(word: str) -> bool:
    """Whether a word that is greeted is no ordinary one of a language."""
    if word != word.lower() or (len(word) < _SHORTEST and word.isascii()):
        return False
    if max(map(len, word.split("-"))) > _LONGEST_UNKNOWN:
        return False  # "hi stackoverflow,", "hallo hausverwaltung,"
    if _VOWELS.isdisjoint(unicodedata.normalize("NFD", word)):
        return False  # "coucou tlm,", "hola rrhh,"
    if word in _FIRST_OF_HELLOS:
        return False
    return not any(map(_is_a_word, (word, *_singulars(word)))) and not is_family(word)


def _singulars(word: str) -> Iterator[str]:
    """What a word may be the plural of: "dudes", "horses", "tribus"."""
    for end in ("s", "es"):
        if len(word) >= _SHORTEST + len(end) and word.endswith(end):
            yield word.removesuffix(end)


def _is_a_word(word: str) -> bool:
    """Whether it is an ordinary word of a language, or calls to somebody without a name."""
    return (
        word in listed("no_names")
        or word in listed("lone_words")
        or word in _CALLED_TO
        or is_common(word)
    )


def _is_greeted(text: str, start: int, end: int) -> bool:
    """Whether a line begins with a greeting, and this word and a mark are all that follow."""
    if text[end : end + 1] not in _MARKS or not is_greeting(text, start):
        return False
    line = text[max(0, start - _LONGEST) : start].rpartition("\n")[2]
    return len(line) < _LONGEST and len(line.split()) < 3


def _is_spoken_to(text: str, start: int, end: int) -> bool:
    """Whether a text or a quotation begins with this word and "you": '"tyler, you closed out'."""
    if start and text[start - 1] not in _QUOTES:
        return False
    return text[end + 2 : end + 12].split(" ")[0] in _YOU


def _is_in_turkish(text: str, end: int) -> bool:
    """Whether an apostrophe and an ending follow, which Turkish writes behind names alone."""
    return text[end : end + 1] in ("'", "\u2019") and has_turkish_ending(text, end)
