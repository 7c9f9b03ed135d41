"""Finds private keys in their armour: PEM, OpenSSH, PGP and PuTTY."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator

from microapp_cli.adapters.secrets_scan.found import Found

_ARMOUR = re.compile(rb"-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----")
_LINES = re.compile(  # the body on lines of its own, which a string may spell as \n
    rb"[ \t\"'+,\\]{0,20}(?:\r?\n|\\{1,3}[nr])"
    rb"(?:[ \t\"'+,#>*|\r\n]|\\{1,3}[nr]|[A-Z][A-Za-z-]{3,20}: [^\r\n\\]{0,80}){0,60}"
    rb"[A-Za-z0-9+/]{40}"
)
_ONE_LINE = re.compile(rb" ?[A-Za-z0-9+/]{40}[A-Za-z0-9+/= ]{0,16000}")
_LONG_FORM = 0x80
_PUTTY = re.compile(rb"PuTTY-User-Key-File-\d: [^\r\n]{1,40}\r?\n")


def find(text: bytes) -> Iterator[Found]:
    """Every private key that has a body: a header alone is how code speaks of keys."""
    if b"PRIVATE KEY" in text:
        kind = "Google service-account key" if b'service_account"' in text else "Private key"
        for match in _ARMOUR.finditer(text):
            body = _LINES.match(text, match.end()) or _whole(_ONE_LINE.match(text, match.end()))
            if body:
                yield Found(match.start(), body.end(), kind)
    if b"PuTTY-User-Key-File-" in text:
        for match in _PUTTY.finditer(text):
            yield Found(match.start(), match.end(), "Private key")


def _whole(body: re.Match[bytes] | None) -> re.Match[bytes] | None:
    """The body on one line, if as long as it says itself: manuals print a beginning only."""
    if not body:
        return None
    encoded = body[0].replace(b" ", b"")
    start = b64decode(encoded[:8])
    sizes = start[1] - _LONG_FORM if start[1] > _LONG_FORM else 0
    said = int.from_bytes(start[2 : 2 + sizes], "big") if sizes else start[1]
    return body if len(encoded) * 3 // 4 >= said else None
