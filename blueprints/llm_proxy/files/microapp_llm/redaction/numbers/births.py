"""Finds dates of birth, which a word beside them tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import Hints, one_of, phrases

_BORN = re.compile(
    rf"(?:{one_of('numbers/births', 'patterns')})"
    r"[^0-9\n]{0,16}"
    r"(?P<date>[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}"
    r"|[0-9]{1,2}[-./] ?[0-9]{1,2}[-./] ?(?:[0-9]{4}|[0-9]{2})"
    r"|[0-9]{1,2}\.? (?:de )?[^\W\d_]{3,12}\.? (?:de )?[0-9]{4}"
    r"|[^\W\d_]{3,12} [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4})(?![0-9])",
    re.IGNORECASE,
)
_HINTS = Hints(phrases("numbers/births", "hints"))


def find(text: str) -> Iterator[Found]:
    """Every such date, in a text that has digits."""
    if not _HINTS.may_be_in(text.lower()):
        return
    for match in _BORN.finditer(text):
        yield Found(*match.span("date"), "birth_date")
