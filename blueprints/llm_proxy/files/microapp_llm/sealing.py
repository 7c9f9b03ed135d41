"""Seals what must be kept though it holds personal data: only this app can open it again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from microapp_kit.errors import Refusal

NONCE = 12


class Seal:
    """Seals values for one purpose."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        key = hmac.digest(secret, b"microapp seal\0" + purpose.encode(), hashlib.sha256)
        self._cipher = AESGCM(key)

    def closed(self, value: Any) -> dict[str, Any]:
        """Give a value sealed."""
        nonce = os.urandom(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, msgspec.json.encode(value), None)
        return {"sealed": base64.b64encode(sealed).decode()}

    def opened(self, sealed: dict[str, Any]) -> Any:
        """Give the value back, or refuse what was sealed by another secret."""
        try:
            raw = base64.b64decode(sealed["sealed"])
            return msgspec.json.decode(self._cipher.decrypt(raw[:NONCE], raw[NONCE:], None))
        except (InvalidTag, ValueError, KeyError, TypeError):
            text = "What was kept can no longer be read: the app has another secret now."
            raise Refusal(500, "cannot_be_read", text) from None
