"""Tells a JSON Web Token that books print from one that opens a door."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode
from typing import Any

_BOOK = ("John Doe", "1234567890", "joe", "Live long and prosper.")


def is_a_sample(value: bytes) -> bool:
    """Whether this begins like a web token, but is none, is unsigned, or is one of the books'."""
    if not value.startswith(b"eyJ"):
        return False
    parts = value.split(b".")
    head, claims = _read(parts[0]), _read(parts[1])
    if not isinstance(head, dict) or "alg" not in head or head["alg"] == "none":
        return True
    said = [claims[name] for name in ("sub", "name", "iss") if name in claims] if claims else []
    return any(word in _BOOK for word in said if isinstance(word, str))


def _read(part: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
