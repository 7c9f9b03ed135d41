"""Finds names in what is filled in: forms, JSON, XML, lists of who does what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_family, is_given, is_no_name
from microapp_llm.redaction.people.things import is_named_as_a_thing
from microapp_llm.redaction.phrases import one_of, phrases

_PERSONS = one_of("fields/names")
_VALUE = re.compile(
    r"[:=>][ \"'`*\[>_]{0,4}(?P<value>[^\W\d_](?:[^\W\d_]|[ .-]|'(?=[^\W\d_])){1,60})"
)
_LABEL = re.compile(
    rf"(?<![^\W_])(?:(?P<person>{_PERSONS})|{one_of('fields/roles')})[\"'`\])*_]{{0,3}} ?\Z",
    re.IGNORECASE,
)
_COLUMN = re.compile(rf"(?:{_PERSONS}|{one_of('fields/columns')})", re.IGNORECASE)
_LONGEST_LABEL = 36
_NO_VALUES = frozenset(phrases("fields/no_values"))
_FIRST_AND_LAST = re.compile(
    r"[\"'](?:first|given|fore)[\"']\s*[:=]\s*[\"'](?P<one>[^\W\d_](?:[^\W\d_]|[ '.-]){1,40})"
    r"[\"']\s*[,;]\s*"
    r"[\"'](?:last|family|sur)[\"']\s*[:=]\s*[\"'](?P<two>[^\W\d_](?:[^\W\d_]|[ '.-]){1,40})[\"']",
    re.IGNORECASE,
)
_PARTICLES = frozenset(phrases("names_around/particles"))
_MOST_WORDS = 5
_ENDS = re.compile(r" - |\. |  ")


def is_label_of_persons(text: str) -> bool:
    """Whether a text is the heading of a column of persons' names."""
    label = _COLUMN.fullmatch(text.strip(" \"'*_`")) if len(text) < _LONGEST_LABEL else None
    return label is not None


def fields(text: str) -> Iterator[Found]:
    """The names that fields hold, in whatever letters they are written."""
    for match in _VALUE.finditer(text):
        value = match["value"]
        if _goes_on_as_code(text, match.end(), value):
            continue
        if text[match.end() : match.end() + 1] == "@":
            value = value.rpartition(" ")[0]  # "From: Anna Berg aberg@example.org"
        value = _ENDS.split(value)[0].rstrip(" .'-")
        words = value.split()
        if not 0 < len(words) <= _MOST_WORDS or not _is_name(words, is_sure=True):
            continue  # no name whatever the label says: most are told by this, which is cheaper
        label = _LABEL.search(text, max(0, match.start() - _LONGEST_LABEL), match.start())
        if label and "-" in value and is_named_as_a_thing(value):
            continue  # "from: Bergen-klinikk"
        if label and (label["person"] is not None or _is_name(words, is_sure=False)):
            yield Found(match.start("value"), match.start("value") + len(value), "name")


def first_and_last(text: str) -> Iterator[Found]:
    """The names that two fields hold side by side: {"first": "Anil", "last": "Das"}."""
    for match in _FIRST_AND_LAST.finditer(text):
        if any(map(_is_known, f"{match['one']} {match['two']}".split())):  # and no "page1"
            yield Found(*match.span("one"), "name")
            yield Found(*match.span("two"), "name")


def _goes_on_as_code(text: str, end: int, value: str) -> bool:
    """Whether one word is the first of an account's or a machine's: "anna_ro", "julia-02"."""
    after = text[end : end + 1]
    return " " not in value and (after == "_" or (value[-1] == "-" and after.isdigit()))


def _is_name(words: list[str], *, is_sure: bool) -> bool:
    said = [word for word in words if word.lower() not in _PARTICLES]
    if not said or any(word.lower() in _NO_VALUES for word in words):
        return False
    known = sum(_is_known(word) for word in said)
    odd = any(is_no_name(word) and not _is_known(word) for word in said)
    if is_sure:
        return not odd and (known > 0 or any(word[0].isupper() for word in said))
    if len(said) == 1:
        return is_given(_title(said[0])) and not is_no_name(said[0])
    return not odd and known * 2 >= sum(len(word) > 2 for word in said)


def _is_known(word: str) -> bool:
    title = _title(word)
    return is_given(title) or is_family(title)


def _title(word: str) -> str:
    return word if word[0].isupper() and not word.isupper() else word.title()
