"""Takes out of what was found the names of what is counted or ordered: "two Margherita"."""

from __future__ import annotations

import re

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import phrases

NUMBERS = frozenset(phrases("things/counts", ""))
_AT = frozenset(phrases("things/counts", "at"))
_ORDERED = frozenset(phrases("things/called", "ordered"))
_LEADING = NUMBERS | _ORDERED
_REACH = 32
_ENDS = (".", "!", "?", ":", "\n")
_TO_SOMEONE = re.compile(r" (?:an?|the|some|eine?n?|een|une?|de|el|la|o|uma?|un[oa]?|et|en) ")


def is_counted(text: str, one: Found) -> bool:
    """Whether a number in words or an order stands right before this name, which is one word."""
    if text[one.start - 1 : one.start] != " ":
        return False
    *before, last = text[max(0, one.start - _REACH) : one.start - 1].lower().rsplit(" ", 2)
    last = last.rpartition("\n")[2]
    if last not in _LEADING or _TO_SOMEONE.match(text, one.end):
        return False
    if last in NUMBERS:
        return not before or before[-1].rpartition("\n")[2] not in _AT
    place = one.start - 1 - len(last)
    return not text[:place].strip() or text[:place].rstrip(" ").endswith(_ENDS)
