"""Finds addresses of streets with a number, where they are somebody's.

The same street is a warehouse's in most texts of firms: a person has to be in the text, or words
such as "my address" and "wohnt in".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.shapes import CAPITALS
from microapp_llm.redaction.phrases import Hints, any_of, one_of, phrases

_OF_NOBODY = frozenset(("secret", "ip"))
_HOME = re.compile(any_of("numbers/streets", "home"))
_HINTS = Hints(phrases("numbers/streets", "hints"))
_NAME = rf"[{CAPITALS}][\w'.-]{{1,25}}"
_NUMBER_FIRST = re.compile(  # from the number on: a search for a digit skips words fast
    r"[0-9](?<![\w.][0-9])[0-9]{0,4}+(?:"
    r"[A-Za-z]?,? (?:[A-Z][\w'-]{1,20} ){1,3}"
    rf"(?:{one_of('numbers/streets', 'after the name')})\b"
    rf"|(?: bis| ter)?,? (?:{one_of('numbers/streets', 'before the name')}) (?!of\b)"
    r"(?:(?:de|du|des|la|le|les) |d'|l'){0,3}[^\W\d_][\w'-]{1,25}(?: [A-Z][\w'-]{1,25}){0,3}"
    r")"
)
_NUMBER_LAST = re.compile(
    r"(?<![\w.])(?:"
    rf"[A-Z][\w-]{{2,30}}(?:{one_of('numbers/streets', 'endings')}) [0-9]{{1,4}} ?[a-z]?\b"
    rf"|(?:{one_of('numbers/streets', 'before the name, number last')}) "
    r"(?:(?:de|del|della|da|do|dos|la|las|los) ){0,2}"
    rf"(?:{_NAME}(?: (?:(?:e|y|i|de|da|do|dei) )?{_NAME}){{0,2}}"
    r"|(?<=[cC]alle )[^\W\d_][\w'-]{1,25})"
    r",? (?:n\.? ?º? ?)?[0-9]{1,5}\b(?![.:/-][0-9])"
    r")"
)


def find(text: str, found: list[Found]) -> Iterator[Found]:
    """Every such address, in a text that has digits; `found` is what else was found in it."""
    if all(one.kind in _OF_NOBODY for one in found) and not _HOME.search(text.lower()):
        return
    for match in _NUMBER_FIRST.finditer(text):
        yield Found(*match.span(), "address")
    if not _HINTS.may_be_in(text.lower()):
        return
    for match in _NUMBER_LAST.finditer(text):
        yield Found(*match.span(), "address")
