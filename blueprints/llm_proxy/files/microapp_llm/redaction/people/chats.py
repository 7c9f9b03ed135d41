"""Finds who speaks in a chat: lines that begin with names, of which one comes again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_given, is_no_name, listed
from microapp_llm.redaction.people.shapes import has_looks
from microapp_llm.redaction.phrases import phrases

_DAY = r"(?:[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4},? )?"
_TIME = rf"[\[(]?{_DAY}[0-9]{{1,2}}[:.][0-9]{{2}}(?::[0-9]{{2}})?(?: ?[AaPp][Mm])?[\])]?"
_WORD = r"[^\W\d_][\w'-]{1,20}"
_LINE = re.compile(
    rf"(?:{_TIME} ?[-\u2013]? ?)?<?(?P<name>{_WORD}(?: {_WORD}){{0,2}})>?"
    rf"(?: ?{_TIME}:?| ?:)(?=\s)"
)
_NOBODY = frozenset(phrases("names_around/no_speakers"))
_MOST_LINES = 200
_TWICE = 2
_SCRIPTS = (("\u05d0", "\u05ea", "hebrew_given"), ("\u0621", "\u064a", "arabic_given"))


def speakers(text: str) -> Iterator[Found]:
    """The names at the beginnings of lines, where one speaks twice and one is a name for sure."""
    lines = [*_lines(text)]
    said = Counter(match["name"] for match in lines)
    timed = sum(":" in match[0][len(match["name"]) :][:-1] for match in lines)
    if not said or max(timed, *said.values()) < _TWICE:
        return
    if not any(_is_listed(name) for name in said):
        return
    for match in lines:
        if _is_name(match["name"]):
            yield Found(*match.span("name"), "name")


def _lines(text: str) -> Iterator[re.Match[str]]:
    """The lines that begin as a chat's do."""
    at = 0
    for _ in range(_MOST_LINES):
        match = _LINE.match(text, at)
        if match:
            yield match
        at = text.find("\n", at) + 1
        if not at:
            return


def _is_name(name: str) -> bool:
    words = name.split()
    if any(word.lower() in _NOBODY or (is_no_name(word) and not is_given(word)) for word in words):
        return False
    return _is_listed(name) or (has_looks(words) and words[0][0].isupper())


def _is_listed(name: str) -> bool:
    first = name.split()[0]
    for least, last, names in _SCRIPTS:
        if least <= first[0] <= last:
            return first in listed(names)
    return first[0].isupper() and is_given(first) and first.lower() not in _NOBODY
