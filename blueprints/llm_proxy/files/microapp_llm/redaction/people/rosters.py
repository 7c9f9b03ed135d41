"""Finds names on a roster: who works when, who is there, who signs below a message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import (
    is_family,
    is_given,
    is_no_name,
    is_only_family,
    is_only_given,
)
from microapp_llm.redaction.people.shapes import CAPITALS, WORD, has_looks
from microapp_llm.redaction.phrases import one_of

_NAME = rf"{WORD}(?: {WORD})?"
_AS = r"(?: \([^()\n]{1,20}\))?"  # "Potts (chair)"
_SHIFT = re.compile(
    rf"(?:^[ \t>*|-]*|[;.] )(?i:{one_of('names_around/rosters')})"
    rf"(?:[ *|]{{0,3}}[:|] ?| (?={_NAME}, {WORD}))"
    rf"(?P<names>{_NAME}{_AS}(?:(?:, ?| / | und | and | & ){_NAME}{_AS})*)(?=[ .|*]*$|;|\. )",
    re.MULTILINE,
)
_BULLET = re.compile(
    rf"^[ \t]*[-*\u2022] (?P<name>{WORD})(?=:| [^\W\d_{CAPITALS}]|\n|\Z)", re.MULTILINE
)
_BULLETS = re.compile(r"^[ \t]*[-*\u2022] ", re.MULTILINE)
BULLETS = ("\n- ", "\n* ", "\n\u2022 ")  # one of them stands in each text that has a list
_FEWEST = 2  # lines of a list
_PIECE = re.compile(_NAME)
_SIGNED = re.compile(
    rf"(?:\n|[.!?] )/ ?(?P<name>{WORD}(?: {WORD}){{0,2}})[\"\u201d\u00bb]?\s*(?=\n|\Z)"
)


def on_rosters(text: str) -> Iterator[Found]:
    """Every such name."""
    for line in _SHIFT.finditer(text) if ":" in text or "|" in text else ():
        names = [
            one
            for one in _PIECE.finditer(text, *line.span("names"))
            if text[one.start() - 1] != "("
        ]
        words = [word for name in names for word in name[0].split()]
        is_known = any(is_only_family(word) or is_only_given(word) for word in words)
        if is_known and not any(is_no_name(word) and not is_family(word) for word in words):
            yield from (Found(*name.span(), "name") for name in names)
    for match in _SIGNED.finditer(text) if "/" in text else ():
        words = match["name"].split()
        if has_looks(words) and any(is_given(word) or is_family(word) for word in words):
            yield Found(*match.span("name"), "name")


def on_bullets(text: str) -> Iterator[Found]:
    """Family names with which all lines of a list begin: "- Quandt braucht ein Headset"."""
    lines = [*_BULLET.finditer(text)]
    if len(lines) < _FEWEST or len(lines) < len(_BULLETS.findall(text)):
        return
    names = [line["name"] for line in lines]
    if any(map(is_no_name, names)) or not all(
        is_family(one) or is_only_given(one) for one in names
    ):
        return
    if any(map(is_only_family, names)):
        yield from (Found(*line.span("name"), "name") for line in lines)
