"""What a key that was drawn looks like, and what only stands in for one."""

from __future__ import annotations

import re
from itertools import pairwise
from math import log2

STAND_IN = re.compile(
    r"x{4}|\*{3}|\.\.\.|example|sample|placeholder|dummy|change_?me|your[_-]|redacted|1234567890abcdef",
    re.IGNORECASE,
)

_OPEN = re.compile(
    r"\$[A-Z_][A-Z0-9_]*|\$?\{.*\}|\$\(.*\)|\[.*\]|%\(?[a-z_]*\)?s?|(.)\1*"
    r"|(?i:pass(?:word|wd)?|pwd)"
)


def changes(word: str) -> int:
    """How often a capital, a small letter or a digit follows one of another sort."""
    sorts = [one.isdigit() + 2 * one.isupper() for one in word]
    return sum(one != other for one, other in pairwise(sorts)) if len(set(sorts)) > 2 else 0


def is_jumbled(word: str) -> bool:
    """Whether capitals and small letters alone change as often as chance changes them."""
    cases = [one.isupper() for one in word]
    return word.isalpha() and 2 * sum(a != b for a, b in pairwise(cases)) > len(word)


def stands_in(value: str) -> bool:
    """Whether a value only shows where a key would stand."""
    return len(set(value)) < 8 or bool(STAND_IN.search(value))


def stands_open(value: str) -> bool:
    """Whether what stands for a password in an address is a variable, a mask or the mere word."""
    return _OPEN.fullmatch(value) is not None


def is_random(value: str) -> bool:
    """Whether a value is as mixed as chance mixes: more than three bits for each character."""
    if len(value) < 16 or not any(one.isdigit() for one in value):
        return False
    counts = [value.count(one) / len(value) for one in set(value)]
    return -sum(share * log2(share) for share in counts) > 3.0


def kinds(value: str) -> int:
    """How many kinds of characters are in a value: digits, small letters, capitals, signs."""
    return sum(any(test(one) for one in value) for test in _KINDS)


_KINDS = (str.isdigit, str.islower, str.isupper, lambda one: not one.isalnum())
MOST_KINDS = len(_KINDS)
