"""National numbers of Europe that are made of digits alone, each with its checksum."""

from __future__ import annotations

from microapp_llm.redaction.numbers.checksums import is_date, luhn, mod_11_10, weighed
from microapp_llm.redaction.numbers.national.dates import dmy, two, ymd


def norway(d: str) -> bool:
    """Fødselsnummer: a date and two check digits."""
    first = -weighed(d, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
    second = -weighed(d, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    date = f"{int(d[0]) % 4}{d[1:6]}" if d[0] > "3" else d[:6]
    return dmy(date) and (first, second) == (int(d[9]), int(d[10]))


def poland(d: str) -> bool:
    """PESEL: the month carries the century."""
    month = two(d, 2) % 20
    check = -weighed(d, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10
    return is_date(two(d, 0), month, two(d, 4)) and check == int(d[10])


def baltics(d: str) -> bool:
    """Isikukood and asmens kodas: Estonia and Lithuania."""
    check = weighed(d, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = weighed(d, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return d[0] in "3456" and ymd(d[1:7]) and check == int(d[10])


def belgium(d: str) -> bool:
    """National register number: a date and 97 minus the rest."""
    date = is_date(two(d, 0), two(d, 2) % 20, two(d, 4)) or d[2:4] == "00"
    return date and int(d[9:]) in (97 - int(d[:9]) % 97, 97 - int("2" + d[:9]) % 97)


def germany(d: str) -> bool:
    """Steuer-ID: of the first ten digits one comes twice or thrice."""
    counts = sorted(d[:10].count(one) for one in set(d[:10]))
    return d[0] != "0" and counts[-1] in (2, 3) and counts[-2] == 1 and mod_11_10(d)


def france(d: str) -> bool:
    """NIR: 15 digits, the last two a rest of 97."""
    month = two(d, 3)
    return (
        d[0] in "123478"
        and (1 <= month <= 12 or 20 <= month <= 42 or month >= 50)
        and 97 - int(d[:13]) % 97 == int(d[13:])
    )


def france_tax(d: str) -> bool:
    """SPI, the number of who pays taxes: the last three digits are a rest of 511."""
    return d[0] in "0123" and int(d[:10]) % 511 == int(d[10:])


def romania(d: str) -> bool:
    """CNP."""
    check = weighed(d, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (
        d[0] != "0" and ymd(d[1:7]) and int(d[7:9]) <= 52 and (check, 1)[check == 10] == int(d[12])
    )


def sweden(d: str) -> bool:
    """Personnummer, of ten or twelve digits."""
    short = d[-10:]
    day = two(short, 4)
    return is_date(two(short, 0), two(short, 2), day - 60 if day > 60 else day) and luhn(short)


def sweden_whole(d: str) -> bool:
    """Personnummer with the century, of twelve digits that could be no time of our days."""
    return ("1900" <= d[:4] <= "2012") and sweden(d)


def czechia(d: str) -> bool:
    """Rodné číslo, of Czechia and Slovakia."""
    month = two(d, 2) % 50
    month = month - 20 if month > 20 else month
    return is_date(two(d, 0), month, two(d, 4)) and (
        int(d) % 11 == 0 or (int(d[:9]) % 11 == 10 and d[9] == "0")
    )


def bulgaria(d: str) -> bool:
    """EGN."""
    month = two(d, 2)
    month = month - 40 if month > 40 else month - 20 if month > 20 else month
    check = weighed(d, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return is_date(two(d, 0), month, two(d, 4)) and check == int(d[9])


def ukraine(d: str) -> bool:
    """Tax number of a person."""
    return weighed(d, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10 == int(d[9])


def nhs(d: str) -> bool:
    """The NHS number of England."""
    return -weighed(d, range(10, 1, -1)) % 11 == int(d[9])


def denmark(d: str) -> bool:
    """CPR: a date; its checksum was given up in 2007."""
    return dmy(d[:6])


def netherlands(d: str) -> bool:
    """BSN: the test of eleven."""
    return weighed(d, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 and len(set(d)) > 1


def portugal(d: str) -> bool:
    """NIF."""
    check = -weighed(d, range(9, 1, -1)) % 11
    return d[0] in "1235689" and check % 10 == int(d[8])


def greece(d: str) -> bool:
    """AMKA: a date and Luhn."""
    return dmy(d[:6]) and luhn(d)


def switzerland(d: str) -> bool:
    """AHV number: an EAN that begins with 756."""
    return d.startswith("756") and -weighed(d, (1, 3) * 6) % 10 == int(d[12])


def turkey(d: str) -> bool:
    """TCKN."""
    numbers = [int(one) for one in d]
    tenth = (sum(numbers[0:9:2]) * 7 - sum(numbers[1:8:2])) % 10
    return d[0] != "0" and tenth == numbers[9] and sum(numbers[:10]) % 10 == numbers[10]


def austria(d: str) -> bool:
    """SVNR: the fourth digit is a check over the others, the last six are a date."""
    check = weighed(d, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11
    return d[0] != "0" and check == int(d[3]) and (dmy(d[4:]) or d[6:8] > "12")
