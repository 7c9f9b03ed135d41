"""Finds names in short notes: "TODO(Hollis):", "la segreteria, Pennisi, vuole", "Noor, hier de"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.alone import is_listed_with_things
from microapp_llm.redaction.people.lists import (
    ends_like_family,
    is_common,
    is_family,
    is_given,
    is_no_name,
    is_only_family,
    is_only_given,
    listed,
)
from microapp_llm.redaction.people.shapes import CAPITALS, WORD, has_looks
from microapp_llm.redaction.phrases import holds_one, one_of, phrases

_MARKED = re.compile(rf"\b(?:TODO|FIXME|XXX|HACK|NOTE|BUG)\((?P<name>{WORD}(?: {WORD})?)\)")
_MARKS = ("TODO(", "FIXME(", "XXX(", "HACK(", "NOTE(", "BUG(")
_OFFICES = frozenset(
    phrase for name in ("professions", "offices") for phrase in phrases(f"names_around/{name}")
)
_WHO = re.compile(rf"(?P<name>{WORD})(?=, [^\W\d_{CAPITALS}])")
_REACH = 26
_QUOTES = ('"', "\u201c", "\u201e", "\u00ab")
_TOLD = re.compile(rf"(?:{one_of('names_around/offices', 'handing over')})(?!\w)")
_TOLD_FIRST = frozenset("haevcsto")  # letters with which such words begin
_THING = re.compile(rf", (?:{one_of('things/articles', 'behind commas')}) ")
_SENTENCE = re.compile(  # longer than what a thing is called
    r",(?: [^\s\"\u201c\u201d\u00bb]{1,30}){8}"
)
_DOES = re.compile(  # "Jasmin, die Zettel fehlen", not "Jasmin, die Blume des Jahres"
    rf", (?:der|die|das|ein|eine|dein|deine) [{CAPITALS}][^\W\d_]+ "
    rf"(?!(?:{one_of('things/articles', 'behind nouns')})\b)[^\W\d_{CAPITALS}]{{2}}"
)
_WHOM = re.compile(
    rf"(?:\A|(?<=[\n\"\u201c\u201e\u00ab])|(?<=: ))(?P<name>[{CAPITALS}][^\W\d_]{{1,20}})\Z"
)
_CODED = re.compile(  # "Tramontano Gerlando (RLDSGL79R23H501D)", "Aurora Fjelltveit (160166 11593)"
    rf"(?<![\w@./-])(?P<name>{WORD} {WORD}) \("
    r"(?:(?:C\.?F\.?|NIF|DNI|NIE|CPF|BSN|PESEL|f\.? ?nr\.?|p\.?nr\.?)[ :]*)?"
    r"(?:[A-Z]{6}[0-9]{2}[A-Z][0-9]{2}[A-Z][0-9]{3}[A-Z]|[0-9]{6}[ -]?[0-9]{4,5}"
    r"|[XYZ]?[0-9]{7,8}-?[A-Z]|[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}|[0-9]{11}"
    r"|\+[0-9][0-9 ]{7,16})(?=[),;])"
)


def noted(text: str) -> Iterator[Found]:
    """Every such name."""
    if "(" in text:
        if any(mark in text for mark in _MARKS):
            yield from (_named(match) for match in _MARKED.finditer(text) if _is_any(match["name"]))
        yield from (_named(match) for match in _CODED.finditer(text) if _are_any(match["name"]))
    if ", " in text:
        yield from _before_commas(text)


def _named(match: re.Match[str]) -> Found:
    return Found(*match.span("name"), "name")


def _before_commas(text: str) -> Iterator[Found]:
    """Whose office stands before a comma, and to whom something is handed over behind one."""
    is_quoted = holds_one(text, _QUOTES)
    at = text.find(", ")
    while at >= 0:
        letter = text[at + 2 : at + 3]
        if letter.isupper():
            yield from _of_office(text, at)
        elif letter in _TOLD_FIRST and _TOLD.match(text, at + 2):
            whom = _WHOM.search(text, max(0, at - _REACH), at)
            if whom and is_given(whom["name"]):
                yield _named(whom)
        elif is_quoted and letter.islower():
            whom = _WHOM.search(text, max(0, at - _REACH), at)
            if whom and _is_spoken_to(text, whom):
                yield _named(whom)
        at = text.find(", ", at + 1)


def _of_office(text: str, at: int) -> Iterator[Found]:
    """Whose office stands before this comma: "Oldermannen, Bj\u00f8rkelund, f\u00f8rer"."""
    if not text[at - 1].islower():
        return
    office = text[max(0, at - _REACH) : at].split()[-1]
    who = _WHO.match(text, at + 2) if office.lower() in _OFFICES else None
    if who and _is_whose(who["name"]):
        yield _named(who)


def _is_spoken_to(text: str, whom: re.Match[str]) -> bool:
    """Whether what is quoted begins with whom it speaks to: "Jasmin, die Zettel fehlen"."""
    name = whom["name"]
    if text[whom.start() - 1 : whom.start()] not in _QUOTES or not whom.start():
        return False
    if not is_given(name) or is_no_name(name) or name in listed("given_things"):
        return False
    if _THING.match(text, whom.end()) and not _is_a_sentence(text, whom.end()):
        return False
    return not is_listed_with_things(text, whom.end(), name.lower())


def _is_a_sentence(text: str, at: int) -> bool:
    """Whether what begins with a comma and an article says what somebody does."""
    return _DOES.match(text, at) is not None or _SENTENCE.match(text, at) is not None


def _is_whose(word: str) -> bool:
    if is_no_name(word) or not has_looks([word]):
        return False
    return is_given(word) or is_only_family(word) or ends_like_family(word) or not is_common(word)


def _is_any(name: str) -> bool:
    return any(is_given(word) or is_family(word) for word in name.split())


def _are_any(name: str) -> bool:
    """Whether one of two words is a name by the lists, or both may be one."""
    words = name.split()
    if not has_looks(words) or any(is_no_name(word) or is_common(word) for word in words):
        return False
    return any(is_only_given(word) or is_family(word) or ends_like_family(word) for word in words)
