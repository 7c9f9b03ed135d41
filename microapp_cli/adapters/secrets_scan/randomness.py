"""Tells what a machine has drawn from what a person has named."""

from __future__ import annotations

import re
from collections import Counter
from math import log2

_ALNUM = re.compile(rb"[A-Za-z0-9+/=_.~-]+")
_HEX = re.compile(rb"[0-9a-f]+|[0-9A-F]+")
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
_HEX_LENGTHS = (32, 40, 48, 56, 64, 80, 96, 128)
_NAME = re.compile(  # words and numbers between marks, as people name things
    rb"(?:(?:[A-Z]?[a-z]{1,15}|[A-Z]{1,15}){0,4}[0-9]{0,8}[a-z]{0,2}(?:[._/=+~-]|$)){1,20}"
)
_NUMBERS = re.compile(rb"[0-9]+")


def is_random(value: bytes) -> bool:
    """Whether the value looks drawn: long, of many characters, letters and digits mixed."""
    if len(value) < 16 or not _ALNUM.fullmatch(value) or is_named(value):
        return False
    if _HEX.fullmatch(value):
        return len(value) in _HEX_LENGTHS and bits(value) > 2.8
    return bits(value) > _bits_of_drawn(len(value)) and len(_NUMBERS.findall(value)) >= 2


def _bits_of_drawn(length: int) -> float:
    """Fewer than what a drawn value of this length has, more than what most others have."""
    return 4.0 if length >= 40 else 3.6 if length >= 24 else 3.3


def is_named(value: bytes) -> bool:
    """Whether the value is made of words and numbers, as names of files and variables are."""
    return bool(_NAME.fullmatch(value))


def repeats(value: bytes) -> bool:
    """Whether the value is one half twice: nobody draws that, and manuals print it."""
    half, odd = divmod(len(value), 2)
    return not odd and value[:half] == value[half:]


def is_uuid(value: bytes) -> bool:
    """Whether the value is a UUID: some keys are, most UUIDs are none."""
    return bool(_UUID.fullmatch(value))


def is_strong(value: bytes) -> bool:
    """Whether the value is what a person takes for a good password: a digit, and two more kinds."""
    kinds = (rb"[a-z]", rb"[A-Z]", rb"[^A-Za-z0-9\s]")
    has_digit = re.search(rb"[0-9]", value)
    return bool(has_digit) and len(value) <= 64 and _count(kinds, value) >= 2


def _count(kinds: tuple[bytes, ...], value: bytes) -> int:
    return sum(bool(re.search(kind, value)) for kind in kinds)


def bits(value: bytes) -> float:
    """Shannon's entropy of the value, in bits a character."""
    return -sum(count / len(value) * log2(count / len(value)) for count in Counter(value).values())
