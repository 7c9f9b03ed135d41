"""Cursors: opaque, signed, and good only for the caller, filter and sort they were made for."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import msgspec

from microapp_kit.errors import Refusal

MAC_BYTES = 16
MAX_LENGTH = 4096
DEFAULT_LIMIT = 20
MAX_LIMIT = 100


class Cursors:
    """Makes cursors and reads them back."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.sha256(b"microapp cursor\0" + secret).digest()

    def make(self, binding: str, position: Sequence[Any]) -> str:
        """Give the cursor that continues after `position` for whom and what `binding` names."""
        payload = msgspec.json.encode(position)
        return base64.urlsafe_b64encode(self._mac(binding, payload) + payload).decode().rstrip("=")

    def read(self, binding: str, cursor: str) -> list[Any]:
        """Give the position of a cursor; refuse with 400 one that we did not make for this list."""
        raw = _decode(cursor)
        mac, payload = raw[:MAC_BYTES], raw[MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(binding, payload)):
            raise _refused()
        position: list[Any] = msgspec.json.decode(payload)
        return position

    def _mac(self, binding: str, payload: bytes) -> bytes:
        return hmac.digest(self._key, binding.encode() + b"\0" + payload, "sha256")[:MAC_BYTES]


def parse_limit(text: str | None) -> int:
    """Give the page size of a query, or refuse with 422 all but a whole number from 1 to 100."""
    if text is None:
        return DEFAULT_LIMIT
    if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MAX_LIMIT:
        return int(text)
    raise Refusal(422, "invalid", f"limit must be a whole number from 1 to {MAX_LIMIT}.")


def _decode(cursor: str) -> bytes:
    """Decode the one spelling that we write: base64 would otherwise take several."""
    if len(cursor) > MAX_LENGTH or not cursor.isascii():
        raise _refused()
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        raise _refused() from None
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != cursor:
        raise _refused()
    return raw


def _refused() -> Refusal:
    return Refusal(
        400,
        "bad_cursor",
        "This cursor does not belong to this list. Start again without a cursor.",
    )
