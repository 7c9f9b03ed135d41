"""Finds a person's number beside its name: "passport no. 123456789", "KVNR: A123456780".

The name alone tells it, so that numbers of countries whose checksum we lack, and those with an
error in them, are found as well. What is said of a table's column counts for each of its cells.
"""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from microapp_llm.redaction.numbers.forms import FORMS
from microapp_llm.redaction.numbers.national.by_length import WRITINGS
from microapp_llm.redaction.numbers.national.letter_checks import travel_document
from microapp_llm.redaction.numbers.phones import is_date, is_years
from microapp_llm.redaction.numbers.said_before import REACH, named_next
from microapp_llm.redaction.numbers.tables import column_name
from microapp_llm.redaction.phrases import one_of, phrases

_CAPITAL = "A-ZА-ЯІЇЄΑ-Ω"
_CODE = re.compile(  # from its first digit on: a search for a digit skips words fast
    rf"[0-9](?:(?:[{_CAPITAL}a-z]{{1,8}}|[ ./()+№-]{{1,3}}[{_CAPITAL}]{{0,3}})?[0-9])*"
)
_FIRST_OF_OTHER_SCRIPTS = "\u0530"  # a number may stand right behind a word of Chinese
_LETTERS_BEFORE = re.compile(  # turned round, from the number on
    rf"(?P<part>[{_CAPITAL}]{{1,16}}|[a-z]{{1,6}})(?![^\W\d_\u0530-\U0010ffff])"
)
_CAPITALS_BEFORE = re.compile(
    rf"[ -]?(?:№ ?)?(?P<part>[{_CAPITAL}]{{1,6}})(?![^\W\d_\u0530-\U0010ffff])"
    r"(?P<more>(?<=[A-Z]{3}) [A-Z]{3}(?!\w))?"
)
_LETTERS_BEHIND = re.compile(r"[A-Za-z]{1,12}|[ -]?[A-Z]{1,3}(?:[ -][0-9]{1,4})?(?![A-Za-z0-9])")
_NO_CODE = re.compile(  # a version, an address of a machine, a price
    r"(?:[0-9]{1,3}\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])|[0-9]{1,2}(?:\.[0-9]{1,2}){1,2}"
)
_ALNUM = re.compile(r"([^\W_]+)")
_MARKS_AT_BREAK = frozenset(" .-/")
_SHORTEST = 5
_LONGEST = 32
_FEW_LETTERS = 2
_MOST_LETTERS = 3  # before a blank, of a number
_NO_PARTS = frozenset((*phrases("numbers/named", "no part"), *map(str.upper, FORMS)))
_MARKS_BEFORE = frozenset(" -№")
_CAPITALS = frozenset(filter(str.isupper, map(chr, range(0x530)))) | {"№", " "}
_MOST_BEFORE = 18
_NUMBER_SIGN = rf" ?(?:{one_of('numbers/named', 'sign inside')})(?<![a-zA-Z](?=[0-9A-Z]))[.:]? ?"
_PARTS = re.compile(
    rf"(?P<mark>(?<=[\w)])(?:{_NUMBER_SIGN}|[ ./+()-]{{1,3}}))?"
    rf"(?P<part>[0-9{_CAPITAL}]{{1,20}})(?![0-9A-Za-z\u00c0-\u024f])",
    re.IGNORECASE,
)
_KNOWN = WRITINGS | frozenset(
    writing for line in phrases("numbers/named", "writings") for writing in line.split(", ")
)
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


