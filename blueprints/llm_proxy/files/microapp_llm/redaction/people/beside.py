"""Tells that two words are a person's name by what stands right beside them.

An address of mail, the number of a phone, what somebody is in a firm, a day of birth: words that no
list holds are a name beside one of them.
"""

from __future__ import annotations

import re

from microapp_llm.redaction.phrases import one_of

_MAIL_AFTER = re.compile(r"[\"')\]]{0,2}[ ,;:|<(\[]{1,4}(?:mailto:)?[^\s@,;<>()]{1,64}@")
_MAIL_BEFORE = re.compile(r"@[\w.-]{3,64}>? ?[([]\Z")
_PHONE_AFTER = re.compile(r"[ ,;:|(/\u2013-]{1,4}(?:\+[0-9]|\(?0[0-9])[0-9 ()./-]{6}")
_ROLE_AFTER = re.compile(
    rf"(?:,? ?[(|/]|,| [-\u2013\u00b7]|,?\n) ?(?:(?:{one_of('names_around/jobs', 'before')}) )?"
    rf"(?:{one_of('names_around/jobs', '')})",
    re.IGNORECASE,
)
_BORN_AFTER = re.compile(rf"[ ,;(]{{1,3}}(?:{one_of('names_around/jobs', 'born')})", re.IGNORECASE)
_REACH = 70


def has_mail(text: str, end: int) -> bool:
    """Whether an address stands right behind this place."""
    return "@" in text and _MAIL_AFTER.match(text, end) is not None


def is_beside_facts(text: str, start: int, end: int) -> bool:
    """Whether what stands beside this place are facts about a person."""
    if _ROLE_AFTER.match(text, end) or _BORN_AFTER.match(text, end):
        return True
    if _PHONE_AFTER.match(text, end):
        return True
    return "@" in text and _MAIL_BEFORE.search(text[max(0, start - _REACH) : start]) is not None
