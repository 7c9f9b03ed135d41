"""Finds names in what is filled in: forms, JSON, XML, lists of who does what."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_family, is_given, is_no_name

_PERSONS = (
    r"(?:first|last|given|family|full|middle|maiden|sur|vor|nach|voor|achter)[ _-]?name?s?|voornaam|achternaam"
    r"|vorname|nachname|surname|name of \w{3,20}|account ?holder|kontoinhaber(?:in)?|titulaire|titular|intestatario"
    r"|pr[ée]nom|apellidos?|cognome|sobrenome|imi[ęe](?: i nazwisko)?|nazwisko|f[öo]rnamn|efternamn|fornavn|efternavn"
    r"|nom|nombre|nome|naam|namn|navn|nimi|isim|(?:given|family)(?=\")|etunimi|sukunimi|příjmení|jméno(?: a příjmení)?|ad[ıi]? ?soyad[ıi]?|soyad[ıi]?|имя|фамилия|ім'я|прізвище"
)
_ROLES = (
    r"[a-z]{0,16}[ _-]?name|ad[ıi]?|given|family|author|owner|assignee|reporter"
    r"|contact|attn|att|patient|patiente|client|cliente|customer|kunde?n?|kundin|deltager|klient|klantnaam|klant|müşteri|asiakas"
    r"|zákazník|ansprechpartner(?:in)?|sender|recipient|from|to|cc|von|an|de|employee|mitarbeiter(?:in)?|passenger"
    r"|beneficiary|payee|tenant|landlord|mieter(?:in)?|vermieter(?:in)?|witness|plaintiff|defendant|doctor|agent|manager"
    r"|[a-z-]{0,14}-by|c[efto]o|vp [a-z]{2,14}|counsel|director|teacher|speaker|user|member|approver|reviewer|signer|host"
    r"|caller|lead|chair|present|absent|attendees?|participants?|anwesend|entschuldigt|presenti|assenti|présents?|asistentes"
    r"|aanwezig|afwezig|närvarande|deltagere|uczestnicy|přítomni|katılımcılar"
)
_VALUE = re.compile(
    r"[:=>][ \"'`*\[>_]{0,4}(?P<value>[^\W\d_](?:[^\W\d_]|[ .-]|'(?=[^\W\d_])){1,60})"
)
_LABEL = re.compile(
    rf"(?<![^\W_])(?:(?P<person>{_PERSONS})|{_ROLES})[\"'`\])*_]{{0,3}} ?\Z", re.IGNORECASE
)
_COLUMN = re.compile(
    rf"(?:{_PERSONS}|(?:customer|client|employee|patient|contact|student|user|guest|cardholder|account)[ _-]?name"
    r"|(?:nazwa )?klient|name|kunde|mitarbeiter|cliente|klant|imiona|prezime|nomecompleto|nome[ _]completo|nombre[ _]completo"
    r"|nombre y apellidos|nom complet|nome e cognome|fornavn|hele navnet)",
    re.IGNORECASE,
)
_LONGEST_LABEL = 36
_NO_VALUES = frozenset(
    (
        *("string", "str", "text", "required", "optional", "null", "none", "unknown", "varchar"),
        *("field", "todo", "true", "false", "undefined", "any", "object", "number", "integer"),
        *("default", "n"),
    )
)
_MOST_WORDS = 5
_ENDS = re.compile(r" - |\. |  ")


def is_label_of_persons(text: str) -> bool:
    """Whether a text is the heading of a column of persons' names."""
    label = _COLUMN.fullmatch(text.strip(" \"'*_`")) if len(text) < _LONGEST_LABEL else None
    return label is not None


def fields(text: str) -> Iterator[Found]:
    """The names that fields hold, in whatever letters they are written."""
    for match in _VALUE.finditer(text):
        value = _ENDS.split(match["value"])[0].rstrip(" .'-")
        words = value.split()
        if not 0 < len(words) <= _MOST_WORDS or not _is_name(words, is_sure=True):
            continue  # no name whatever the label says: most are told by this, which is cheaper
        label = _LABEL.search(text, max(0, match.start() - _LONGEST_LABEL), match.start())
        if label and (label["person"] is not None or _is_name(words, is_sure=False)):
            yield Found(match.start("value"), match.start("value") + len(value), "name")


def _is_name(words: list[str], *, is_sure: bool) -> bool:
    said = [word for word in words if word.lower() not in _PARTICLES]
    if not said or any(word.lower() in _NO_VALUES for word in words):
        return False
    known = sum(_is_known(word) for word in said)
    odd = any(is_no_name(word) and not _is_known(word) for word in said)
    if is_sure:
        return not odd and (known > 0 or any(word[0].isupper() for word in said))
    if len(said) == 1:
        return is_given(_title(said[0])) and not is_no_name(said[0])
    return not odd and known * 2 >= sum(len(word) > 2 for word in said)


def _is_known(word: str) -> bool:
    title = _title(word)
    return is_given(title) or is_family(title)


def _title(word: str) -> str:
    return word if word[0].isupper() and not word.isupper() else word.title()


_PARTICLES = frozenset(
    (
        *(
            "van",
            "von",
            "vom",
            "der",
            "den",
            "de",
            "del",
            "della",
            "dello",
            "di",
            "da",
            "do",
            "dos",
            "das",
            "du",
            "des",
        ),
        *(
            "la",
            "le",
            "lo",
            "el",
            "al",
            "bin",
            "ibn",
            "ter",
            "ten",
            "zu",
            "af",
            "y",
            "e",
            "op",
            "'t",
            "die",
            "st",
            "mac",
        ),
    )
)
