"""Finds the numbers of passports and identity cards, which have no checksum: beside their name."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import one_of, phrases

_HINTS = phrases("numbers/documents", "hints")
_FAR_HINTS = phrases("numbers/documents", "hints elsewhere")
_NUMBERED = re.compile(
    rf"(?:{one_of('numbers/documents', 'documents')})"
    rf"(?: ?(?:{one_of('numbers/documents', 'between')})[.:]?){{0,3}}"
    r" ?[:#№=-]{0,2} ?(?P<number>[A-ZА-ЯΑ-Ω]{0,3} ?[0-9]{2} ?[0-9]{2} ?(?:№ ?|номер )?"
    r"[0-9]{2,6}[A-Z]{0,2}(?:[0-9]{1,4}[A-Z]?)?|[A-Z0-9]{8,10})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
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
        if sum(map(str.isdigit, match["number"])) >= _FEWEST:
            yield Found(*match.span("number"), "national_id")
