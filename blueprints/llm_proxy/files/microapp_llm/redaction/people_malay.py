"""Finds names after what persons are called in Indonesian and Malay: "Pak Budi", "Mbak Sari"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.name_lists import is_no_name


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLED = re.compile(
    r"(?<![\w@])(?:Bapak|Pak|Ibu|Bu|Mas|Mbak|Mba|Kak|Kakak|Adik|Bang|Kang|Teh|Encik|Cik|Puan|Tuan"
    r"|Nyonya|Nona|Sdr|Sdri|Saudara|Saudari|Yth|Tante|Om|Ustaz|Ustadz|pak|bapak|ibu|mbak|kak)\.? "
    r"(?P<name>[A-Z][a-z']{1,20}(?: [A-Z][a-z']{1,20}){0,3})(?![\w@])"
)
_HINTS = (
    "ak ",
    "Ibu ",
    "Bu ",
    "bu ",
    "Mas ",
    "Mba",
    "Kang ",
    "Bang ",
    "Puan ",
    "ncik ",
    "Sdr",
    "Yth",
)
_TITLES = _set("bapak pak ibu bu mas mbak mba kak kakak saudara saudari tuan nyonya")
_PLACES = frozenset(("Jalan", "Kota", "Negara", "Republik", "Pertiwi", "Presiden", "Kota"))


def in_malay(text: str) -> Iterator[Found]:
    """Every name that follows such a title."""
    for hint in _HINTS:  # a loop takes half the time of any()
        if hint in text:
            break
    else:
        return
    for match in _TITLED.finditer(text):
        start, words = match.start("name"), match["name"].split()
        while words and words[0].lower() in _TITLES:
            start += len(words[0]) + 1
            words = words[1:]
        if words and words[0] not in _PLACES and not is_no_name(words[0]):
            yield Found(start, match.end(), "name")
