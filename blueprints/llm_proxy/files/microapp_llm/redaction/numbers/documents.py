"""Finds the numbers of passports and identity cards beside their name; few have a checksum."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.numbers.national.letter_checks import travel_document
from microapp_llm.redaction.numbers.tables import column_name
from microapp_llm.redaction.phrases import one_of, phrases

_HINTS = phrases("numbers/documents", "hints")
_FAR_HINTS = phrases("numbers/documents", "hints elsewhere")
_DOCUMENTS = one_of("numbers/documents", "documents")
_BETWEEN = rf"(?: ?(?:{one_of('numbers/documents', 'between')})[.:]?){{0,3}}"
_NUMBERED = re.compile(
    rf"(?:{_DOCUMENTS}){_BETWEEN}"
    r"[\"']? ?[:#№=>-]{0,2} ?[\"']?(?P<number>[A-ZА-ЯΑ-Ω]{0,3} ?[0-9]{2} ?[0-9]{2} ?(?:№ ?|номер )?"
    r"[0-9]{2,6}[A-Z]{0,2}(?:[0-9]{1,4}[A-Z]?)?|[A-Z0-9]{8,10})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_COLUMN = re.compile(rf"(?:{_DOCUMENTS}){_BETWEEN}", re.IGNORECASE)
_CELL = re.compile(
    r"(?<=[,;|\t\n])[ \"]{0,2}(?P<number>[A-Z0-9]{8,14})(?=[ \"]{0,2}(?:[,;|\t\n]|\Z))"
)
_WITHOUT_VOWELS = re.compile("[CFGHJKLMNPRTVWXYZ0-9]{9,10}")
_FEWEST = 5


def find(text: str) -> Iterator[Found]:
    """Every such number in a text that has digits."""
    small = text.lower()
    for hint in _HINTS if text.isascii() else (*_HINTS, *_FAR_HINTS):
        if hint in small:
            break
    else:
        return
    for match in _NUMBERED.finditer(text):
        if _is_one(match["number"]):
            yield Found(*match.span("number"), "national_id")
    for match in _CELL.finditer(text) if "\n" in text else ():
        if _is_one(match["number"]) and _COLUMN.fullmatch(column_name(text, *match.span("number"))):
            yield Found(*match.span("number"), "national_id")


def _is_one(number: str) -> bool:
    """Whether it has some digits, no vowel as in Germany, or the digit that checks the rest."""
    digits = sum(map(str.isdigit, number))
    if digits >= _FEWEST or (digits > 1 and _WITHOUT_VOWELS.fullmatch(number)):
        return True
    return number.isalnum() and number.isascii() and travel_document(number)
