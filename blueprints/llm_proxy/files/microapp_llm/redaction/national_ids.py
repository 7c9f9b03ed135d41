"""National numbers of persons, by country, each with its checksum.

A number that digits in a row hit by chance too often is taken only where a word beside it says
what it is ("BSN", "SSN"), or where it is written as only such a number is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from microapp_llm.redaction.checksums import is_date, luhn, mod_11_10, verhoeff, weighed

Check = Callable[[str], bool]


def _two(digits: str, start: int) -> int:
    return int(digits[start : start + 2])


def _dmy(digits: str) -> bool:
    return is_date(_two(digits, 4), _two(digits, 2), _two(digits, 0))


def _ymd(digits: str) -> bool:
    return is_date(_two(digits, 0), _two(digits, 2), _two(digits, 4))


def brazil(d: str) -> bool:
    """CPF: two check digits."""
    first = weighed(d, range(10, 1, -1)) * 10 % 11 % 10
    second = weighed(d, range(11, 1, -1)) * 10 % 11 % 10
    return len(set(d)) > 1 and (first, second) == (int(d[9]), int(d[10]))


def turkey(d: str) -> bool:
    """TCKN."""
    numbers = [int(one) for one in d]
    tenth = (sum(numbers[0:9:2]) * 7 - sum(numbers[1:8:2])) % 10
    return d[0] != "0" and tenth == numbers[9] and sum(numbers[:10]) % 10 == numbers[10]


def norway(d: str) -> bool:
    """Fødselsnummer: a date and two check digits."""
    first = -weighed(d, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
    second = -weighed(d, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    date = f"{int(d[0]) % 4}{d[1:6]}" if d[0] > "3" else d[:6]
    return _dmy(date) and (first, second) == (int(d[9]), int(d[10]))


def poland(d: str) -> bool:
    """PESEL: the month carries the century."""
    month = _two(d, 2) % 20
    check = -weighed(d, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10
    return is_date(_two(d, 0), month, _two(d, 4)) and check == int(d[10])


def baltics(d: str) -> bool:
    """Isikukood and asmens kodas: Estonia and Lithuania."""
    check = weighed(d, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = weighed(d, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return d[0] in "3456" and _ymd(d[1:7]) and check == int(d[10])


def belgium(d: str) -> bool:
    """National register number: a date and 97 minus the rest."""
    date = is_date(_two(d, 0), _two(d, 2) % 20, _two(d, 4)) or d[2:4] == "00"
    return date and int(d[9:]) in (97 - int(d[:9]) % 97, 97 - int("2" + d[:9]) % 97)


def germany(d: str) -> bool:
    """Steuer-ID: of the first ten digits one comes twice or thrice."""
    counts = sorted(d[:10].count(one) for one in set(d[:10]))
    return d[0] != "0" and counts[-1] in (2, 3) and counts[-2] == 1 and mod_11_10(d)


def france(d: str) -> bool:
    """NIR: 15 digits, the last two a rest of 97."""
    month = _two(d, 3)
    return (
        d[0] in "123478"
        and (1 <= month <= 12 or 20 <= month <= 42 or month >= 50)
        and 97 - int(d[:13]) % 97 == int(d[13:])
    )


def romania(d: str) -> bool:
    """CNP."""
    check = weighed(d, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (
        d[0] != "0" and _ymd(d[1:7]) and int(d[7:9]) <= 52 and (check, 1)[check == 10] == int(d[12])
    )


def south_africa(d: str) -> bool:
    """Identity number: a date, a citizenship, Luhn."""
    return _ymd(d[:6]) and d[10] in "012" and d[11] in "89" and luhn(d)


def korea(d: str) -> bool:
    """Resident registration number; since late 2020 the last digits are free."""
    return _ymd(d[:6]) and d[6] in "12345678"


def sweden(d: str) -> bool:
    """Personnummer, of ten or twelve digits."""
    short = d[-10:]
    day = _two(short, 4)
    return is_date(_two(short, 0), _two(short, 2), day - 60 if day > 60 else day) and luhn(short)


def czechia(d: str) -> bool:
    """Rodné číslo, of Czechia and Slovakia."""
    month = _two(d, 2) % 50
    month = month - 20 if month > 20 else month
    return is_date(_two(d, 0), month, _two(d, 4)) and (
        int(d) % 11 == 0 or (int(d[:9]) % 11 == 10 and d[9] == "0")
    )


def bulgaria(d: str) -> bool:
    """EGN."""
    month = _two(d, 2)
    month = month - 40 if month > 40 else month - 20 if month > 20 else month
    check = weighed(d, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return is_date(_two(d, 0), month, _two(d, 4)) and check == int(d[9])


def ukraine(d: str) -> bool:
    """Tax number of a person."""
    return weighed(d, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10 == int(d[9])


def nhs(d: str) -> bool:
    """The NHS number of England."""
    return -weighed(d, range(10, 1, -1)) % 11 == int(d[9])


def denmark(d: str) -> bool:
    """CPR: a date; its checksum was given up in 2007."""
    return _dmy(d[:6])


def netherlands(d: str) -> bool:
    """BSN: the test of eleven."""
    return weighed(d, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 and len(set(d)) > 1


def portugal(d: str) -> bool:
    """NIF."""
    check = -weighed(d, range(9, 1, -1)) % 11
    return d[0] in "1235689" and check % 10 == int(d[8])


def us(d: str) -> bool:
    """SSN or ITIN: the numbers that are given out; there is no checksum."""
    return d[:3] not in ("000", "666") and d[3:5] != "00" and d[5:] != "0000"


def canada(d: str) -> bool:
    """SIN."""
    return d[0] not in "08" and luhn(d)


def australia(d: str) -> bool:
    """TFN."""
    return weighed(d, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def greece(d: str) -> bool:
    """AMKA: a date and Luhn."""
    return _dmy(d[:6]) and luhn(d)


def finland_date(d: str) -> bool:
    return _dmy(d[:6])


def india(d: str) -> bool:
    """Aadhaar."""
    return d[0] not in "01" and verhoeff(d)


def japan(d: str) -> bool:
    """My Number."""
    rest = weighed(d[10::-1], (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)) % 11
    return (0 if rest <= 1 else 11 - rest) == int(d[11])


def switzerland(d: str) -> bool:
    """AHV number: an EAN that begins with 756."""
    return d.startswith("756") and -weighed(d, (1, 3) * 6) % 10 == int(d[12])


def israel(d: str) -> bool:
    """Teudat Zehut."""
    return luhn(d)


# By the number of digits: the check, the writing that needs no word beside it ("" is digits alone).
# A writing is the digits between the marks with the mark: "3-2-4".
CHECKS: dict[int, tuple[tuple[Check, tuple[str, ...]], ...]] = {
    9: (
        (us, ("3-2-4",)),
        (canada, ("3-3-3", "3 3 3")),
        *((check, ()) for check in (netherlands, portugal, australia, israel)),
    ),
    10: (
        (sweden, ("6-4",)),
        (denmark, ("6-4",)),
        (czechia, ("6/4",)),
        (nhs, ("3 3 4",)),
        (bulgaria, ()),
        (ukraine, ()),
    ),
    11: (
        (brazil, ("3.3.3-2", "11")),
        (belgium, ("2.2.2-3.2", "11")),
        (turkey, ("11",)),
        (norway, ("11", "6 5")),
        (poland, ("11",)),
        (baltics, ("11",)),
        (germany, ("2 3 3 3",)),
        (mod_11_10, ()),
        (greece, ()),
    ),
    12: ((india, ("4 4 4", "4-4-4")), (sweden, ("8-4",)), (japan, ("4-4-4",))),
    13: (
        (romania, ("13",)),
        (south_africa, ("13", "6 4 3", "6 4 2 1")),
        (korea, ("6-7",)),
        (switzerland, ("3.4.4.2", "13")),
    ),
    15: ((france, ("15", "1 2 2 2 3 3 2", "1 2 2 2 3 3-2", "13 2")),),
}


WRITINGS = frozenset(
    writing for checks in CHECKS.values() for _, writings in checks for writing in writings
)


def is_national(digits: str, writing: str, is_said: Callable[[], bool]) -> bool:
    """Whether the digits, written so, are a person's number; `is_said` looks for a word beside."""
    for check, writings in CHECKS.get(len(digits), ()):
        if check(digits) and (writing in writings or is_said()):
            return True
    return False


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
    return _dmy(text) and _FINLAND[int(digits) % 31] == text[10]


