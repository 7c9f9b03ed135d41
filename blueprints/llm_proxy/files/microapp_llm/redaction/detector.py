"""All searches over one text, the surest first; most are skipped where a text cannot hold any."""

from __future__ import annotations

import re

from microapp_llm.redaction import mail
from microapp_llm.redaction.found import Found
from microapp_llm.redaction.numbers import births, streets
from microapp_llm.redaction.numbers import search as numbers
from microapp_llm.redaction.people import search as people
from microapp_llm.redaction.secrets import search as secrets

_PERSONAL = frozenset(("email", "phone", "iban", "card", "national_id", "secret"))
_DIGIT = re.compile("[0-9]")


def detect(text: str) -> list[Found]:
    """Everything found in a plain text; findings may overlap, the surer one comes first."""
    found = list(secrets.find(text))
    if "@" in text:
        found += mail.find(text)
    has_digits = _DIGIT.search(text) is not None
    if has_digits:
        found += numbers.find(text)
        found += births.find(text)
    found += people.find(text, is_personal=any(one.kind in _PERSONAL for one in found))
    if has_digits:
        found += streets.find(text, found)
    return found
