"""The arithmetic that tells a real number from digits in a row."""

from __future__ import annotations

from collections.abc import Sequence

_VERHOEFF_TIMES = (
    *((0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 0, 6, 7, 8, 9, 5)),
    *((2, 3, 4, 0, 1, 7, 8, 9, 5, 6), (3, 4, 0, 1, 2, 8, 9, 5, 6, 7)),
    *((4, 0, 1, 2, 3, 9, 5, 6, 7, 8), (5, 9, 8, 7, 6, 0, 4, 3, 2, 1)),
    *((6, 5, 9, 8, 7, 1, 0, 4, 3, 2), (7, 6, 5, 9, 8, 2, 1, 0, 4, 3)),
    *((8, 7, 6, 5, 9, 3, 2, 1, 0, 4), (9, 8, 7, 6, 5, 4, 3, 2, 1, 0)),
)
_VERHOEFF_TURNS = (
    *((0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)),
    *((5, 8, 0, 3, 7, 9, 6, 1, 4, 2), (8, 9, 1, 6, 0, 4, 3, 5, 2, 7)),
    *((9, 4, 5, 3, 1, 2, 6, 8, 7, 0), (4, 2, 8, 6, 5, 7, 3, 9, 0, 1)),
    *((2, 7, 9, 3, 8, 0, 6, 4, 1, 5), (7, 0, 4, 6, 9, 1, 3, 2, 5, 8)),
)
_NUMBERED = {ord(letter): str(int(letter, 36)) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def luhn(digits: str) -> bool:
    """Cards, and the numbers of Sweden, Canada and South Africa."""
    numbers = [int(digit) for digit in reversed(digits)]
    return (sum(numbers[::2]) + sum(_DOUBLED[one] for one in numbers[1::2])) % 10 == 0


def verhoeff(digits: str) -> bool:
    """India's Aadhaar."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = _VERHOEFF_TIMES[check][_VERHOEFF_TURNS[place % 8][int(digit)]]
    return check == 0


def mod_11_10(digits: str) -> bool:
    """ISO 7064, Mod 11,10: tax numbers of Germany, OIB of Croatia."""
    rest = 10
    for digit in digits[:-1]:
        rest = ((int(digit) + rest) % 10 or 10) * 2 % 11
    return (11 - rest) % 10 == int(digits[-1])


def mod_97(account: str) -> bool:
    """Whether an IBAN, written without spaces, is one."""
    turned = account[4:] + account[:4]
    return int(turned.upper().translate(_NUMBERED)) % 97 == 1


def weighed(digits: str, weights: Sequence[int]) -> int:
    """The sum of the digits, each times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def is_book(digits: str) -> bool:
    """ISBN-13, as ISO 2108 checks it."""
    return len(digits) == 13 and digits[:3] in ("978", "979") and is_article(digits)


def is_article(digits: str) -> bool:
    """What a bar code says of goods: UPC-A, EAN-13, GTIN-14."""
    return 11 < len(digits) < 15 and weighed(digits[::-1], (1, 3) * 7) % 10 == 0


def is_date(year: int, month: int, day: int) -> bool:
    """Whether this could be a day of birth; of a year with two digits any may be meant."""
    return (
        1 <= month <= 12
        and 1 <= day <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
        and (year < 100 or 1880 <= year <= 2060)
    )