def china(text: str) -> bool:
    """Resident identity: 18 characters, the last one by ISO 7064."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    date = is_date(int(text[6:10]), _two(text, 10), _two(text, 12))
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
    (r"[1-478] ?[0-9]{2} ?[0-9]{2} ?2[AB] ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}", corsica),
    (r"[A-Z]{4}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]", mexico),
    (r"[0-9]{6}(?:18|19|20)[0-9]{9}[0-9Xx]", china),
    (r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]", finland),
    (r"(?:[XYZ]-?[0-9]{7}|[0-9]{8}|[0-9]{2}\.[0-9]{3}\.[0-9]{3})[- ]?[A-HJ-NP-TV-Z]", spain),
    (r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]", britain),
    (r"[A-Z]{3}[PCHABGJLFT][A-Z][0-9]{4}[A-Z]", lambda _: True),  # India's PAN has no checksum
    (r"[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-[0-9Kk]|[0-9]{7,8}-[0-9Kk]", chile),
)
LETTERED = re.compile(
    r"(?<![A-Za-z0-9.])(?:" + "|".join(f"({shape})" for shape, _ in _LETTERED) + r")(?![A-Za-z0-9])"
)


def is_lettered(match: re.Match[str]) -> bool:
    """Whether what has the looks of a number with letters passes its checksum."""
    if _LETTERED[(match.lastindex or 1) - 1][1](match[0]):
        return True
    return any(re.fullmatch(shape, match[0]) and check(match[0]) for shape, check in _LETTERED)
