"""Finds links that lead where no one has allowed: an answer must not carry data to a stranger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from microapp_llm.redaction.found import Found

_LINK = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]{1,20}:[/\\]{2}|https?:[/\\]?(?=[\w\[%]))[^\s<>\"'`)]{0,4096}"
    r"|(?:(?<=[(\"'=<])|(?<=\]: ))(?:[/\\]{2}(?=[\w\[%])|data:|javascript:|vbscript:)"
    r"[^\s<>\"'`)]{1,4096}"
    r"|(?<![\w.@/-])www\.[^\s<>\"'`)]{1,4096}",
    re.IGNORECASE,
)
_START = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,20}:)?[/\\]*", re.ASCII)
_HOST = re.compile(r"[^/\\?#]*")
_IMAGE = re.compile(r"!\[[^\]\n]{0,400}\]\(<?\Z")


def find(text: str, allowed: Set[str]) -> Iterator[Found]:
    """Every link and picture whose host is not allowed."""
    if ":" not in text and "//" not in text and "\\\\" not in text and "www." not in text.lower():
        return
    for match in _LINK.finditer(text):
        if _is_allowed(match[0], allowed):
            continue
        before = text[max(0, match.start() - 420) : match.start()]
        link = match[0].rstrip(".,;:!?*_]}|")
        yield Found(
            match.start(), match.start() + len(link), "image" if _IMAGE.search(before) else "link"
        )


def _is_allowed(link: str, allowed: Set[str]) -> bool:
    if not re.match(r"https?://|www\.|//", link, re.IGNORECASE):
        return False
    rest = link[(_START.match(link) or _nothing()).end() :]
    host = (_HOST.match(rest) or _nothing())[0].rpartition("@")[2].lower()
    host = re.sub(r":[0-9]*\Z", "", host).rstrip(".,;:!?*_]}|")
    if host in allowed:
        return True
    parts = host.split(".")
    return any(f"*.{'.'.join(parts[at:])}" in allowed for at in range(1, len(parts)))


def _nothing() -> re.Match[str]:
    raise AssertionError("a pattern that may be empty always matches")
