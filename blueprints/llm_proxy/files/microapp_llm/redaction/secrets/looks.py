"""What a key that was drawn looks like, and what only stands in for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from math import log2

from microapp_llm.redaction.phrases import longest_first, one_of

VERBS = "|".join(map(re.escape, longest_first("secrets/verbs")))
"""A pattern for what stands between the word for a secret and the secret: "is", "ist", "est"."""
EASTERN = "\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
"""Letters that stand beside a secret without a blank, for a class of a pattern."""

_STAND_IN = re.compile(
    r"x{4}|\*{3}|\.\.\.|example|sample|placeholder|dummy|change_?me|your[_-]|redacted|1234567890abcdef",
    re.IGNORECASE,
)
_PRINTED = re.compile(  # as manuals of a cloud print the identity of a key, and the key
    r"(?<![A-Z0-9])A[A-Z]{3}[A-Z0-9]{9}EXAMPLE(?![A-Z0-9])|[A-Za-z0-9/+]{30}EXAMPLEKEY"
)
_PIECE = re.compile(r"[A-Za-z0-9]{4,}")
_SHORTEST_KEY = 12
_SHORTEST_RUN = 4

HARMLESS = re.compile(  # where a password stands: code, an address, a program with its version
    r"\$|%[({]|<|\{|https?:|[A-Za-z_.]+(?:\(|$)|None$|null$|true$|false$"
    r"|[A-Za-z]+-v?[0-9]+(?:\.[0-9]+)+$"  # a program and its version
    rf"|(?!(?!(?i:[a-z]{{0,12}}(?:{one_of('secrets/settings')})=))[A-Z][a-z]{{3,15}}=[0-9])"
    r"[A-Za-z_]{4,}=(?![A-Z][a-z]{2,}[0-9])[A-Za-z0-9.]{0,8}$"  # a setting beside it
)
_METHOD = re.compile(one_of("secrets/no_values"))
_STANDARD = re.compile(r"[A-Z]{2,6}[0-9/.:-]{3,}[A-Z]?")  # "ISO-27001"
_OF_A_MACHINE = re.compile(r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}")
_ADDRESS = re.compile(r"[^@]{2,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}")
_SIGNS_OF_PASSWORDS = frozenset("!@#$%^&*?+=~")
_SHORTEST_WEAK = 8
_WORDED = re.compile(r"[^\W\d_]{4,20}(?:[_!@#$%&+=*~][0-9]{2,4}[A-Za-z!?#*]?|_[!@#$%&+=~]{1,3})")
_JOINED = re.compile(r"[^\W\d_]{2,20}(?:[-!][^\W\d_]{2,20}){1,5}")
_SHORTEST_JOINED = 12
_OPEN = re.compile(
    r"\$[A-Z_][A-Z0-9_]*|\$?\{.*\}|\$\(.*\)|\[.*\]|%\(?[a-z_]*\)?s?|(.)\1*"
    r"|(?i:pass(?:word|wd)?|pwd)"
)


def changes(word: str) -> int:
    """How often a capital, a small letter or a digit follows one of another sort."""
    sorts = [one.isdigit() + 2 * one.isupper() for one in word]
    return sum(one != other for one, other in pairwise(sorts)) if len(set(sorts)) > 2 else 0


def is_jumbled(word: str) -> bool:
    """Whether capitals and small letters, and signs at most, change as chance changes them."""
    cases = [one.isupper() for one in word if one not in _SIGNS_OF_PASSWORDS]
    changed = sum(a != b for a, b in pairwise(cases))
    is_drawn = 2 * changed >= len(word) and changed > 2
    return is_drawn and all(one.isalpha() or one in _SIGNS_OF_PASSWORDS for one in word)


def looks_like_password(value: str) -> bool:
    """Whether a value has a digit and characters of two more kinds."""
    return any(map(str.isdigit, value)) and kinds(value) > 2


def is_weak(value: str) -> bool:
    """Whether a value is letters and digits, as people choose them, or letters that were drawn."""
    is_mixed = kinds(value) > 1 and any(map(str.isdigit, value)) and any(map(str.islower, value))
    return (is_mixed or is_jumbled(value)) and len(value) >= _SHORTEST_WEAK


def is_worded(value: str) -> bool:
    """Whether it is a word, a sign, and digits or one more sign, as people make passwords."""
    return _WORDED.fullmatch(value) is not None


def is_joined(value: str) -> bool:
    """Whether a value is words that signs join, with a capital within: "soup-And-Bread"."""
    if len(value) < _SHORTEST_JOINED or not any(map(str.isupper, value[1:])):
        return False
    return any(map(str.islower, value)) and _JOINED.fullmatch(value) is not None


def is_strong(value: str) -> bool:
    """Whether a value has all kinds of characters, and a sign that passwords have."""
    return kinds(value) == MOST_KINDS and not _SIGNS_OF_PASSWORDS.isdisjoint(value)


def is_mixed(value: str) -> bool:
    """Whether letters of both cases and a sign that passwords have stand in a value."""
    return kinds(value) > 2 and not _SIGNS_OF_PASSWORDS.isdisjoint(value)


def is_drawn(value: str) -> bool:
    """Whether a value is a password whose kinds of characters change as chance changes them."""
    return looks_like_password(value) and changes(value) * 2 >= len(value)


def is_no_password(value: str) -> bool:
    """Whether a value is the name of a method, of a file or of a standard, or an address."""
    if is_address(value) or is_method(value):
        return True
    return bool(_STANDARD.fullmatch(value) or _OF_A_MACHINE.fullmatch(value))


def is_address(value: str) -> bool:
    """Whether a value is an address of mail."""
    return "@" in value and _ADDRESS.fullmatch(value) is not None


def is_method(value: str) -> bool:
    """Whether a value names how passwords are kept or asked for."""
    return _METHOD.fullmatch(value.lower()) is not None


def stands_in(value: str) -> bool:
    """Whether a value only shows where a key would stand."""
    return len(set(value)) < 8 or is_mostly_stand_in(value)


def is_mostly_stand_in(value: str) -> bool:
    """Whether a stand-in is in a value, and what is left without it would be no key by itself."""
    if not _STAND_IN.search(value):
        return False
    if _PRINTED.search(value):
        return True
    hidden = list(_STAND_IN.sub(lambda match: " " * len(match[0]), value))
    for start, end in _runs(value.lower()):
        hidden[start:end] = " " * (end - start)
    pieces = _PIECE.findall("".join(hidden))
    drawn = (len(piece) for piece in pieces if _turns(piece) * 5 >= len(piece))
    return sum(drawn) < _SHORTEST_KEY


def _runs(small: str) -> Iterator[tuple[int, int]]:
    """Give what counts up, as 1234567890 and abcdef do, or repeats one character."""
    start = 0
    for at in range(1, len(small) + 1):
        two = small[at - 1 : at + 1]
        goes_on = len(two) == 2 and (ord(two[1]) - ord(two[0]) in (0, 1) or two in ("90", "0a"))
        if not goes_on:
            if at - start >= _SHORTEST_RUN:
                yield start, at
            start = at


def _turns(piece: str) -> int:
    """How often a capital, a small letter or a digit follows one of another sort, of any two."""
    sorts = [one.isdigit() + 2 * one.isupper() for one in piece]
    return sum(one != other for one, other in pairwise(sorts))


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
