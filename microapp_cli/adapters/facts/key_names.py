"""Finds the names of settings that hold a key or a token, such as SESSION_KEY."""

from __future__ import annotations

import re
from bisect import bisect_right

from microapp_cli.adapters.secrets_scan.text import readable

_MIDDLE = re.compile(rb"_(?:KEY|TOKEN)")
_NAME = re.compile(rb"(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{1,99}")
_LONGEST = 100
_MOST = 500  # of one file: rules ask for keys by name


def find(content: bytes) -> list[tuple[int, str]]:
    """Line and name of each such name, at its first place."""
    text, _ = readable(content)
    first: dict[str, int] = {}
    end = 0
    for match in _MIDDLE.finditer(text):
        if match.start() < end:
            continue
        whole = _NAME.search(text, max(0, match.start() - _LONGEST), match.end() + _LONGEST)
        while whole and whole.end() < match.end():
            whole = _NAME.search(text, whole.end(), match.end() + _LONGEST)
        if whole and whole.start() < match.start():
            end = whole.end()
            first.setdefault(whole[0].decode(), whole.start())
    found = sorted((offset, name) for name, offset in first.items())[:_MOST]
    ends = [match.start() for match in re.finditer(rb"\n", text)] if found else []
    return [(bisect_right(ends, offset) + 1, name) for offset, name in found]
