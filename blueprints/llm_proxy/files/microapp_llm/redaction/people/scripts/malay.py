"""Finds names after what persons are called in Indonesian and Malay: "Pak Budi", "Mbak Sari"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_family, is_given, is_no_name


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CAPITAL_TITLES = _set(
    "Bapak Pak Ibu Bu Mas Mbak Mba Kak Kakak Adik Bang Kang Teh Encik Cik Puan Tuan Nyonya Nona"
    " Sdr Sdri Saudara Saudari Yth Tante Om Ustaz Ustadz"
)
_TITLED = re.compile(
    rf"(?<![\w@])(?:{'|'.join(sorted(_CAPITAL_TITLES))})\.? "
    r"(?P<name>[A-Z][a-z']{1,20}(?: [A-Z][a-z']{1,20}){0,3})(?![\w@])"
)
_PLACES = frozenset(("Jalan", "Kota", "Negara", "Republik", "Pertiwi", "Presiden"))


_BIRTH = "Made|Wayan|Nyoman|Ketut|Gede|Putu|Komang|Kadek|Gusti|Nengah|Luh|Dewa|Ayu|Bagus"
_BALINESE = re.compile(
    rf"(?<![\w@])(?:I|Ni|Ida)(?: (?:{_BIRTH})){{1,3}}(?: [A-Z][a-z']{{2,20}}){{1,3}}(?![\w@])"
)
_BY_BIRTH = re.compile(rf"(?<![\w@])(?:Ni|Ida) (?:{_BIRTH})(?! [A-Z])(?![\w@])")


def in_malay(text: str, run: re.Match[str]) -> Iterator[Found]:
    """Every name that follows such a title in a run of several words with capitals."""
    if run[0][0] in "IN" or " Ni " in run[0]:
        for match in _BALINESE.finditer(text, *run.span()):
            last = match[0].split()[-1]
            if is_given(last) or is_family(last):
                yield Found(*match.span(), "name")
        for match in _BY_BIRTH.finditer(text, *run.span()):
            yield Found(*match.span(), "name")
    if _CAPITAL_TITLES.isdisjoint(run[0].replace(".", "").split(" ")):
        return
    for match in _TITLED.finditer(text, *run.span()):
        start, words = match.start("name"), match["name"].split()
        while words and words[0] in _CAPITAL_TITLES:
            start += len(words[0]) + 1
            words = words[1:]
        if words and words[0] not in _PLACES and not is_no_name(words[0]):
            yield Found(start, match.end(), "name")
