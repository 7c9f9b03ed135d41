"""Tells a value that stands for a secret from a secret: `changeme`, `${TOKEN}`, `<your key>`."""

from __future__ import annotations

import re
from itertools import pairwise

_STAND_INS = re.compile(
    rb"example|placeholder|redacted|dummy|change.?(?:me|this)|replace|insert|your[-_ ]?|sample"
    rb"|cdefghi|x{4}|\*{3}|\.{3}|0{6}|123456789|abcdefgh|(.)\1{5}|deadbeef|_here$"
)
_WORDS = re.compile(
    rb"fake|test|mock|foo|bar|passw|secret|token|credential|default|invalid|wrong|bogus|none|null"
    rb"|undefined|todo|my[-_]|user|admin|demo|temp|hidden|hunter2|qwerty|letmein|empty"
    rb"|localhost|string|value|public|private|apikey|api[-_]key|random|something|whatever|unknown"
)
_COUNTED = re.compile(rb"12345|abc123")
_PRINTED = re.compile(  # as manuals of a cloud print the identity of a key, and the key
    rb"(?<![A-Z0-9])A[A-Z]{3}[A-Z0-9]{9}EXAMPLE(?![A-Z0-9])|[A-Za-z0-9/+]{30}EXAMPLEKEY"
)
_PIECE = re.compile(rb"[A-Za-z0-9]{4,}")
_SORTS = bytes.maketrans(
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    b"0" * 10 + b"a" * 26 + b"A" * 26,
)
_SHORTEST_KEY = 12
_SHORTEST_RUN = 4
_REFERENCES = re.compile(
    rb"[<>{}\[\]()\s]|\$[A-Za-z_(]|^%|%[(s]|%$|^@|^[$&*!#:~./\\-]|^[a-z][a-z0-9+-]*://|::"
    rb"|^[0-9]{4}-[0-9]{2}-[0-9]{2}T|^ENC\[|\\u|\xe2\x80\xa6|^[A-Za-z]+\.[A-Za-z_.]+$"
)
_PLAIN_SPELLING = bytes.maketrans(b"013457@$!", b"oieastasi")


def stands_in(value: bytes) -> bool:
    """Whether nobody could take the value of a vendor's shape for a real one."""
    return len(set(value)) < 8 or _is_mostly(_STAND_INS, value)


def is_a_word(value: bytes) -> bool:
    """Whether a value without a shape is a stand-in, a reference or a name, not a secret."""
    small = value.lower()
    words = _WORDS.search(small) or _WORDS.search(small.translate(_PLAIN_SPELLING))
    is_one = bool(words or _REFERENCES.search(value)) or stands_in(value)
    return is_one or _is_mostly(_COUNTED, value)


def _is_mostly(stand_ins: re.Pattern[bytes], value: bytes) -> bool:
    """Whether a stand-in is in the value, and what is left without it would be no key by itself."""
    small = value.lower()
    if not stand_ins.search(small):
        return False
    if _PRINTED.search(value):
        return True
    hidden = bytearray(value)
    for match in _STAND_INS.finditer(small):
        hidden[match.start() : match.end()] = b" " * len(match[0])
    _hide_runs(small, hidden)
    drawn = (len(piece) for piece in _PIECE.findall(hidden) if _changes(piece) * 5 >= len(piece))
    return sum(drawn) < _SHORTEST_KEY


def _hide_runs(small: bytes, hidden: bytearray) -> None:
    """Blank what counts up, as 1234567890 and abcdef do, or repeats one character."""
    start = 0
    for at in range(1, len(small) + 1):
        step = (small[at] - small[at - 1], small[at - 1 : at + 1]) if at < len(small) else (9, b"")
        if step[0] not in (0, 1) and step[1] not in (b"90", b"0a"):
            if at - start >= _SHORTEST_RUN:
                hidden[start:at] = b" " * (at - start)
            start = at


def _changes(piece: bytes) -> int:
    """How often a capital, a small letter or a digit follows one of another sort."""
    sorts = piece.translate(_SORTS)
    return sum(one != other for one, other in pairwise(sorts))
