"""National numbers of the other continents that are made of digits alone, with their checksums."""

from __future__ import annotations

from microapp_llm.redaction.numbers.checksums import luhn, verhoeff, weighed
from microapp_llm.redaction.numbers.national.dates import ymd


def brazil(d: str) -> bool:
    """CPF: two check digits."""
    first = weighed(d, range(10, 1, -1)) * 10 % 11 % 10
    second = weighed(d, range(11, 1, -1)) * 10 % 11 % 10
    return len(set(d)) > 1 and (first, second) == (int(d[9]), int(d[10]))


def us(d: str) -> bool:
    """SSN or ITIN: the numbers that are given out; there is no checksum."""
    return d[:3] not in ("000", "666") and d[3:5] != "00" and d[5:] != "0000"


def canada(d: str) -> bool:
    """SIN."""
    return d[0] not in "08" and luhn(d)


def south_africa(d: str) -> bool:
    """Identity number: a date, a citizenship, Luhn."""
    return ymd(d[:6]) and d[10] in "012" and d[11] in "89" and luhn(d)


def korea(d: str) -> bool:
    """Resident registration number; since late 2020 the last digits are free."""
    return ymd(d[:6]) and d[6] in "12345678"


def australia(d: str) -> bool:
    """TFN."""
    return weighed(d, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def india(d: str) -> bool:
    """Aadhaar."""
    return d[0] not in "01" and verhoeff(d)


def japan(d: str) -> bool:
    """My Number."""
    rest = weighed(d[10::-1], (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)) % 11
    return (0 if rest <= 1 else 11 - rest) == int(d[11])


def israel(d: str) -> bool:
    """Teudat Zehut."""
    return luhn(d)
