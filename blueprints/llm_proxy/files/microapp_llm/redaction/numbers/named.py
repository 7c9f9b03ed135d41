"""Finds a person's number beside its name: "passport no. 123456789", "KVNR: A123456780".

The name alone tells it, so that numbers of countries whose checksum we lack, and those with an
error in them, are found as well. What is said of a table's column counts for each of its cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from microapp_llm.redaction.numbers.forms import ANY_FORM, FORMS
from microapp_llm.redaction.numbers.said_before import REACH, named_next
from microapp_llm.redaction.numbers.tables import column_name
from microapp_llm.redaction.numbers.written import CAPITAL, number_end
from microapp_llm.redaction.phrases import one_of, phrases

_CODE = re.compile(  # from its first digit on: a search for a digit skips words fast
    rf"[0-9](?:(?:[{CAPITAL}a-z]{{1,8}}|[ ./()+№-]{{1,3}}[{CAPITAL}]{{0,3}})?[0-9])*"
)
_FIRST_OF_OTHER_SCRIPTS = "\u0530"  # a number may stand right behind a word of Chinese
_LETTERS_BEFORE = re.compile(  # turned round, from the number on
    rf"(?P<part>[{CAPITAL}]{{1,16}}|[a-z]{{1,6}})(?![^\W\d_\u0530-\U0010ffff])"
)
_CAPITALS_BEFORE = re.compile(
    rf"[ -]?(?:№ ?)?(?P<part>[{CAPITAL}]{{1,6}})(?![^\W\d_\u0530-\U0010ffff])"
    r"(?P<more>(?<=[A-Z]{3}) [A-Z]{3}(?!\w))?"
)
_LETTERS_BEHIND = re.compile(r"[A-Za-z]{1,12}|[ -]?[A-Z]{1,3}(?:[ -][0-9]{1,4})?(?![A-Za-z0-9])")
_NO_CODE = re.compile(  # a version, an address of a machine, a price
    r"(?:[0-9]{1,3}\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])|[0-9]{1,2}(?:\.[0-9]{1,2}){1,2}"
)
_BEHIND = re.compile(  # what a number is called behind it: "(NHS number)", "TAJ-számú"
    r"(?i: ?\((?!(?:siehe|see|cf\.?|vgl\.?|voir|ver|véase|vedi|zie|zob\.?|viz|см\.?) )"
    rf"(?P<name>[^()\n0-9]{{2,32}})\)| ?-?(?:{one_of('numbers/named', 'behind')}))"
)
_SHORTEST = 5
_FEW_LETTERS = 2
_MOST_LETTERS = 3  # before a blank, of a number
_NO_PARTS = frozenset((*phrases("numbers/named", "no part"), *map(str.upper, FORMS)))
_MARKS_BEFORE = frozenset(" -№")
_CAPITALS = frozenset(filter(str.isupper, map(chr, range(0x530)))) | {"№", " "}
_MOST_BEFORE = 18


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
        ends = dict.fromkeys((end, _cell_end(text, end)))
        return max(_end_before_its_name(text, begin, one) for one in ends)
    return number_end(text, begin, forms)


def _end_before_its_name(text: str, begin: int, end: int) -> int:
    """Where a number ends behind which its name stands, or 0."""
    behind = _BEHIND.match(text, end)
    if not behind or text[begin + 1 : begin + 2] == " ":  # "A 000 773 551 TAJ számú"
        return 0
    forms = named_next(behind["name"]) if behind["name"] else ANY_FORM
    return end if forms is not None and number_end(text, begin, forms) == end else 0


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
