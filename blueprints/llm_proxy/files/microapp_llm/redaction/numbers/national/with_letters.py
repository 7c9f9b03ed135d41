"""National numbers that hold letters or marks of their own, each with its checksum."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from microapp_llm.redaction.numbers.checksums import is_date, weighed
from microapp_llm.redaction.numbers.national import letter_checks as lettered
from microapp_llm.redaction.numbers.national.dates import dmy, two
from microapp_llm.redaction.numbers.national.europe import france

_SPAIN = "TRWAGMYFPDXBNJZSQVHLCKE"


_FINLAND = "0123456789ABCDEFHJKLMNPRSTUVWXY"


_ITALY_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21),
            *(2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        ),
        strict=True,
    )
)


_MEXICO = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"


def spain(text: str) -> bool:
    """DNI and NIE: the letter is the rest of 23."""
    number = text.replace("-", "").replace(".", "").replace(" ", "")
    digits = number[:-1].translate(str.maketrans("XYZ", "012"))
    return digits.isdigit() and _SPAIN[int(digits) % 23] == number[-1]


def italy(text: str) -> bool:
    """Codice fiscale."""
    code = text.replace(" ", "")
    odd = sum(_ITALY_ODD[letter] for letter in code[0:15:2])
    even = sum(int(one) if one.isdigit() else ord(one) - 65 for one in code[1:14:2])
    return chr(65 + (odd + even) % 26) == code[15]


def finland(text: str) -> bool:
    """Henkilötunnus."""
    digits = text[:6] + text[7:10]
    return dmy(text) and _FINLAND[int(digits) % 31] == text[10]


def china(text: str) -> bool:
    """Resident identity: 18 characters, the last one by ISO 7064."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    date = is_date(int(text[6:10]), two(text, 10), two(text, 12))
    return date and "10X98765432"[weighed(text, weights) % 11] == text[17].upper()


def mexico(text: str) -> bool:
    """CURP."""
    total = sum(_MEXICO.index(one) * (18 - at) for at, one in enumerate(text[:17]))
    return str(-total % 10) == text[17]


def chile(text: str) -> bool:
    """RUT."""
    number = text.replace(".", "").replace("-", "").upper()
    rest = 11 - weighed(number[-2::-1], (2, 3, 4, 5, 6, 7, 2, 3)) % 11
    return {11: "0", 10: "K"}.get(rest, str(rest)) == number[-1]


def britain(text: str) -> bool:
    """National Insurance number: the prefixes that are given out."""
    two = text[:2]
    return two not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")


def corsica(text: str) -> bool:
    """France's NIR of who was born in Corsica: 2A counts as 19, 2B as 18."""
    code = text.replace(" ", "")
    return france(code.replace("2A", "19").replace("2B", "18"))


_LETTERED: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (
        r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]",
        italy,
    ),
    (
        r"[a-z]{6}[0-9lmnpqrstuv]{2}[a-ehlmprst][0-9lmnpqrstuv]{2}[a-z][0-9lmnpqrstuv]{3}[a-z]",
        lambda text: italy(text.upper()),
    ),
    (r"[1-478] ?[0-9]{2} ?[0-9]{2} ?2[AB] ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}", corsica),
    (r"[A-Z]{4}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]", mexico),
    (r"[0-9]{6}(?:18|19|20)[0-9]{9}[0-9Xx]", china),
    (r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]", finland),
    (r"(?:[XYZ]-?[0-9]{7}|[0-9]{8}|[0-9]{2}\.[0-9]{3}\.[0-9]{3})[- ]?[A-HJ-NP-TV-Z]", spain),
    (r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]", britain),
    (r"[A-Z]{3}[PCHABGJLFT][A-Z][0-9]{4}[A-Z]", lambda _: True),  # India's PAN has no checksum
    (r"[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-[0-9Kk]|[0-9]{7,8}-[0-9Kk]", chile),
    (r"[0-9]{7}[A-W][A-IW]?", lettered.ireland),
    (r"[STFGM][0-9]{7}[A-Z]", lettered.singapore),
    (r"[A-Z][1289][0-9]{8}", lettered.taiwan),
    (r"[A-Z]{1,2}[0-9]{6}\([0-9A]\)", lettered.hong_kong),
    (r"[0-9]{2} ?[0-9]{6} ?[A-Z] ?[0-9]{3}", lettered.german_insurance),
    (r"[A-ZÑ&]{4}[0-9]{6}[0-9A-Z]{2}[0-9A]", lettered.mexico_tax),
)


