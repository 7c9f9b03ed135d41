"""Tells the numbers of phones by how they are written, and by a word beside them."""

from __future__ import annotations

import re

from microapp_llm.redaction.phrases import one_of
from microapp_llm.redaction.plain import small_letters

_EXTENSION = re.compile(
    rf"[,;]? ?\(?(?:{one_of('numbers/extensions')})[.:]? ?[0-9]{{1,6}}(?![0-9])"
)
_LONGEST_EXTENSION = 28
AFTER = re.compile(rf" ?(?:{one_of('numbers/phones', 'after')})")
_DATE = re.compile(
    r"(?:(?:19|20)[0-9]{2}[-./ ][0-9]{1,2}[-./ ][0-9]{1,2}"
    r"|(?:0?[1-9]|[12][0-9]|3[01])[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:19|20)?[0-9]{2})(?![0-9])"
)
_YEARS = re.compile(r"(?:1[5-9]|20)[0-9]{2} ?[-/] ?(?:1[5-9]|20)[0-9]{2}")
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]")
_IN_WORD = re.compile("[A-Za-z0-9]-|.?#", re.DOTALL)
_DOTTED = re.compile(r"[2-5](?:[ /-]{0,2}[./-][2-4]){2,4}")  # no version, and no decimal number
# The digits that a number begins with, and how it is written then that needs no word beside it.
_WRITINGS = (
    # North America, with its 1 or without it
    ("[2-9]", "3-3-4, (3) 3-4, (3)3-4, (3) 3 4, 3-3 4, 3 3-4, 3/3-4, 3 - 3 - 4"),
    (
        "1[2-9][0-9]{2}[2-9]|8[3-9]",
        "1-3-3-4, 1 3 3 4, 1.3.3.4, 1 (3) 3-4, 1-(3)-3-4, 1 3-3-4, 1(3)3-4",
    ),
    ("[2-9]|0[35789]", "3.3.4"),
    ("[2-9][0-9]{2}[2-9]|3[2-9]", "3 3 4"),  # and mobiles of Italy
    # by twos and threes
    ("0[1-9]", "2.2.2.2.2, 2 2 2 2 2, 2-2-2-2-2, 2/2/2/2/2"),
    ("[6-9]", "3 2 2 2, 3-2-2-2"),
    ("[2-9]", "2 3 2 2, 3 3 2 2, 3-3-2-2, 3 3-2-2, (3) 3 2 2, (3) 3-2-2, (3)3-2-2"),
    # Italy: a mobile's first three digits apart
    ("3[2-9]", "3 7, 3/7, 3/3 2 2, 3-3 2 2, 3/3/4"),
    # Russia and its neighbours, with an 8 or a 7; Turkey with a 0
    (
        "[78][3-9]|0[2-5]",
        "1 3 3 2 2, 1-3-3-2-2, 1 3 3-2-2, 1 (3) 3-2-2, 1 (3) 3 2 2, 1(3)3-2-2, 1(3) 3-2-2, "
        "1(3) 3 2 2, 1-(3)-3-2-2, 1.3.3.2.2, 1 (3) 3 4, 1 (3) 7, 1 (4) 2-2-2, 1 (4) 3-3, "
        "4-3-2-2, 4 3-2-2, 4 3 2 2, 7-2-2",
    ),
    # China, with its 86 or without it
    ("1[3-9]", "3-4-4, 3 4 4, 3 4-4, 3-4 4"),
    ("01[016-9]|1[3-9]", "3.4.4"),  # and Korea
    ("861[3-9]", "2-3-4-4, 2 3 4 4, 2 3-4-4, 2-11, 2 11"),
    ("400", "3-4-3"),
    ("800", "3 3 3, 3-3-3"),  # free of charge in Italy and Portugal
    ("9[2-9]", "1 4 4, 1-4-4"),  # Chile
    # India, with its 91 or without it
    ("[6-9]", "5 5"),
    ("0?91[6-9]", "2 5 5, 2-5-5, 2 5-5, 2-10, 2 10, 3-10, 3 10"),
    ("18[06]0", "4 3 4, 4-3-4, 4-2-4"),
    # Brazil and Argentina, with a 55 or without it
    (
        "[1-9]{2}9",
        "2 5 4, (2) 5 4, 2 5-4, 2-5-4, 2 5.4, 2.5.4, 2 9, 2-9, (2) 9, "
        "2 1 4-4, (2) 1 4-4, (2) 1 4 4, (2) 1.4-4",
    ),
    ("[1-9][1-9][2-6]", "2 4-4"),
    ("55[1-9]{2}", "2 2 5-4, 2 (2) 5-4, 2 2 4-4, 2 (2) 4-4"),
    # Turkey, with its 90, or for firms
    ("90[2-58]", "2 3 3 2 2, 2 (3) 3 2 2"),
    ("444", "3 1 3"),
    ("69[0-9]", "4 6"),  # Greece
)
_SHAPES = {
    writing: re.compile(digits)
    for digits, writings in _WRITINGS
    for writing in writings.split(", ")
}


def extension_end(text: str, end: int) -> int:
    """Where what leads from a phone on to a desk ends; where the phone does if nothing leads on."""
    after = text[end : end + _LONGEST_EXTENSION]
    match = _EXTENSION.match(small_letters(after))
    return end + match.end() if match else end


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


def is_in_word(text: str, start: int) -> bool:
    """Whether a number goes on from a word, as the names of machines and tickets do: "web-0466"."""
    return _IN_WORD.match(text, max(0, start - 2), start) is not None


def _is_of_firms(writing: str, digits: str) -> bool:
    """Whether it is what a payment in Belgium refers to, or the number of a firm there."""
    if writing == "4.3.3":
        return int(digits[8:]) == 97 - int(digits[:8]) % 97
    return writing == "3/4/5"


def is_phone(written: str, writing: str, digits: str) -> bool:
    """Whether digits beside a word that speaks of a phone are one."""
    if len(digits) > 15 or writing == "5-3":  # as a postal code of Brazil
        return False
    if writing == "4-4" and digits[:2] in ("19", "20"):  # of a year
        return False
    return not _DATE.fullmatch(written) and not is_years(written)


def is_phone_alone(written: str, writing: str, digits: str) -> bool:
    """Whether digits are a phone number though no word beside them says so."""
    if _DAY.search(written) or _is_of_firms(writing, digits):
        return False
    if may_be_phone(writing, digits):
        return True
    if digits.startswith("00"):
        return 11 <= len(digits) <= 15 and digits[2] != "0" and not _DATE.match(written)
    if digits[0] == "0" and 9 <= len(digits) <= 12:
        is_spaced = "." not in written or _DOTTED.fullmatch(writing)
        return digits[1] != "0" and bool(is_spaced) and not _DATE.match(written)
    return written.startswith("(") and 9 <= len(digits) <= 13 and ")" in written
