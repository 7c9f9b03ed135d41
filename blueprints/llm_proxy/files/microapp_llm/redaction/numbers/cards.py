"""Tells the numbers of payment cards: by brand, by length, by checksum."""

from __future__ import annotations

import re

from microapp_llm.redaction.numbers.checksums import is_article, luhn

_BRANDS = re.compile(  # the first digits and the length, brand by brand
    r"(?:4[0-9]{12}(?:[0-9]{3}){0,2}|5[1-5][0-9]{14}|3[47][0-9]{13}"
    r"|2(?:2(?:2[1-9]|[3-9][0-9])|[3-6][0-9]{2}|7(?:[01][0-9]|20))[0-9]{12}"
    r"|3(?:0[0-5]|[689][0-9])[0-9]{11,16}|35[0-9]{14,17}|(?:2131|1800)[0-9]{11}"
    r"|(?:6[0245]|81)[0-9]{14,17}|(?:50|5[6-9]|6[1379])[0-9]{10,17}|0604[0-9]{8}"
    r"|(?:220[0-4]|82[0-9]{2}|8600|9(?:4[0-9]{2}|051|112|762|792|804|860|934))[0-9]{12}"
    r"|9704[0-9]{12}(?:[0-9]{3})?)\Z"
)
_SURE = re.compile(
    r"(?:[0-9]{16}|3[47][0-9]{13}|(?:2131|1800)[0-9]{11}|3(?:0[0-5]|[689][0-9])[0-9]{11})\Z"
)
"""The usual lengths of the brands: a card, whatever word stands before it."""
_RARE = re.compile(r"[0-9]{17,18}\Z")
"""Lengths that only count beside a word that speaks of a card."""
_SHORT = re.compile(
    r"(?:4[0-9]{12}|(?:50(?:18|20|38)|5893|5[678][0-9]{2}|6304|6390|0604|6759|676[1-3])[0-9]{8})\Z"
)
"""Cards of 12 and 13 digits that are about, where nothing is said of them."""
_OF_SIM_CARDS = re.compile(r"89[0-9]{17}\Z")


def has_a_brand(digits: str) -> bool:
    """Whether the first digits and the length are those of a brand."""
    return bool(_BRANDS.match(digits))


def may_be_card(digits: str, *, is_named: bool, is_called: bool) -> bool:
    """Whether the digits are a card's: beside a word for one any brand and length will do.

    Where another word says what they are, only a sure one counts.
    """
    if len(set(digits)) == 1 or not luhn(digits):
        return False
    if is_named:
        is_other = is_called or _OF_SIM_CARDS.match(digits) or is_article(digits)
        return has_a_brand(digits) or not is_other
    if len(digits) < 14:
        return not is_called and bool(_SHORT.match(digits)) and not is_article(digits)
    if not has_a_brand(digits) or _RARE.match(digits):
        return False
    return not is_called or bool(_SURE.match(digits))