_WHOLE = re.compile(
    r"(?<![A-Za-z0-9.])(?:" + "|".join(f"({shape})" for shape, _ in _LETTERED) + r")(?![A-Za-z0-9])"
)
_DIGITS = re.compile(  # from its first digit on: a search for a digit skips words fast
    r"[0-9](?<![0-9].)(?:(?<=[A-Za-z][0-9])|(?<=[XYZ]-[0-9])|(?<=[A-Z]{2} [0-9])"
    r"|(?<![A-Za-z0-9.][0-9])(?=[0-9]{16}[0-9Xx]|[0-9]{5}[-+A-Y][0-9]{3}[0-9A-Y]"
    r"|[0-9]{7}[- ]?[A-Z]|[0-9]{6}[A-W][A-IW]?(?![A-Za-z0-9])"
    r"|[0-9] [0-9]{6} ?[A-Z] ?[0-9]{3}|[0-9]?\.[0-9]{3}\.[0-9]{3}[- ]?[0-9A-Zk]|[0-9]{6,7}-[0-9Kk]"
    r"| ?[0-9]{2} ?[0-9]{2} ?2[AB]))[0-9]*"
)
_FIRST_OF_OTHER_SCRIPTS = "\u0250"  # a number may stand right behind a word of Chinese
_MOST_BEFORE = 10  # letters and digits before the first digits of such a number, and more


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where each such number is: looked for from the digits on, which most words do not have."""
    found_to, tried = 0, -1
    for digits in _DIGITS.finditer(text):
        start, end = digits.span()
        if start < found_to:
            continue
        for begin in _begins(text, start, end):
            match = _WHOLE.match(text, begin) if begin > tried else None
            tried = max(tried, begin)
            if match and _is_one(match):
                yield match.span()
                found_to = match.end()
                break


def _begins(text: str, start: int, end: int) -> tuple[int, ...]:
    """Where a number may begin to which these digits belong: nowhere, for most digits."""
    before = text[start - 1] if start else ""
    if before.isalpha() and before < _FIRST_OF_OTHER_SCRIPTS:
        word = _word_start(text, start)
        return _with_letters_before(text, word), word
    after = text[end : end + 1]
    is_one = after.isalpha() or end - start > 16 or after in _MARKS.get(end - start, "-+")
    starts = start if is_one else end
    if before in (" ", "-") and text[start - 2 : start - 1].isalpha():
        return _with_letters_before(text, start), starts
    return (starts,) if starts == start else ()


_MARKS = {1: "-+. ", 2: "-+. ", 8: "-+ "}  # by the number of digits: what may follow them


def _word_start(text: str, start: int) -> int:
    least = max(0, start - _MOST_BEFORE)
    while start > least and text[start - 1].isalnum() and text[start - 1] < _FIRST_OF_OTHER_SCRIPTS:
        start -= 1
    return start


def _with_letters_before(text: str, start: int) -> int:
    """Where a number begins that stands after a letter or two and a mark: "X-1234567-L"."""
    if text[start - 1 : start] not in (" ", "-"):
        return start
    begin = _word_start(text, start - 1)
    return begin if begin >= start - 3 else start


def _is_one(match: re.Match[str]) -> bool:
    """Whether what has the looks of a number with letters passes its checksum."""
    if _LETTERED[(match.lastindex or 1) - 1][1](match[0]):
        return True
    return any(re.fullmatch(shape, match[0]) and check(match[0]) for shape, check in _LETTERED)
