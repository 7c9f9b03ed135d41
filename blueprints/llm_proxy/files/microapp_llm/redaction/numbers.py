"""Finds what is made of digits: cards, accounts, national numbers, phones, IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address
from itertools import pairwise

from microapp_llm.redaction.checksums import luhn, mod_97
from microapp_llm.redaction.cues import (
    is_a_card_named,
    is_a_national_number_named,
    is_a_national_number_right_before,
    is_a_number_named,
    is_a_phone_named,
    is_a_version_named,
    is_an_ip_named,
    is_something_else_named,
)
from microapp_llm.redaction.found import Found
from microapp_llm.redaction.national_ids import LETTERED, WRITINGS, is_lettered, is_national

_NUMBER = re.compile(r"\(?(?:\+ ?)?\(?[0-9](?:[ ./()-]{0,2}[0-9]){6,}")
_RUN = re.compile(r"[0-9]+")
_MOST_RUNS = 8
_FEWEST, _MOST = 7, 19
_BRANDS = re.compile(  # the first digits and the length, brand by brand
    r"(?:4[0-9]{12}(?:[0-9]{3}){0,2}|5[1-5][0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}"
    r"|3(?:0[0-5]|[689][0-9])[0-9]{11,16}|35[0-9]{14,17}|(?:2131|1800)[0-9]{11}"
    r"|6(?:0|2|4|5)[0-9]{14,17}|(?:50|5[6-9]|6[1379])[0-9]{10,17}|9792[0-9]{12}|220[0-4][0-9]{12})\Z"
)
_EXTENSION = re.compile(r" ?(?:x|ext\.? ?)[0-9]{1,6}(?![0-9])", re.IGNORECASE)
_LARGEST_IN_VERSIONS = 20
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?"
    r"(?![A-Za-z0-9])"
)
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
_IPV4 = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}"
    r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?![\w]|\.[0-9])"
)
_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:])[0-9A-Fa-f:.]{3,45}(?![\w:])")
_NOBODYS = re.compile(r"127\.|0\.|255\.")
_DATE = re.compile(
    r"(?:(?:19|20)[0-9]{2}[-./ ][0-9]{1,2}[-./ ][0-9]{1,2}"
    r"|(?:0?[1-9]|[12][0-9]|3[01])[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:19|20)?[0-9]{2})(?![0-9])"
)


def find(text: str) -> Iterator[Found]:
    """Every number of a person in a text that has digits."""
    accounts: list[tuple[int, int]] = []
    for match in _IBAN.finditer(text):
        end = _iban_end(match)
        if end:
            accounts.append((match.start(), end))
            yield Found(match.start(), end, "iban")
    for match in LETTERED.finditer(text):
        if is_lettered(match):
            yield Found(*match.span(), "national_id")
    if "." in text:
        for match in _IPV4.finditer(text):
            if not _NOBODYS.match(match[0]) and not _is_version(text, match):
                yield Found(*match.span(), "ip")
    if ":" in text:
        yield from _ipv6(text)
    for start, end in _between(accounts, len(text)):
        for match in _NUMBER.finditer(text, start, end):
            yield from _in_run(text, match)


def _between(taken: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """The stretches of a text that are not taken yet."""
    free_from = 0
    for start, end in taken:
        yield free_from, start
        free_from = end
    yield free_from, length


def _is_version(text: str, match: re.Match[str]) -> bool:
    """Whether four small numbers are a version: nothing says that they are an address."""
    if is_a_version_named(text, match.start()):
        return True
    small = all(int(one) <= _LARGEST_IN_VERSIONS for one in match[0].split("."))
    return small and not is_an_ip_named(text, match.start())


def _iban_end(match: re.Match[str]) -> int:
    """Where the account ends: what follows it may look like a part of it."""
    length = _IBAN_LENGTHS.get(match[0][:2].upper())
    if not length:
        return 0
    letters = [at for at, letter in enumerate(match[0]) if letter not in " -"]
    if len(letters) < length:
        return 0
    end = letters[length - 1] + 1
    if match[0][end : end + 1].isalnum():
        return 0
    account = "".join(match[0][at] for at in letters[:length])
    return match.start() + end if account.isascii() and mod_97(account) else 0


def _ipv6(text: str) -> Iterator[Found]:
    for match in _IPV6.finditer(text):
        address = match[0].rstrip(".")
        if address.endswith(":") and not address.endswith("::"):
            address = address[:-1]
        if address.count(":") < 2 or not any(one.isalnum() for one in address):
            continue
        try:
            if IPv6Address(address).is_loopback:
                continue
        except AddressValueError:
            continue
        yield Found(match.start(), match.start() + len(address), "ip")


def _in_run(text: str, match: re.Match[str]) -> Iterator[Found]:
    """The numbers in a run of digits and marks: each one the longest that makes sense."""
    if _touches_a_word(text, match):
        return
    runs = [(run.start(), run.end()) for run in _RUN.finditer(text, *match.span())]
    at = 0
    while at < len(runs):
        for last in range(min(len(runs), at + _MOST_RUNS) - 1, at - 1, -1):
            kind = _kind(text, runs[at : last + 1], match.start())
            if kind:
                start = _with_sign(text, runs[at][0], match.start())
                more = _EXTENSION.match(text, runs[last][1]) if kind == "phone" else None
                yield Found(start, more.end() if more else runs[last][1], kind)
                at = last
                break
        at += 1


def _touches_a_word(text: str, match: re.Match[str]) -> bool:
    before = text[match.start() - 1 : match.start()] if match.start() else ""
    after = text[match.end() : match.end() + 1]
    extension = bool(_EXTENSION.match(text, match.end()))
    glued = before.isalnum() and before.isascii()
    return glued or before == "_" or ((after.isascii() and after.isalnum()) and not extension)


def _with_sign(text: str, start: int, earliest: int) -> int:
    """With the plus and the brackets that belong to a phone number."""
    while start > earliest and text[start - 1] in "+( ":
        start -= 1
    while text[start] == " ":
        start += 1
    return start


def _kind(text: str, runs: list[tuple[int, int]], earliest: int) -> str | None:
    count = sum(end - start for start, end in runs)
    if not _FEWEST <= count <= _MOST:
        return None
    digits = "".join(text[start:end] for start, end in runs)
    start, end = runs[0][0], runs[-1][1]
    signed = _with_sign(text, start, earliest)
    has_plus = "+" in text[signed:start]
    if not has_plus and not _may_be_one(text, runs, digits):
        return None
    if not has_plus and len(digits) != 15 and _is_card(text, digits, runs, start):
        return "card"
    if not has_plus and is_national(
        digits, _writing(text, runs), lambda: is_a_national_number_named(text, start)
    ):
        return None if is_something_else_named(text, start) else "national_id"
    if not has_plus and len(digits) == 15 and _is_card(text, digits, runs, start):
        return "card"
    if not has_plus and 9 <= len(digits) <= 15 and is_a_national_number_right_before(text, start):
        return "national_id"  # with an error in it, or of a country whose checksum we do not know
    return "phone" if _is_phone(text, text[signed:end], digits, signed) else None


def _may_be_one(text: str, runs: list[tuple[int, int]], digits: str) -> bool:
    """Whether a closer look is worth while: says no to most digits in a row, and cheaply."""
    start, end = runs[0][0], runs[-1][1]
    if digits[0] == "0" or (len(digits) > 11 and _BRANDS.match(digits)):
        return True
    if is_a_number_named(text, start) or any(
        mark in text[max(0, start - 1) : end] for mark in "()."
    ):
        return True
    writing = _writing(text, runs)
    return writing in WRITINGS or writing in _PHONE_SHAPES


def _writing(text: str, runs: list[tuple[int, int]]) -> str:
    """How many digits stand between which marks: "3-2-4"."""
    parts = [str(runs[0][1] - runs[0][0])]
    for (_, before), (start, end) in pairwise(runs):
        parts.append(f"{text[before:start]}{end - start}")
    return "".join(parts)


def _is_card(text: str, digits: str, runs: list[tuple[int, int]], start: int) -> bool:
    if not _BRANDS.match(digits) or len(set(digits)) < 2:
        return False
    if not luhn(digits) or (len(runs) > 1 and min(end - begin for begin, end in runs) < 2):
        return False
    if len(digits) in (12, 13, 17, 18) and not is_a_card_named(text, start):
        return False
    return not is_something_else_named(text, start)


def _is_phone(text: str, written: str, digits: str, start: int) -> bool:
    if len(digits) > 15:
        return False
    if "+" in written:
        return len(digits) >= 8 and digits[0] != "0"
    if is_something_else_named(text, start) or _DATE.fullmatch(written):
        return False
    if is_a_phone_named(text, start):
        return True
    if _DATE.match(written) or ("/" in written and "-" in written):
        return False
    shape = re.sub("[0-9]+", lambda run: str(len(run[0])), written)
    if shape in _PHONE_SHAPES and digits[0] not in "01":
        return True
    if digits.startswith("00"):
        return 11 <= len(digits) <= 15 and digits[2] != "0"
    if digits[0] != "0" or not 9 <= len(digits) <= 11:
        return written.startswith("(") and 9 <= len(digits) <= 13 and ")" in written
    return digits[1] != "0" and "." not in written


_PHONE_SHAPES = ("3-3-4", "(3) 3-4", "(3)3-4", "3.3.4", "(3) 3 4")
