"""Finds family names in small letters after a title, as in "frau petersen"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import ends_like_family, is_family, is_given, is_no_name
from microapp_llm.redaction.people.shapes import SMALL_PARTICLES
from microapp_llm.redaction.phrases import longest_first

_TITLES = longest_first("small_letters/titles")
SMALL_TITLES = frozenset((*_TITLES, *(f"{title}." for title in _TITLES)))
_AFTER = re.compile(
    rf"(?<![\w@./-])(?P<title>{'|'.join(_TITLES)})\.? (?P<name>(?:(?:{SMALL_PARTICLES}) ){{0,3}}"
    r"(?P<word>[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_])){1,30})(?: (?P<more>[^\W\d_]{3,30}))?)(?![\w@])"
)


def titled(text: str) -> Iterator[Found]:
    """Every such name."""
    for match in _AFTER.finditer(text):
        word, more = match["word"], match["more"]
        has_particle = match.start("word") > match.start("name")
        if not _is_known(word) and not (has_particle and not is_no_name(word)):
            continue
        is_longer = more and not is_no_name(more) and is_family(more.title())
        yield Found(match.start("name"), match.end("more" if is_longer else "word"), "name")


def _is_known(word: str) -> bool:
    if word != word.lower():
        return False
    title = word.title()
    return is_family(title) or is_given(title) or (ends_like_family(word) and not is_no_name(word))
