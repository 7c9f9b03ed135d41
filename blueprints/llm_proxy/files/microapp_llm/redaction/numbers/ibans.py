"""Finds IBANs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.numbers.checksums import mod_97

_IBAN = re.compile(  # from its first digit on: a search for a digit skips words fast
    r"[0-9](?<=(?<![A-Za-z0-9])[A-Za-z]{2}[0-9])[0-9]"
    r"(?:[ \n-]?[A-Za-z0-9]{4}){2,7}(?:[ \n-]?[A-Za-z0-9]{1,3})?"
    r"(?![A-Za-z0-9])"
)
_MARKS = " -\n"  # a mail may break a line within
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
}


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where each account begins and ends."""
    for match in _IBAN.finditer(text):
        start = match.start() - 2
        end = _end(start, text[start : match.end()])
        if end:
            yield start, end


def _end(start: int, written: str) -> int:
    """Where the account ends: what follows it may look like a part of it."""
    length = _IBAN_LENGTHS.get(written[:2].upper())
    if not length:
        return 0
    letters = [at for at, letter in enumerate(written) if letter not in _MARKS]
    if len(letters) < length:
        return 0
    end = letters[length - 1] + 1
    if written[end : end + 1].isalnum():
        return 0
    account = "".join(written[at] for at in letters[:length])
    return start + end if account.isascii() and mod_97(account) else 0
