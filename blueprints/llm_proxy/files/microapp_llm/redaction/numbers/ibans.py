"""Finds IBANs: by their check digits, and behind their name with an error in them too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.numbers.checksums import mod_97
from microapp_llm.redaction.numbers.tables import column_name

_IBAN = re.compile(  # from its first digit on: a search for a digit skips words fast
    r"[0-9](?<=[A-Za-z ][0-9])[0-9]"
    r"(?:(?<=(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2})|(?<=(?<![A-Za-z0-9])[A-Z]{2} [0-9]{2}))"
    r"(?=((?:[ \n.-]?[A-Za-z0-9]){10,36}))"  # a mail may break a line within
)
_CHUNK = re.compile(r"[A-Za-z0-9]+")
_NAMED = re.compile(r"iban(?:[^0-9]{0,24}[^0-9a-z])?\Z", re.IGNORECASE)
_REACH = 30
_FEWEST, _FEWEST_NAMED, _MOST = 15, 14, 34
_GROUP = 4
_IBAN_LENGTHS = {
    **{"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22},
    **{"BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28},
    **{"EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23},
    **{"GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26},
    **{"IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20},
    **{"LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30},
    **{"NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22},
    **{"SA": 24, "SC": 31, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23},
    **{"TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20},
    **{"BI": 27, "DJ": 27, "FK": 18, "HN": 28, "MN": 20, "NI": 28, "OM": 23, "RU": 33, "SD": 18},
    **{"SO": 23, "YE": 30},
    # without a registered one, but in use
    **{"AO": 25, "BF": 28, "BJ": 28, "CF": 27, "CG": 27, "CI": 28, "CM": 27, "CV": 25, "DZ": 26},
    **{"GA": 27, "GQ": 27, "GW": 25, "IR": 26, "KM": 27, "MA": 28, "MG": 27, "ML": 28, "MZ": 25},
    **{"NE": 28, "SN": 28, "TD": 27, "TG": 28},
}

_COUNTRY = re.compile(  # ISO 3166: some without a registered length have accounts all the same
    r"A[DEFGILMOQRSTUWXZ]|B[ABDEFGHIJLMNOQRSTVWYZ]|C[ACDFGHIKLMNORUVWXYZ]|D[EJKMOZ]"
    r"|E[CEGHRST]|F[IJKMOR]|G[ABDEFGHILMNPQRSTUWY]|H[KMNRTU]|I[DELMNOQRST]|J[EMOP]"
    r"|K[EGHIMNPRWYZ]|L[ABCIKRSTUVY]|M[ACDEFGHKLMNOPQRSTUVWXYZ]|N[ACEFGILOPRUZ]|OM"
    r"|P[AEFGHKLMNRSTWY]|QA|R[EOSUW]|S[ABCDEGHIJKLMNORSTVXYZ]|T[CDFGHJKLMNORTVWZ]"
    r"|U[AGMSYZ]|V[ACEGINU]|W[FS]|XK|Y[ET]|Z[AMW]"
)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where each account begins and ends."""
    for match in _IBAN.finditer(text):
        start = match.start() - 2 - (text[match.start() - 1] == " ")
        end = _end(text, start, match.end(1))
        if end:
            yield start, end


def _end(text: str, start: int, last: int) -> int:
    """Where the account ends: what follows it may look like a part of it."""
    chunks = [*_CHUNK.finditer(text, start, last)]
    if _CHUNK.match(text, last):
        chunks.pop()  # cut within a word
    ends: dict[int, int] = {}  # by the number of letters and digits up to there
    code = ""
    for chunk in chunks:
        code += chunk[0]
        ends[len(code)] = chunk.end()
    length = _IBAN_LENGTHS.get(code[:2].upper(), 0)
    if length in ends and mod_97(code[:length]):
        return ends[length]
    if not _COUNTRY.match(code[:2].upper()):
        return 0
    for count in _counts(chunks):
        if _FEWEST <= count <= _MOST and _is_one(code[:count]):
            return ends[count]
    if not _is_named(text, start, chunks[-1].end()):
        return 0
    return ends.get(length) or _end_of_written(chunks)


def _counts(chunks: list[re.Match[str]]) -> list[int]:
    """After how many letters and digits an account may end that is in one piece or in fours."""
    counts = [len(chunks[0][0])]
    if counts[0] == _GROUP:
        for chunk in chunks[1:]:
            counts.append(counts[-1] + len(chunk[0]))
            if len(chunk[0]) != _GROUP:
                break
    return counts[::-1]


def _is_one(code: str) -> bool:
    """Whether the check digits hold, in capitals, and two of five or more are digits."""
    return code.isupper() and 5 * sum(map(str.isdigit, code)) >= 2 * len(code) and mod_97(code)


def _is_named(text: str, start: int, end: int) -> bool:
    if _NAMED.search(text, max(0, start - _REACH), start):
        return True
    return "\n" in text and "iban" in column_name(text, start, end).lower()


def _end_of_written(chunks: list[re.Match[str]]) -> int:
    """Where an account of unknown length ends: each of its parts has a digit, or four capitals."""
    count = end = 0
    for chunk in chunks:
        written = chunk[0]
        has_digit = any(map(str.isdigit, written))
        if not has_digit and not (written.isupper() and len(written) in (2, _GROUP)):
            break
        count += len(written)
        if count > _MOST:
            break
        end = chunk.end()
    return end if count >= _FEWEST_NAMED else 0
