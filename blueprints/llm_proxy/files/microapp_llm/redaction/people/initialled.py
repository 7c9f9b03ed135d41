"""Finds family names behind several initials, whether a list holds them or not: "W.J. Terpstra"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import (
    is_common,
    is_family,
    is_no_name,
    is_organisation,
    listed,
)
from microapp_llm.redaction.people.shapes import CAPITALS, PARTICLES, WORD

_NAME = re.compile(  # what it begins with comes first: a search for that skips small letters
    rf"(?P<initials>[{CAPITALS}]\.(?<![\w.&/-]..)[ -]?(?:[{CAPITALS}]\.[ -]?){{1,3}})"
    rf"(?P<family>(?:(?:{PARTICLES}) ){{0,3}}(?P<last>{WORD}))(?![\w@])"
)
_ABBREVIATIONS = frozenset(
    (
        *("US", "UK", "UN", "USA", "EU", "UAE", "USSR", "DC", "LA", "NY", "SF", "DH", "UA"),
        *("PO", "AD", "BC", "PS", "NB", "AM", "PM", "ID", "OK", "DIY", "FAQ", "RSVP", "VIP", "RIP"),
        *("SA", "SL", "SRL", "SPA", "BV", "NV", "AG", "AS", "AB", "KK", "OY", "EV", "ZB", "ZT"),
        *("QA", "HR", "IT", "PR", "TV", "AI", "VAT", "IVA", "NIF", "CIF", "RFC"),
    )
)
_FROM_A_TOWN = ("de ", "di ")
_DUTCH = ("van ", "in 't ", "op ", "ter ", "ten ", "'t ")
_LONGEST_ABBREVIATED = 4  # letters of a last word in capitals, which is another abbreviation


def _is_a_town(word: str) -> bool:
    return word in listed("family_cities") or word in listed("given_cities") or is_no_name(word)


def initialled(text: str) -> Iterator[Found]:
    """Every such name; what is an abbreviation before an ordinary word is none."""
    for match in _NAME.finditer(text):
        letters = "".join(filter(str.isalpha, match["initials"]))
        last = match["last"]
        if letters in _ABBREVIATIONS or (last.isupper() and len(last) <= _LONGEST_ABBREVIATED):
            continue
        is_word = (is_no_name(last) or is_common(last)) and not is_family(last)
        if match["family"].startswith(_FROM_A_TOWN) and _is_a_town(last):
            continue  # "R.M. de Valencia"
        is_word = is_word and not match["family"].startswith(_DUTCH)  # "J.P. in 't Veld"
        if not is_word and not is_organisation([*letters, last]):
            yield Found(*match.span(), "name")
