"""Tells a value that stands for a secret from a secret: `changeme`, `${TOKEN}`, `<your key>`."""

from __future__ import annotations

import re

_STAND_INS = re.compile(
    rb"example|placeholder|redacted|dummy|change.?(?:me|this)|replace|insert|your[-_ ]?|sample"
    rb"|cdefghi|x{4}|\*{3}|\.{3}|0{6}|123456789|abcdefgh|(.)\1{5}|deadbeef|_here$"
)
_WORDS = re.compile(
    rb"fake|test|mock|foo|bar|passw|secret|token|credential|default|invalid|wrong|bogus|none|null"
    rb"|undefined|todo|my[-_]|user|admin|demo|temp|hidden|hunter2|qwerty|letmein|12345|abc123|empty"
    rb"|localhost|string|value|public|private|apikey|api[-_]key|random|something|whatever|unknown"
)
_REFERENCES = re.compile(
    rb"[<>{}\[\]()\s]|\$[A-Za-z_(]|^%|%[(s]|%$|^@|^[$&*!#:~./\\-]|^[a-z][a-z0-9+-]*://|::"
    rb"|^[0-9]{4}-[0-9]{2}-[0-9]{2}T|^ENC\[|\\u|\xe2\x80\xa6|^[A-Za-z]+\.[A-Za-z_.]+$"
)
_PLAIN_SPELLING = bytes.maketrans(b"013457@$!", b"oieastasi")


def stands_in(value: bytes) -> bool:
    """Whether nobody could take the value of a vendor's shape for a real one."""
    return bool(_STAND_INS.search(value.lower())) or len(set(value)) < 8


def is_a_word(value: bytes) -> bool:
    """Whether a value without a shape is a stand-in, a reference or a name, not a secret."""
    small = value.lower()
    words = _WORDS.search(small) or _WORDS.search(small.translate(_PLAIN_SPELLING))
    return bool(words or _REFERENCES.search(value)) or stands_in(value)
