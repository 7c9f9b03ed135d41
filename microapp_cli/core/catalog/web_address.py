"""Which links of an entity are kept: plain ones, that run nothing and hold no secret."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

DANGEROUS = ("javascript", "data", "vbscript", "file")


def is_link(text: str) -> bool:
    """Whether this is an address of any scheme that runs nothing."""
    scheme, colon, rest = text.partition(":")
    known = re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*", scheme) and scheme.lower() not in DANGEROUS
    if scheme.lower() in ("http", "https"):
        return is_address(text)
    return bool(known and colon and rest and text.isprintable() and " " not in text)


def is_address(text: str) -> bool:
    """Whether this is a web address that names a host, holds no password and is plain ASCII."""
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.scheme in ("http", "https") and parts.hostname and not parts.username)
    except ValueError:
        return False
