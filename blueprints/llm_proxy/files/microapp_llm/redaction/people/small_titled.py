"""Finds family names in small letters behind a title or a role: "frau petersen"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import (
    ends_like_family,
    is_family,
    is_given,
    is_no_name,
    is_small_family,
)
from microapp_llm.redaction.people.shapes import SMALL_PARTICLES
from microapp_llm.redaction.phrases import longest_first, phrases

_TITLES = longest_first("small_letters/titles")
_LEADS = frozenset(phrases("small_letters/leads"))
SMALL_TITLES = frozenset((*_TITLES, *(f"{title}." for title in _TITLES)))
_SHORTEST = 4
_MS = frozenset(("pan", "pani", "pana", "panu", "pani\u0105", "panem"))
_NAME = re.compile(r"[^\W\d_]{4,30}(?![\w@'/-])")
_AFTER = re.compile(
    rf"(?<![\w@./-])(?P<title>{'|'.join(_TITLES)})\.? (?P<name>(?:(?:{SMALL_PARTICLES}) ){{0,3}}"
    r"(?P<word>[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_])){1,30})(?: (?P<more>[^\W\d_]{3,30}))?)(?![\w@])"
)


def titled(text: str) -> Iterator[Found]:
    """Every such name."""
    for match in _AFTER.finditer(text):
        word, more = match["word"], match["more"]
        if word[-1] == "\u0107" and match["title"] in _MS:
            continue  # a verb: "do pani zadzwoni\u0107"
        has_particle = match.start("word") > match.start("name")
        if has_particle and match["title"] in _MS:
            continue  # bread: "el pan lo traigo yo"
        if not _is_known(word) and not (has_particle and not is_no_name(word)):
            continue
        is_longer = more and not is_no_name(more) and is_family(more.title())
        yield Found(match.start("name"), match.end("more" if is_longer else "word"), "name")


def led(text: str, words: frozenset[str]) -> Iterator[Found]:
    """Family names that are no words besides, behind what leads up to one: "le client moreau"."""
    for lead in _LEADS & words:
        at = text.find(f"{lead} ")
        while at >= 0:
            start = at + len(lead) + 1
            name = _NAME.match(text, start)
            if name and is_small_family(name[0]) and not text[at - 1 : at].isalnum():
                yield Found(*name.span(), "name")
            at = text.find(f"{lead} ", start)


def _is_known(word: str) -> bool:
    if word != word.lower() or (len(word) < _SHORTEST and is_no_name(word)):
        return False  # "paní na recepci"
    title = word.title()
    return is_family(title) or is_given(title) or (ends_like_family(word) and not is_no_name(word))
