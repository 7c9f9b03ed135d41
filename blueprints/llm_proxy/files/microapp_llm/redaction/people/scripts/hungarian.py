"""Finds names before the titles that follow them: "Kovács úr", "Nagy Péter asszonynak"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_no_name
from microapp_llm.redaction.people.shapes import WORD

_HUNGARIAN = re.compile(
    rf"(?<![\w@])(?P<name>{WORD}(?: {WORD}){{0,2}}) "
    r"(?:úr|asszony|kisasszony|doktor|doktornő|tanár|tanárnő|főorvos|ügyvéd|professzor|mester|bácsi|néni)"
    r"(?:[aáeéiou]?(?:nak|nek|ral|rel|val|vel|tól|től|t|hoz|hez|höz|ról|ről|ék))?(?!\w)"
)


def with_titles_after(text: str) -> Iterator[Found]:
    """Every name that such a title follows."""
    if (
        " úr" in text
        or "asszony" in text
        or " doktor" in text
        or " néni" in text
        or " bácsi" in text
    ):
        for match in _HUNGARIAN.finditer(text):
            words = match["name"].split()
            start = match.start("name")
            while words and (is_no_name(words[0]) or words[0] in _BEGINNINGS):
                start += len(words[0]) + 1
                words = words[1:]
            if words:
                yield Found(start, match.end("name"), "name")


_BEGINNINGS = frozenset(("Tisztelt", "Kedves", "Dr", "A", "Az", "Doktor", "Özvegy", "Ifjabb"))
