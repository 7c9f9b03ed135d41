"""Finds dates of birth, which a word beside them tells, and addresses of streets with a number."""

# ruff: noqa: E501 - lists of words have long lines
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found

_BORN = re.compile(
    r"(?:\bborn\b|date of birth|birth ?date|birthday|\bdob\b|geboren|geburtsdatum|\bgeb\.|n[ée]e? le"
    r"|date de naissance|nacid[oa]|nacimiento|nat[oa] il|data di nascita|nascid[oa]|nascimento"
    r"|geboortedatum|urodzon|data urodzenia|född|fødselsdato|narozen|народ|дата народження|doğum)"
    r"[^0-9\n]{0,16}"
    r"(?P<date>[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}"
    r"|[0-9]{1,2}[-./] ?[0-9]{1,2}[-./] ?(?:[0-9]{4}|[0-9]{2})"
    r"|[0-9]{1,2}\.? (?:de )?[^\W\d_]{3,12}\.? (?:de )?[0-9]{4}"
    r"|[^\W\d_]{3,12} [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4})(?![0-9])",
    re.IGNORECASE,
)
_BIRTH = (  # one of these is in all that speaks of birth: a few fast looks for most texts
    *("born", "birth", "dob", "gebor", "gebur", "geb.", "naiss", "né", "nee le", "nacid", "nacim"),
    *(
        "nato il",
        "nata il",
        "nascit",
        "nasci",
        "urodz",
        "född",
        "fødsel",
        "naroz",
        "народ",
        "doğum",
    ),
)
_STREETS = (  # one of these is in all addresses of streets whose number comes last
    *("stra", "str.", "weg ", "gasse", "allee", "platz", "laan", "gracht", "gatan", "vägen"),
    *("calle", "via", "corso", "piazza", "rua ", "avenida", "paseo", "ul.", "ulica", "вул."),
)
_NUMBER_FIRST = re.compile(  # from the number on: a search for a digit skips words fast
    r"[0-9](?<![\w.][0-9])[0-9]{0,4}(?:"
    r"[A-Za-z]?,? (?:[A-Z][\w'-]{1,20} ){1,3}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Crescent|Close|Terrace)\b"
    r"|(?: bis| ter)?,? (?:rue|avenue|boulevard|chemin|impasse|allée|place) "
    r"(?:(?:de|du|des|la|le|les) |d'|l'){0,3}[^\W\d_][\w'-]{1,25}(?: [A-Z][\w'-]{1,25}){0,3}"
    r")"
)
_NUMBER_LAST = re.compile(
    r"(?<![\w.])(?:"
    r"[A-Z][\w-]{2,30}(?:straße|strasse|str\.|weg|gasse|allee|platz|straat|laan|gracht|gatan|vägen)"
    r" [0-9]{1,4} ?[a-z]?\b"
    r"|(?:[Cc]alle|[Vv]ia|[Vv]iale|[Cc]orso|[Pp]iazza|[Rr]ua|[Aa]venida|[Pp]aseo|[Uu]l\.|[Uu]lica|вул\.) "
    r"(?:(?:de|del|della|da|do|dos|la|las|los) ){0,2}[^\W\d_][\w'-]{1,25}(?: [^\W\d_][\w'-]{1,25}){0,2}"
    r",? (?:n\.? ?º? ?)?[0-9]{1,5}\b"
    r")"
)


def find(text: str) -> Iterator[Found]:
    """Every such date and address, in a text that has digits."""
    small = text.lower()
    if _has_one(small, _BIRTH):
        for match in _BORN.finditer(text):
            yield Found(*match.span("date"), "birth_date")
    for match in _NUMBER_FIRST.finditer(text):
        yield Found(*match.span(), "address")
    if _has_one(small, _STREETS):
        for match in _NUMBER_LAST.finditer(text):
            yield Found(*match.span(), "address")


def _has_one(small: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - a loop takes half the time of any()
        if word in small:
            return True
    return False
