"""National numbers of Asia, Africa and Latin America that are made of digits alone.

Those without a checksum hold a date or the number of a region; they are asked for only beside a
word that says what they are.
"""

from __future__ import annotations

from microapp_llm.redaction.numbers.checksums import is_date, luhn, weighed
from microapp_llm.redaction.numbers.national.dates import two, ymd


def saudi_arabia(d: str) -> bool:
    """National identity (1) and iqama (2): Luhn."""
    return d[0] in "12" and luhn(d)


def indonesia(d: str) -> bool:
    """NIK: a province, and a date of which the day of women is 40 more."""
    day = two(d, 6)
    day = day - 40 if day > 40 else day
    return 11 <= two(d, 0) <= 97 and is_date(two(d, 10), two(d, 8), day) and d[12:] != "0000"


def vietnam(d: str) -> bool:
    """CCCD: a province, the century with the sex, a year."""
    return 1 <= int(d[:3]) <= 96 and d[3] in "0123"


def malaysia(d: str) -> bool:
    """MyKad: a date and a place of birth."""
    return ymd(d[:6]) and d[6:8] not in ("00", "17", "18", "19", "20", "69", "70", "73", "80")


def thailand(d: str) -> bool:
    """A check digit over the twelve others."""
    return d[0] in "12345678" and (11 - weighed(d, range(13, 1, -1)) % 11) % 10 == int(d[12])


def pakistan(d: str) -> bool:
    """CNIC: a region and a number of a family."""
    return d[0] in "1234567" and d[12] != "0"


def emirates(d: str) -> bool:
    """784, the year of birth, Luhn."""
    return d.startswith("784") and "1900" <= d[3:7] <= "2060" and luhn(d)


def iran(d: str) -> bool:
    """Kod-e Melli."""
    rest = weighed(d, range(10, 1, -1)) % 11
    return len(set(d)) > 1 and int(d[9]) == (rest if rest < 2 else 11 - rest)


def kuwait(d: str) -> bool:
    """Civil number: a century, a date, a check digit."""
    check = 11 - weighed(d, (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11
    return d[0] in "23" and ymd(d[1:7]) and check == int(d[11])


def egypt(d: str) -> bool:
    """A century, a date, a governorate."""
    return d[0] in "23" and ymd(d[1:7]) and (1 <= two(d, 7) <= 35 or d[7:9] == "88")


def argentina(d: str) -> bool:
    """CUIL: the sort, the DNI, a check digit."""
    check = -weighed(d, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return d[:2] in ("20", "23", "24", "25", "26", "27") and check == int(d[10])


def dominican_republic(d: str) -> bool:
    """Cédula."""
    return d[:3] != "000" and luhn(d)


def ecuador(d: str) -> bool:
    """Cédula: a province, Luhn."""
    return (1 <= two(d, 0) <= 24 or d[:2] == "30") and d[2] in "012345" and luhn(d)


def medicare(d: str) -> bool:
    """Australia's Medicare number of ten digits or eleven."""
    return d[0] in "23456" and weighed(d, (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(d[8])


def new_zealand(d: str) -> bool:
    """IRD number of nine digits."""
    check = -weighed(d, (3, 2, 7, 6, 5, 4, 3, 2)) % 11
    if check == 10:
        check = -weighed(d, (7, 4, 3, 2, 5, 2, 7, 6)) % 11
    return check == int(d[8]) and 10_000_000 < int(d) < 150_000_000


def mexico_insurance(d: str) -> bool:
    """NSS of the IMSS: Luhn."""
    return luhn(d) and len(set(d)) > 1
