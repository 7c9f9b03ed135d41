"""Checks of more national numbers that hold letters, from Ireland to Taiwan."""

from __future__ import annotations

from itertools import cycle
from operator import mul

from microapp_llm.redaction.numbers.checksums import is_date, weighed
from microapp_llm.redaction.numbers.national.dates import dmy, two

_TAIWAN = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
_TAX_OF_MEXICO = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"


def ireland(text: str) -> bool:
    """PPS number: seven digits and a letter that is a rest of 23; a second one counts too."""
    more = (ord(text[8]) - 64) % 23 * 9 if len(text) > 8 else 0
    return "WABCDEFGHIJKLMNOPQRSTUV"[(weighed(text[:7], range(8, 1, -1)) + more) % 23] == text[7]


def singapore(text: str) -> bool:
    """NRIC and FIN."""
    total = weighed(text[1:8], (2, 7, 6, 5, 4, 3, 2)) + {"T": 4, "G": 4, "M": 3}.get(text[0], 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "XWUTRQPNJLK"}
    return letters.get(text[0], "XWUTRQPNMLK")[total % 11] == text[8]


def taiwan(text: str) -> bool:
    """National identity: a county, the sex, a check digit."""
    county = _TAIWAN[text[0]]
    total = county // 10 + county % 10 * 9 + weighed(text[1:9], range(8, 0, -1)) + int(text[9])
    return total % 10 == 0


def hong_kong(text: str) -> bool:
    """HKID, with its check digit in brackets."""
    code = text.replace("(", "").replace(")", "").rjust(9)
    values = [36 if one == " " else int(one, 36) for one in code]
    return sum(value * (9 - at) for at, value in enumerate(values)) % 11 == 0


def german_insurance(text: str) -> bool:
    """Sozialversicherungsnummer: an area, a date, a letter, a check over the digits' sums."""
    code = text.replace(" ", "")
    spelt = f"{code[:8]}{ord(code[8]) - 64:02}{code[9:11]}"
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    products = [int(one) * weight for one, weight in zip(spelt, weights, strict=True)]
    check = sum(product // 10 + product % 10 for product in products) % 10
    return dmy(code[2:8]) and check == int(code[11])


def mexico_tax(text: str) -> bool:
    """RFC of a person."""
    total = sum(_TAX_OF_MEXICO.index(one) * (13 - at) for at, one in enumerate(text[:12]))
    rest = 11 - total % 11
    date = is_date(two(text, 4), two(text, 6), two(text, 8))
    return date and text[12] == {11: "0", 10: "A"}.get(rest, str(rest))


def travel_document(text: str) -> bool:
    """An identity card or a passport with its last digit, as ICAO 9303-3 section 4.9 checks it."""
    values = (int(one, 36) for one in text[:-1].upper())
    weights = cycle((7, 3, 1))
    return text[-1:].isdigit() and sum(map(mul, values, weights)) % 10 == int(text[-1])
