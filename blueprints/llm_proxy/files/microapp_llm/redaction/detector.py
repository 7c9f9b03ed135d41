"""All searches over one text, the surest first; most are skipped where a text cannot hold any."""

from __future__ import annotations

import re

from microapp_llm.redaction import documents, homes, mail, numbers, people, secrets
from microapp_llm.redaction.found import Found

_DIGIT = re.compile("[0-9]")


def detect(text: str) -> list[Found]:
    """Everything found in a plain text; findings may overlap, the surer one comes first."""
    found = list(secrets.find(text))
    if "@" in text:
        found += mail.find(text)
    if _DIGIT.search(text):
        found += documents.find(text)
        found += numbers.find(text)
        found += homes.find(text)
    found += people.find(text)
    return found
