"""Finds e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found

_AFTER = re.compile(r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_](?:[\w-]{0,60}[^\W_])?")


def find(text: str) -> Iterator[Found]:
    """Every address: looked for from each @, so that no long word costs more than its length."""
    at = text.find("@")
    while at >= 0:
        after = _AFTER.match(text, at)
        start = _local_part(text, at) if after else at
        if after and start < at:
            yield Found(start, after.end(), "email")
        at = text.find("@", after.end() if after else at + 1)


def _local_part(text: str, at: int) -> int:
    start = at
    while start > max(0, at - 64) and (text[start - 1].isalnum() or text[start - 1] in _MARKS):
        start -= 1
    while start < at and text[start] in ".'`/=?{|}*#&!$%^~":
        start += 1
    return start


_MARKS = frozenset("_.!#$%&'*+/=?^`{|}~-")
