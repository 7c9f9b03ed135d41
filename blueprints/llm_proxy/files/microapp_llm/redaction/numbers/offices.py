"""Tells a person's number by the office that gave it out: "Das Finanzamt will die ID 83967103251".

What it is called there means other things as well, so that its checksum has to be right.
"""

from __future__ import annotations

import re
from functools import cache

from microapp_llm.redaction.numbers.checksums import mod_11_10
from microapp_llm.redaction.numbers.national import eastern_europe as east
from microapp_llm.redaction.numbers.national import europe, south, world
from microapp_llm.redaction.numbers.national.by_length import Check
from microapp_llm.redaction.numbers.said_before import said_before
from microapp_llm.redaction.phrases import longest_first, one_of
from microapp_llm.redaction.plain import small_letters

_BEFORE, _FAR, _BEHIND = 44, 140, 90  # characters in which it is called, and its office is named
_SIGNS = frozenset("0123456789-")
_CHECKS: dict[int, tuple[tuple[str, Check], ...]] = {
    9: (
        ("netherlands", europe.netherlands),
        ("hungary health", east.hungary_health),
        ("greece tax", east.greece_tax),
        ("australia", world.australia),
        ("canada", world.canada),
        ("israel", world.israel),
    ),
    10: (
        ("england", europe.nhs),
        ("hungary tax", east.hungary_tax),
        ("czechia", europe.czechia),
        ("bulgaria", europe.bulgaria),
        ("ukraine", europe.ukraine),
        ("sweden", europe.sweden),
        ("saudi arabia", south.saudi_arabia),
    ),
    11: (
        ("germany", europe.germany),
        ("croatia", mod_11_10),
        ("greece health", europe.greece),
        ("russia insurance", east.russia_insurance),
    ),
    12: (
        ("russia tax", east.russia_tax),
        ("kazakhstan", east.kazakhstan),
        ("japan", world.japan),
    ),
    13: (("france", europe.france_tax),),
}


def is_of_an_office(text: str, start: int, digits: str, writing: str) -> bool:
    """Whether an office that is named near gave out the number that begins here."""
    checks = _CHECKS.get(len(digits), ())
    if not checks or digits[0] == "0" or not _SIGNS.issuperset(writing):
        return False
    if not _called().search(small_letters(text[max(0, start - _BEFORE) : start])):
        return False
    said = said_before(text, start, start)
    if said.other or said.dialled:
        return False
    near = small_letters(text[max(0, start - _FAR) : start + _BEHIND])
    return any(check(digits) and _office(name).search(near) for name, check in checks)


@cache
def _called() -> re.Pattern[str]:
    """What may stand right before the number: "die ID", "Код пацієнта"."""
    whose = "|".join(longest_first("numbers/named", "whose"))
    vague = one_of("numbers/offices", "vague")
    return re.compile(rf"(?:{vague})(?: (?:{whose}))?[ .:#№]{{0,3}}\Z")


@cache
def _office(name: str) -> re.Pattern[str]:
    return re.compile(one_of("numbers/offices", name))
