"""Finds passwords as programs make them, behind a word for one: of all kinds of characters.

Brackets, commas and quotes are signs like others to such a program: `Qx(7kL;w>2Vz`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import Hints, phrases
from microapp_llm.redaction.secrets.looks import (
    EASTERN,
    MOST_KINDS,
    changes,
    is_mostly_stand_in,
    is_no_password,
    kinds,
)

_VALUE = (
    r"(?P<quote>[\"'`\u201e\u201c\u00ab\u00bb\u300c]?)" + rf"(?P<value>[^\s{EASTERN}]{{8,100}})"
)
_SET = re.compile(
    rf"[A-Za-z0-9_-]{{0,20}}[\"'`\]]{{0,2}}\s?(?::=|=>|[:=>\uff1a是为為はが는은])\s{{0,3}}{_VALUE}"
)
_SAID = re.compile(rf"\s{_VALUE}")
_PAIR = re.compile(rf"[^\W_][\w.@+-]{{1,63}}\s?[:/|]\s?{_VALUE}")
_LOGINS = phrases("secrets/passwords", "logins")
_LOGIN_HINTS = Hints(_LOGINS)
_CLOSING = {"\u201e": "\u201c", "\u201c": "\u201d", "\u00ab": "\u00bb", "\u00bb": "\u00ab"}
_NEXT_FIELD = re.compile(r"[;&,|](?=[A-Za-z_ ]{2,30}=)|</|\\n|[\"'](?=[,}\]]*\Z)|[\"'](?=,[\"'])")
_CODE = re.compile(  # a call or a place in a list, a setting, a template, an address, a pattern
    r"[A-Za-z_][A-Za-z_.:]{2,}\d{0,4}[a-z]{0,4}[(\[](?=.*[\"')\],]|\Z)[\w.\"'`,:=/()\[\]{}-]*;?"
    r"|[A-Za-z_]{3,}=.*|\$[{(].*[})]|[{<%].*[}>]s?|%\(\w+\)s?|.*://.*|!?/.*/.*|.*[Aa]-[Zz].*"
    r"|[\w./-]*\{\w+\}.*"
)
_VARIABLE = re.compile(r"\$\w+")
_SIGNS = frozenset("!@#$%^&*?+=~()[]{}<>;,|\"'`")
_SHORTEST = 8  # characters
_LONGEST = 100
_MARKS = 2  # before a value: a blank and a quote
_FAR = 64  # characters behind a word for a password


def generated(text: str, name_end: int) -> Found | None:
    """The password that stands behind its word, within the same line."""
    line_end = text.find("\n", name_end, name_end + _FAR)
    last = line_end if line_end >= 0 else name_end + _FAR
    ends = last + _LONGEST + _MARKS
    place = _SET.match(text, name_end) or _SAID.search(text, name_end, ends)
    while place and place.start() <= last:
        value = _value(place)
        if _is_one(value):
            start = place.start("value")
            return Found(start, start + len(value), "secret")
        place = _SAID.search(text, place.start("value"), ends)
    return None


def beside_logins(text: str, small: str) -> Iterator[Found]:
    """The passwords behind who signs in with them: "creds: admin / Qx(7kL;w"."""
    if not _LOGIN_HINTS.may_be_in(small):
        return
    for login in _LOGINS:
        at = small.find(login)
        while at >= 0:
            at += len(login)
            if place := _PAIR.search(text, at, at + _FAR + _LONGEST):
                yield from _paired(text, at, place)
            at = small.find(login, at)


def _paired(text: str, at: int, place: re.Match[str]) -> Iterator[Found]:
    start, value = place.start("value"), _value(place)
    if "\n" not in text[at:start] and _is_one(value):
        yield Found(start, start + len(value), "secret")


def _value(place: re.Match[str]) -> str:
    """The value without what ends it: its quote, another field, the mark of a sentence."""
    value, quote = place["value"], place["quote"]
    if quote:
        return value.partition(_CLOSING.get(quote, quote))[0]
    return _NEXT_FIELD.split(value, maxsplit=1)[0].rstrip(".,;:")


def _is_one(value: str) -> bool:
    """Whether the kinds of characters are all there, and change as often as chance changes them."""
    value = value.lstrip("#").rstrip("!?")
    if len(value) < _SHORTEST or kinds(value) < MOST_KINDS or _SIGNS.isdisjoint(value):
        return False
    if ("[[" in value and "]]" in value) or is_mostly_stand_in(value) or is_no_password(value):
        return False
    if _VARIABLE.fullmatch(value):
        return changes(value[1:]) * 2 >= len(value)
    sorts = [_sort(one) for one in value]
    changed = sum(a != b for a, b in pairwise(sorts))
    return changed * 3 >= len(value) and _CODE.fullmatch(value) is None


def _sort(one: str) -> int:
    """A digit, a small letter, a capital, or a sign."""
    return 3 if not one.isalnum() else one.isdigit() + 2 * one.isupper()
