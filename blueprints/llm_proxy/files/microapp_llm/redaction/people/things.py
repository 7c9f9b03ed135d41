"""Whether a name is that of a street, a school, a prize or a company, by the word beside it."""

from __future__ import annotations

import re

from microapp_llm.redaction.people.lists import is_given
from microapp_llm.redaction.phrases import one_of, phrases

_BEFORE = frozenset(phrases("things/before", "before", "before or first"))
_FIRST = frozenset(phrases("things/before", "before or first", "first"))
_LAST = frozenset(phrases("things/last", "words"))
_LAST_ENDS = tuple(phrases("things/last", "endings"))
_ARTICLES = frozenset(phrases("things/articles"))
_AFTER = re.compile(
    rf"(?:'s?|\u2019s?)?[ -](?:{one_of('things/after')}|(?:& )(?P<company>\w+))", re.IGNORECASE
)
_REACH = 26


def is_of_a_thing(text: str, start: int, end: int) -> bool:
    """Whether the word before or after this name says that no person is meant."""
    words = text[start:end].lower().split(" ")
    if words[0] in _FIRST or (len(words) > 1 and words[-1].endswith(_LAST_ENDS)):
        return True
    if len(words) > 1 and words[-1] in _LAST:
        return True
    before = text[max(0, start - _REACH) : start].lower().split()
    if before and before[-1] in _ARTICLES:
        before.pop()
    if before and before[-1].lstrip("(\"'«„") in _BEFORE and text[start - 1 : start] in (" ", ""):
        return True
    if text[end : end + 1] not in _MAY_FOLLOW:
        return False
    after = _AFTER.match(text, end)
    if not after:
        return False
    company = after["company"]
    return not company or (company[0].isupper() and not is_given(company) and company not in _KIN)


_MAY_FOLLOW = frozenset((" ", "'", "\u2019", "-"))
_KIN = frozenset(("Familie", "Family", "Partner", "Team", "Kids", "Kinder"))
