"""Finds the hosts that a text names, in addresses and on their own."""

from __future__ import annotations

import re
from bisect import bisect_right

from microapp_cli.adapters.secrets_scan.text import readable

_IN_ADDRESS = re.compile(
    rb"://(?:[^\s/@\"'<>\\?#]{1,200}@)?"
    rb"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?)"
)
_END = re.compile(rb"\.(?:com|ai|net|io|dev|cn|cloud)(?![\w-]|\.[a-z])", re.I)
_ALONE = re.compile(rb"(?:[A-Za-z0-9_-]{1,63}\.){1,8}[A-Za-z0-9_-]{1,63}$")
_LONGEST = 120
_MOST = 500  # of one file: rules ask for hosts by name, and a list of hosts is no code


def find(content: bytes) -> list[tuple[int, str]]:
    """Line and name of each host, at its first place; on their own only names with two dots."""
    text, _ = readable(content)
    first: dict[str, int] = {}
    if b"://" in text:
        for match in _IN_ADDRESS.finditer(text):
            first.setdefault(match["host"].lower().decode().strip("[]"), match.start())
    for match in _END.finditer(text):
        alone = _ALONE.search(text, max(0, match.start() - _LONGEST), match.start())
        if alone:
            first.setdefault((alone[0] + match[0]).lower().decode(), alone.start())
    found = sorted((offset, host) for host, offset in first.items())[:_MOST]
    if not found:
        return []
    ends = [match.start() for match in re.finditer(rb"\n", text)]
    return [(bisect_right(ends, offset) + 1, host) for offset, host in found]
