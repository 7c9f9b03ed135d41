"""Finds e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found

_OTHERS = "\u0590"  # from here on letters that stand beside an address without a space
_AFTER_IN_ASCII = re.compile(
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}"
    rf"[A-Za-z](?:[A-Za-z0-9-]{{0,60}}[A-Za-z0-9])?(?=\.?[{_OTHERS}-\U0001ffff])"
)
_AFTER = re.compile(r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_](?:[\w-]{0,60}[^\W_])?")


def find(text: str) -> Iterator[Found]:
    """Every address: looked for from each @, so that no long word costs more than its length."""
    at = text.find("@")
    while at >= 0:
        after = _AFTER_IN_ASCII.match(text, at) or _AFTER.match(text, at)
        start = _local_part(text, at) if after else at
        if after and start < at and not _is_of_code(text, start, at, after.end()):
            yield Found(start, after.end(), "email")
        at = text.find("@", after.end() if after else at + 1)


def _is_of_code(text: str, start: int, at: int, end: int) -> bool:
    """Whether it is where code is kept, and nobody's address: "git@github.com:team/app.git"."""
    if text.endswith("://", 0, start):
        return True  # who signs in to a host: "https://oauth2@git.example"
    if text[at - 1] == "/":
        return True  # a path: "./vendor-chunks/@swc.js"
    return text[start:at] in _KEEPERS and text[end : end + 1] in _BEFORE_PATHS


def _local_part(text: str, at: int) -> int:
    start = at
    last = _OTHERS if text[max(0, at - 1)] < _OTHERS else chr(0x10FFFF)
    least = max(0, at - 64)
    while start > least:
        letter = text[start - 1]
        if letter >= last or not (letter.isalnum() or letter in _MARKS):
            break
        start -= 1
    if "=" in text[start:at] and "&" in text[start:at]:
        start = text.rfind("=", start, at) + 1  # "name=Anna&email=anna@example.org"
    while start < at and text[start] in ".'`/=?{|}*#&!$%^~":
        start += 1
    return start


_MARKS = frozenset("_.!#$%&'*+/=?^`{|}~-")
_KEEPERS = frozenset(("git", "gitea", "gitlab", "forgejo", "hg"))
_BEFORE_PATHS = frozenset((":", "/"))
