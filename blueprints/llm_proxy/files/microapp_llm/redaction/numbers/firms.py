"""Tells the numbers by which a state knows firms from those of persons."""

from __future__ import annotations

import re

from microapp_llm.redaction.phrases import one_of
from microapp_llm.redaction.plain import small_letters

_OF_FIRMS = re.compile(  # CUIT of Argentina, NIT of Colombia: the first digits tell
    r"3[034]-[0-9]{8}-[0-9]|[89][0-9]{2}\.[0-9]{3}\.[0-9]{3}-[0-9]"
)
_OF_EITHER = re.compile(r"[0-9]{2,3}/[0-9]{3,4}/[0-9]{4,5}")  # of Germany
_REGISTERS = re.compile(one_of("numbers/firms"))
_REACH = 72


def is_of_firm(text: str, start: int, end: int) -> bool:
    """Whether a number is a firm's by its digits, or by the registers that are named around it."""
    written = text[start:end]
    if _OF_FIRMS.fullmatch(written):
        return True
    if not _OF_EITHER.fullmatch(written):
        return False
    around = text[max(0, start - _REACH) : end + _REACH]
    return _REGISTERS.search(small_letters(around)) is not None
