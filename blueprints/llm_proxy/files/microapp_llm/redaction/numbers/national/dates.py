"""The dates that many national numbers begin with."""

from __future__ import annotations

from microapp_llm.redaction.numbers.checksums import is_date


def two(digits: str, start: int) -> int:
    """Two digits as a number."""
    return int(digits[start : start + 2])


def dmy(digits: str) -> bool:
    """Whether a day, a month and a year come first."""
    return is_date(two(digits, 4), two(digits, 2), two(digits, 0))


def ymd(digits: str) -> bool:
    """Whether a year, a month and a day come first."""
    return is_date(two(digits, 0), two(digits, 2), two(digits, 4))
