"""National numbers of eastern Europe that are made of digits alone, each with its checksum."""

from __future__ import annotations

from microapp_llm.redaction.numbers.checksums import is_date, luhn, weighed
from microapp_llm.redaction.numbers.national.dates import dmy, two, ymd


def hungary_health(d: str) -> bool:
    """TAJ: threes and sevens by turns."""
    return weighed(d, (3, 7) * 4) % 10 == int(d[8]) and len(set(d)) > 1


def hungary_tax(d: str) -> bool:
    """Adóazonosító jel: an 8, the days since 1867, a check digit."""
    return d[0] == "8" and weighed(d, range(1, 10)) % 11 == int(d[9])


def hungary_personal(d: str) -> bool:
    """Személyi azonosító: the sex, a date, a check that counts down for who is born since 1997."""
    is_young = d[0] in "3478" or d[1:3] >= "97"
    weights = range(10, 0, -1) if is_young else range(1, 11)
    return d[0] in "12345678" and ymd(d[1:7]) and weighed(d, weights) % 11 == int(d[10])


def ukraine_register(d: str) -> bool:
    """UNZR: a date of birth, four digits, a check of sevens, threes and ones."""
    check = weighed(d, (7, 3, 1) * 4) % 10
    return is_date(int(d[:4]), two(d, 4), two(d, 6)) and check == int(d[12])


def greece_tax(d: str) -> bool:
    """AFM: powers of two."""
    total = weighed(d, tuple(2**place for place in range(8, 0, -1)))
    return total % 11 % 10 == int(d[8]) and len(set(d)) > 1


def russia_insurance(d: str) -> bool:
    """SNILS: the last two digits are a rest of 101."""
    return weighed(d, range(9, 0, -1)) % 101 % 100 == int(d[9:]) and len(set(d[:9])) > 1


def russia_tax(d: str) -> bool:
    """INN of a person: two check digits."""
    first = weighed(d, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    second = weighed(d, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    return (first, second) == (int(d[10]), int(d[11]))


def yugoslavia(d: str) -> bool:
    """JMBG and EMŠO: a date with a year of three digits, and a check digit."""
    check = -weighed(d, (7, 6, 5, 4, 3, 2) * 2) % 11
    year = int(d[4:7])
    date = is_date(year % 100, two(d, 2), two(d, 0)) and (year >= 900 or year <= 60)
    return date and check == int(d[12])


def latvia(d: str) -> bool:
    """Personas kods: a date of birth, or the numbers that are given out since 2017."""
    return (dmy(d[:6]) and d[6] in "012") or d[:2] == "32"


def iceland(d: str) -> bool:
    """Kennitala: a date and a check digit."""
    return dmy(d[:6]) and -weighed(d, (3, 2, 7, 6, 5, 4, 3, 2)) % 11 == int(d[8]) and d[9] in "890"


def slovakia_before_1954(d: str) -> bool:
    """Rodné číslo of nine digits, which has no checksum."""
    return int(d[:2]) < 54 and is_date(two(d, 0), two(d, 2) % 50, two(d, 4)) and d[6:] != "000"


def luxembourg(d: str) -> bool:
    """Matricule: a whole date, Luhn over what is before the last digit."""
    return is_date(int(d[:4]), two(d, 4), two(d, 6)) and luhn(d[:12])


def kazakhstan(d: str) -> bool:
    """IIN: a date, the century, a check digit."""
    check = weighed(d, range(1, 12)) % 11
    if check == 10:
        check = weighed(d, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return is_date(two(d, 0), two(d, 2), two(d, 4)) and d[6] in "123456" and check == int(d[11])


def poland_tax(d: str) -> bool:
    """NIP."""
    return d[0] != "0" and weighed(d, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(d[9])
