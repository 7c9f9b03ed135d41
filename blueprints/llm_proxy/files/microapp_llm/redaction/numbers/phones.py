"""Tells the numbers of phones by how they are written, and by a word beside them."""

from __future__ import annotations

import re

EXTENSION = re.compile(r",? ?(?:x|ext\.? ?|extension )[0-9]{1,6}(?![0-9])", re.IGNORECASE)
_DATE = re.compile(
    r"(?:(?:19|20)[0-9]{2}[-./ ][0-9]{1,2}[-./ ][0-9]{1,2}"
    r"|(?:0?[1-9]|[12][0-9]|3[01])[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:19|20)?[0-9]{2})(?![0-9])"
)
_YEARS = re.compile(r"(?:1[5-9]|20)[0-9]{2} ?[-/] ?(?:1[5-9]|20)[0-9]{2}")
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]")
# How a number is written that needs no word beside it, and the digits that it begins with.
_SHAPES: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(("3-3-4", "(3) 3-4", "(3)3-4", "(3) 3 4"), re.compile("[2-9]")),
    "3.3.4": re.compile("[2-9]|0[35789]"),
    "3.4.4": re.compile("01[016-9]"),
    **dict.fromkeys(("1-3-3-4", "1 3 3 4", "1.3.3.4", "1 (3) 3-4", "1-(3)-3-4", "1 3-3-4"),
                    re.compile("1[2-9][0-9]{2}[2-9]")),
    "3 3 4": re.compile("[2-9][0-9]{2}[2-9]"),
    **dict.fromkeys(("2.2.2.2.2", "2 2 2 2 2", "2-2-2-2-2", "2/2/2/2/2"), re.compile("0[1-9]")),
    **dict.fromkeys(("3-4-4", "3 4 4"), re.compile("1[3-9]")),
    **dict.fromkeys(("3 2 2 2", "3-2-2-2"), re.compile("[6-9]")),
    "2 3 2 2": re.compile("[2-9]"),
    **dict.fromkeys(
        ("3 3 2 2", "3-3-2-2", "3 3-2-2", "(3) 3 2 2", "(3) 3-2-2"), re.compile("[2-9]")
    ),
    **dict.fromkeys(
        ("1 3 3 2 2", "1-3-3-2-2", "1 3 3-2-2", "1 (3) 3-2-2", "1 (3) 3 2 2", "1(3)3-2-2"),
        re.compile("[78][3-9]"),
    ),
    "5 5": re.compile("[6-9]"),
    **dict.fromkeys(("2 5 4", "(2) 5 4"), re.compile("[1-9]{2}9")),
    "2 5-4": re.compile("[1-9]{2}9"),
}  # fmt: skip


def is_date(written: str) -> bool:
    """Whether it begins as a date does."""
    return bool(_DATE.match(written) or _DAY.search(written))


def is_years(written: str) -> bool:
    """Whether it is the first and the last year of something."""
    return bool(_YEARS.fullmatch(written))


def may_be_phone(writing: str, digits: str) -> bool:
    """Whether it is written as a phone number is."""
    shape = _SHAPES.get(writing)
    return bool(shape and shape.match(digits))


def is_phone(written: str, _writing: str, digits: str) -> bool:
    """Whether digits beside a word that speaks of a phone are one."""
    return len(digits) <= 15 and not _DATE.fullmatch(written) and not is_years(written)


def is_phone_alone(written: str, writing: str, digits: str) -> bool:
    """Whether digits are a phone number though no word beside them says so."""
    if _DAY.search(written):
        return False
    if may_be_phone(writing, digits):
        return True
    if digits.startswith("00"):
        return 11 <= len(digits) <= 15 and digits[2] != "0" and not _DATE.match(written)
    if digits[0] == "0" and 9 <= len(digits) <= 12:
        return digits[1] != "0" and "." not in written and not _DATE.match(written)
    return written.startswith("(") and 9 <= len(digits) <= 13 and ")" in written
