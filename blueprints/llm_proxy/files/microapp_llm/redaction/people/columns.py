"""Finds names in tables, below a heading such as "last_name", and tells places by theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.fields import is_label_of_persons
from microapp_llm.redaction.people.lists import (
    is_common,
    is_family,
    is_given,
    is_no_name,
    is_only_family,
)
from microapp_llm.redaction.people.shapes import WORD
from microapp_llm.redaction.phrases import one_of, phrases

_MARKS = (",", ";", "\t", "|")
_AROUND = " \"'*_`"
_MOST_COLUMNS = 40
_MOST_HEADS = 4  # headings that are looked for in one text
_INSERT = re.compile(
    r"insert\s+into\s+[\w.\"`\[\]]{1,80}\s*\((?P<heads>[^()]{1,400})\)\s*values\b", re.IGNORECASE
)
_ROW = re.compile(r"[\s,]*\((?P<cells>[^()]{1,800})\)")
_CONTACT = re.compile(
    "contact|kontakt|ansprech|contatt|contato|referent|contactpers", re.IGNORECASE
)
_GOODS = re.compile(  # headings of goods, of which a "name" is told as well
    r"\b(?:varen|artik|art\.|sku\b|ean\b|gtin|product|produ[ck]t|produit|prodott|artículo|articol"
    r"|lager|stock|bestand|price|pris\b|preis|prix|precio|prezzo|qty|quantity|menge|antal|unit)",
    re.IGNORECASE,
)
_ANY_NAME = re.compile(
    "[ \"']*(?:name|navn|namn|naam|nom|nome|nombre|nimi|nazwa|název|ad|isim)[ \"']*", re.IGNORECASE
)
_CUSTOMER = re.compile("[ \"']*(?:k[ul]|customer|client)", re.IGNORECASE)
_PLACE = re.compile(rf"(?:{one_of('fields/columns_of_places')})", re.IGNORECASE)
_FIELD = re.compile(  # a whole label, and no end of "Head of product:"
    rf"(?:^|[,;{{|(\n])[ \"'`*-]{{0,6}}(?:(?P<look>{one_of('fields/columns_of_places', 'looks')})"
    rf"|{one_of('fields/columns_of_places', 'places')})"
    r"[\"'`\])*_]{0,3} ?[:=]{1,2} ?[\"'`]{0,2}\Z"
    rf"|\b(?:where|and|or|set) {{1,3}}(?:{one_of('fields/columns_of_places', 'places')})"
    r" {0,2}= {0,2}['\"]\Z",
    re.IGNORECASE,
)
_ASSIGNING = frozenset(":=")
_LONGEST_FIELD = 36
_Heads = Callable[[list[str]], frozenset[int]]
_RULE = re.compile(r"[ :|-]{3,}")  # below the head of a table in Markdown
_FIRST_AND_LAST = frozenset(phrases("fields/columns_beside"))
_FAMILY_CELL = re.compile(rf"(?:{WORD} )?{WORD}")
_FEWEST = 2  # cells of a column
_LETTER = r"(?:[^\W\d_]|[\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e])"  # and marks
_CELL = re.compile(
    rf"[ \"']*(?P<value>[^\W\d_](?:{_LETTER}|[ .'・·-](?={_LETTER})){{0,40}}\.?)[ \"']*"
)


def columns(text: str) -> Iterator[Found]:
    """Every such name."""
    for start, end in cells_below(text, _heads_of_persons):
        if _is_name(text[start:end]):
            yield Found(start, end, "name")


def without_places(text: str, found: list[Found]) -> list[Found]:
    """What was found, less what stands below a heading such as "city", or behind it."""
    places = {*cells_below(text, _heads_of_places)} if "\n" in text else set()
    return [
        one for one in found if (one.start, one.end) not in places and not _fills_a_field(text, one)
    ]


def _fills_a_field(text: str, one: Found) -> bool:
    """Whether a place or a thing is told in a field: `"color": "Pearl White"`."""
    start = one.start
    if _ASSIGNING.isdisjoint(text[max(0, start - 4) : start]):
        return False
    field = _FIELD.search(text, max(0, start - _LONGEST_FIELD), start)
    if field is None:
        return False
    first, *others = text[start : one.end].split(" ")
    is_person = is_given(first) and not all(map(_is_no_family, others))
    return field["look"] is not None or not is_person


def _is_no_family(word: str) -> bool:
    return not word.islower() and (is_common(word) or is_no_name(word))


def cells_below(text: str, wanted_of: _Heads) -> Iterator[tuple[int, int]]:
    """Where words stand in the columns that are wanted of a heading, in lines of CSV."""
    start, mark, wanted, heads, is_below = 0, "", frozenset[int](), 0, False
    for line in text.splitlines(keepends=True):
        cells = line.rstrip("\r\n")
        is_below = "|" in cells and (is_below or _RULE.fullmatch(cells) is not None)
        if wanted and mark in cells:
            yield from _in_line(cells, start, mark, wanted)
        elif heads < _MOST_HEADS and not is_below:
            mark, wanted = _head(cells, wanted_of)
            heads += bool(wanted)
        start += len(line)


def of_families(text: str) -> Iterator[Found]:
    """Family names that fill the cells of a column between tabs, whatever stands above them."""
    found: dict[int, list[tuple[int, int]]] = {}
    at = 0
    for line in text.splitlines(keepends=True):
        start = at
        for number, cell in enumerate(line.rstrip("\r\n").split("\t") if "\t" in line else ()):
            if _FAMILY_CELL.fullmatch(cell):
                found.setdefault(number, []).append((start, start + len(cell)))
            start += len(cell) + 1
        at += len(line)
    for cells in found.values():
        sure = [cell for cell in cells if is_only_family(text[slice(*cell)])]
        if len(sure) < _FEWEST or 2 * len(sure) < len(cells):
            continue
        for start, end in cells:
            if not any(map(is_no_name, text[start:end].split())):
                yield Found(start, end, "name")


def inserted(text: str) -> Iterator[Found]:
    """Every such name in values of SQL: "INSERT INTO staff (surname) VALUES ('Quaxworth')"."""
    for insert in _INSERT.finditer(text):
        cells = insert["heads"].split(",")
        wanted = frozenset(at for at, cell in enumerate(cells) if is_label_of_persons(cell))
        row = _ROW.match(text, insert.end()) if wanted else None
        while row:
            if row["cells"].count(",") + 1 == len(cells):
                for start, end in _in_line(row["cells"], row.start("cells"), ",", wanted):
                    if _is_name(text[start:end]):
                        yield Found(start, end, "name")
            row = _ROW.match(text, row.end())


def _head(line: str, wanted_of: _Heads) -> tuple[str, frozenset[int]]:
    """What divides the columns of this line, and which of them are wanted."""
    for mark in _MARKS:
        if line.count(mark) in range(1, _MOST_COLUMNS):
            return mark, wanted_of(line.split(mark))
    return "", frozenset()


def _heads_of_persons(cells: list[str]) -> frozenset[int]:
    wanted = frozenset(at for at, cell in enumerate(cells) if is_label_of_persons(cell))
    if len(cells) == 2 and wanted == {0} and any(map(_is_listed, cells[1].split())):
        return frozenset()  # a row that names and tells: "Nachname", "Sommer"
    if wanted and any(map(_GOODS.search, cells)):
        wanted = frozenset(at for at in wanted if not _ANY_NAME.fullmatch(cells[at]))
    wanted = wanted or _first_and_last(cells)
    if wanted and any(map(_CONTACT.search, cells)):  # a customer with one is a firm
        wanted = frozenset(at for at in wanted if not _CUSTOMER.match(cells[at]))
    return wanted


def _heads_of_places(cells: list[str]) -> frozenset[int]:
    return frozenset(at for at, cell in enumerate(cells) if _PLACE.fullmatch(cell.strip(_AROUND)))


def _first_and_last(cells: list[str]) -> frozenset[int]:
    """The columns "first" and "last" where both stand side by side."""
    heads = [cell.strip(_AROUND).lower() for cell in cells]
    beside = {
        at
        for at, (one, two) in enumerate(pairwise(heads))
        if f"{one} {two}" in _FIRST_AND_LAST or f"{two} {one}" in _FIRST_AND_LAST
    }
    return frozenset(beside | {at + 1 for at in beside})


def _in_line(line: str, start: int, mark: str, wanted: frozenset[int]) -> Iterator[tuple[int, int]]:
    for at, cell in enumerate(line.split(mark)):
        match = _CELL.fullmatch(cell) if at in wanted else None
        if match:
            yield start + match.start("value"), start + match.end("value")
        start += len(cell) + len(mark)


def _is_listed(word: str) -> bool:
    return is_given(word) or is_family(word)


def _is_name(value: str) -> bool:
    words = value.split()
    return any(is_given(word) or is_family(word) for word in words) or (
        value[0].isupper() and not any(map(is_no_name, words))
    )
