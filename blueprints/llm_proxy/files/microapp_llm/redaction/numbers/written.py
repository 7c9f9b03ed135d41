"""How a person's number is written beside its name: where it ends, and what is none."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import re

from microapp_llm.redaction.numbers.national.by_length import WRITINGS
from microapp_llm.redaction.numbers.national.letter_checks import travel_document
from microapp_llm.redaction.numbers.phones import is_date, is_years
from microapp_llm.redaction.phrases import one_of, phrases

CAPITAL = "A-ZА-ЯІЇЄΑ-Ω"
"""The capitals within numbers, for a class of a pattern."""
_NUMBER_SIGN = rf" ?(?:{one_of('numbers/named', 'sign inside')})(?<![a-zA-Z](?=[0-9A-Z]))[.:]? ?"
_PARTS = re.compile(
    rf"(?P<mark>(?<=[\w)])(?:{_NUMBER_SIGN}|[ ./+()-]{{1,3}}))?"
    rf"(?P<part>[0-9{CAPITAL}]{{1,20}})(?![0-9A-Za-z\u00c0-\u024f])",
    re.IGNORECASE,
)
KNOWN = WRITINGS | frozenset(
    writing for line in phrases("numbers/named", "writings") for writing in line.split(", ")
)
_ALNUM = re.compile(r"([^\W_]+)")
_LETTERS = re.compile("[^\\W\\d_]")
_DIGITS = re.compile("[0-9]+")
_MONEY = re.compile(r",[0-9]{2}(?![0-9.,;:])| ?(?:€|\$|£|EUR|USD|kr|zł|Kč|Ft|lei|руб|грн|₴|₽|₹)")
_WITHOUT_VOWELS = re.compile("[CFGHJKLMNPRTVWXYZ0-9]{9,10}")
_CHANGES = re.compile("(?<=[A-Z])[0-9]|(?<=[0-9])[A-Z]")
_FEWEST, _MOST = 6, 22  # letters and digits
_FEWEST_DIGITS = 5
_LONGEST_PART = 7  # letters and digits, where blanks divide a number
_MOST_PARTS = 9
_DIGITS_OF_A_DAY = 8


def pieces_of(written: str) -> list[str]:
    """The parts of a number and the marks between them."""
    return [piece for piece in _ALNUM.split(written) if piece]


def number_end(text: str, start: int, forms: frozenset[str]) -> int:
    """Where the longest number ends that begins here and is written as one, or 0."""
    end, best = start, 0
    pieces: list[str] = []
    for _ in range(_MOST_PARTS):
        match = _PARTS.match(text, end)
        if not match or (match["mark"] and not pieces):
            break
        mark = match["mark"] or ""
        if pieces and not mark:
            break
        pieces += [" № " if re.search(r"\w|№|°", mark) else mark] * bool(pieces) + [match["part"]]
        end = match.end()
        closed = end + (text[end : end + 1] == ")" and "(" in "".join(pieces))
        written = text[start:closed]
        if _is_one(written, pieces, forms) and not _MONEY.match(text, closed):
            best = closed
    return best


def _is_one(written: str, pieces: list[str], forms: frozenset[str]) -> bool:
    """Whether these parts are a person's number by their looks, beside its name."""
    code = "".join(pieces[::2])
    digits = sum(map(str.isdigit, code))
    writing = writing_of(pieces)
    if forms:
        return writing in forms
    if not _FEWEST <= len(code) <= _MOST or _is_time(written, digits):
        return False
    if not (code.isupper() or code.islower() or digits == len(code)):
        return False
    if digits < _FEWEST_DIGITS:
        return len(pieces) == 1 and _has_few_digits(code, digits)
    return writing in KNOWN or _is_written_alike(pieces)


def _is_time(written: str, digits: int) -> bool:
    return digits <= _DIGITS_OF_A_DAY and (is_date(written) or is_years(written))


def writing_of(pieces: list[str]) -> str:
    """How many digits and which letters stand between which marks: "A-8-A"."""
    written = "".join(pieces) + ")" * ("(" in pieces)
    return _DIGITS.sub(lambda run: str(len(run[0])), _LETTERS.sub("A", written))


def _is_written_alike(pieces: list[str]) -> bool:
    """Whether one mark divides all parts, and each part holds a digit, or is the first or last."""
    marks, parts = {*pieces[1::2]}, pieces[::2]
    if not marks:
        return True
    if len(marks) > 1 or len(*marks) > 1 or "(" in marks:
        return False
    if marks == {" "}:
        return max(map(len, parts)) <= _LONGEST_PART and all(map(_has_digit, parts[1:]))
    return all(map(_has_digit, parts[1:-1])) and min(map(len, parts[-1:])) < 12


def _has_digit(part: str) -> bool:
    return any(map(str.isdigit, part))


def _has_few_digits(code: str, digits: int) -> bool:
    """Whether letters and few digits are a document: no vowels as in Germany, or ICAO's digit."""
    if digits > 1 and len(_CHANGES.findall(code)) > 1:
        return True
    code = code.upper()
    if digits > 1 and _WITHOUT_VOWELS.fullmatch(code):
        return True
    return 8 <= len(code) <= 10 and code.isascii() and digits > 0 and travel_document(code)