def find(text: str, accounts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where each such number is, in a text that has digits, beside its accounts."""
    taken_to = 0
    inside = {start + 2 for start, _ in accounts}
    for code in _CODE.finditer(text):
        start, end = code.span()
        if start >= taken_to and start not in inside and not _NO_CODE.fullmatch(code[0]):
            found = _named(text, start, end)
            if found:
                yield found
                taken_to = found[1]


def _named(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The number to which this run of digits, letters and marks belongs, if it is named."""
    before = text[start - 1 : start]
    is_in_word = before.isalpha() and before < _FIRST_OF_OTHER_SCRIPTS
    begins: tuple[int, ...] = (start,)
    if is_in_word:
        begins = _with_letters(text, start)
    elif end - start < _SHORTEST or before == "+":
        return None
    elif before in _MARKS_BEFORE and text[start - 2 : start - 1] in _CAPITALS:
        begins = _begins(text, start)
    for begin in begins:
        stop = _named_end(text, begin, end)
        if stop:
            return begin, stop
    if is_in_word and begins and start - begins[0] > _FEW_LETTERS:
        rest = _CODE.search(text, _end_of_digits(text, start), end)
        return _named(text, *rest.span()) if rest else None  # "AHVN13 756..."
    return None


def _named_end(text: str, begin: int, end: int) -> int:
    """Where a number ends that begins here and is named, or 0."""
    forms = named_next(text[max(0, begin - REACH) : begin])
    if forms is None and "\n" in text:
        name = column_name(text, begin, _cell_end(text, end))
        forms = named_next(f"{name}: ") if name else None
    if forms is None:
        return 0
    return _end_behind_break(text, begin, forms) or _end(text, begin, forms)


def _end_behind_break(text: str, begin: int, forms: frozenset[str]) -> int:
    """Where a number ends that a line breaks, or 0: all of it is written as one, its start is not.

    "756.1715.\\n8272.36", "65 070649\\nH 837"
    """
    broken = text.find("\n", begin, begin + _LONGEST)
    if broken < 0 or not text[broken + 1 : broken + 2].isalnum():
        return 0
    before = text[begin:broken]
    between = "" if before[-1:] in _MARKS_AT_BREAK else " "
    start = _pieces(before.rstrip(" .-/"))
    if (len(start) == 1 and len(before) > _LONGEST_PART) or _writing(start) in _KNOWN:
        return 0
    joined = before + between + text[broken + 1 : begin + _LONGEST]
    end = _end(joined, 0, forms)
    if end <= len(before) or _writing(_pieces(joined[:end])) not in (forms or _KNOWN):
        return 0
    return begin + end + 1 - len(between)


def _pieces(written: str) -> list[str]:
    """The parts of a number and the marks between them."""
    return [piece for piece in _ALNUM.split(written) if piece]


def _with_letters(text: str, start: int) -> tuple[int, ...]:
    """Where a number begins that has letters before its first digit."""
    match = _LETTERS_BEFORE.match(text[max(0, start - _MOST_BEFORE) : start][::-1])
    return (start - match.end(),) if match else ()


def _begins(text: str, start: int) -> tuple[int, ...]:
    """Where a number may begin whose first digit is here: capitals may stand before it."""
    match = _CAPITALS_BEFORE.match(text[max(0, start - _MOST_BEFORE) : start][::-1])
    if not match:
        return (start,)
    if match["part"][::-1] in _NO_PARTS:
        return (start,)
    begins = start - match.end("part"), start
    begins = begins if len(match["part"]) <= _MOST_LETTERS else begins[::-1]
    return (*begins, start - match.end("more")) if match["more"] else begins


def _end_of_digits(text: str, start: int) -> int:
    while text[start : start + 1].isdigit():
        start += 1
    return start


def _cell_end(text: str, end: int) -> int:
    """Where the cell of a number ends that ends with letters."""
    match = _LETTERS_BEHIND.match(text, end)
    return match.end() if match else end


def _end(text: str, start: int, forms: frozenset[str]) -> int:
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
    writing = _writing(pieces)
    if forms:
        return writing in forms
    if not _FEWEST <= len(code) <= _MOST or _is_time(written, digits):
        return False
    if not (code.isupper() or code.islower() or digits == len(code)):
        return False
    if digits < _FEWEST_DIGITS:
        return len(pieces) == 1 and _has_few_digits(code, digits)
    return writing in _KNOWN or _is_written_alike(pieces)


def _is_time(written: str, digits: int) -> bool:
    return digits <= _DIGITS_OF_A_DAY and (is_date(written) or is_years(written))


def _writing(pieces: list[str]) -> str:
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
