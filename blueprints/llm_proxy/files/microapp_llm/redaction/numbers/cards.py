"""Tells the numbers of payment cards: by brand, by length, by checksum."""

from __future__ import annotations

import re

from microapp_llm.redaction.numbers.checksums import luhn

_BRANDS = re.compile(  # the first digits and the length, brand by brand
    r"(?:4[0-9]{12}(?:[0-9]{3}){0,2}|5[1-5][0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}"
    r"|3(?:0[0-5]|[689][0-9])[0-9]{11,16}|35[0-9]{14,17}|(?:2131|1800)[0-9]{11}"
    r"|6(?:0|2|4|5)[0-9]{14,17}|(?:50|5[6-9]|6[1379])[0-9]{10,17}|9792[0-9]{12}|220[0-4][0-9]{12})\Z"
)
_RARE_LENGTHS = (12, 13, 17, 18)


def has_a_brand(digits: str) -> bool:
    """Whether the first digits and the length are those of a brand."""
    return bool(_BRANDS.match(digits))


def may_be_card(digits: str, *, is_named: bool) -> bool:
    """Whether the digits are a card's; some lengths only count beside a word that speaks of one."""
    if len(digits) in _RARE_LENGTHS and not is_named:
        return False
    return has_a_brand(digits) and len(set(digits)) > 1 and luhn(digits)
