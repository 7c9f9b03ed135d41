"""Tells the numbers by which a state knows firms from those of persons."""

from __future__ import annotations

import re

from microapp_llm.redaction.numbers.tables import names_somebody
from microapp_llm.redaction.phrases import one_of
from microapp_llm.redaction.plain import small_letters

_OF_FIRMS = re.compile(  # CUIT of Argentina, NIT of Colombia: the first digits tell
    r"3[034]-[0-9]{8}-[0-9]|[89][0-9]{2}\.[0-9]{3}\.[0-9]{3}-[0-9]"
)
_OF_EITHER = re.compile(r"[0-9]{2,3}/[0-9]{3,4}/[0-9]{4,5}")  # of Germany
_NIP = re.compile(r"\bnip[ .:]{0,3}(?:pl ?)?\Z")  # of Poland: firms', and those of who is one
_INN = re.compile(r"\bинн[ .:№-]{0,3}\Z")  # of Russia
_OF_A_FIRM = 10  # digits; a person's has twelve
_NAMED = re.compile(r"\by-tunnus\w{0,4}[ .:]{0,3}\Z")  # of Finland
_NAME = r"(?:steuer-?n(?:umme)?r\.?|st\.?-?nr\.?):? ?"
_BESIDE = r"[,;|\u00b7\u2022 ]{1,4}"
_BEHIND = re.compile(rf"{_BESIDE}(?:{one_of('numbers/firms', 'behind')})")
_BEFORE = re.compile(
    rf"(?:(?:{one_of('numbers/firms', 'before')}){_BESIDE}{_NAME}"
    rf"|{_NAME}(?:{one_of('numbers/firms', 'whose')})(?: [^\W\d_]{{1,20}})?:? ?)\Z"
)
_REACH = 72


def is_of_firm(text: str, start: int, end: int) -> bool:
    """Whether a number is a firm's by its digits, or by what stands right beside it."""
    written = text[start:end]
    if _OF_FIRMS.fullmatch(written):
        return True
    before = text[max(0, start - _REACH) : start]
    small = small_letters(before)
    if _NIP.search(small):
        return not names_somebody(before)
    if _NAMED.search(small):
        return True
    if _INN.search(small):
        return written.isdigit() and len(written) == _OF_A_FIRM
    if not _OF_EITHER.fullmatch(written):
        return False
    if _BEFORE.search(small):
        return True
    return _BEHIND.match(small_letters(text[end : end + _REACH])) is not None
