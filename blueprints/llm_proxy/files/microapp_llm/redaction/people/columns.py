"""Finds names in tables: the cells below a heading such as "last_name" in lines of CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.fields import is_label_of_persons
from microapp_llm.redaction.people.lists import is_family, is_given, is_no_name

_MARKS = (",", ";", "\t", "|")
_MOST_COLUMNS = 40
_MOST_HEADS = 4  # headings that are looked for in one text
_INSERT = re.compile(
    r"insert\s+into\s+[\w.\"`\[\]]{1,80}\s*\((?P<heads>[^()]{1,400})\)\s*values\b", re.IGNORECASE
)
_ROW = re.compile(r"[\s,]*\((?P<cells>[^()]{1,800})\)")
_CONTACT = re.compile(
    "contact|kontakt|ansprech|contatt|contato|referent|contactpers", re.IGNORECASE
)
_CUSTOMER = re.compile("[ \"']*(?:k[ul]|customer|client)", re.IGNORECASE)
_CELL = re.compile(r"[ \"']*(?P<value>[^\W\d_](?:[^\W\d_]|[ .'-](?=[^\W\d_])){0,40}\.?)[ \"']*")


def columns(text: str) -> Iterator[Found]:
    """Every such name."""
    start, mark, wanted, heads = 0, "", frozenset[int](), 0
    for line in text.splitlines(keepends=True):
        cells = line.rstrip("\r\n")
        if wanted and mark in cells:
            yield from _in_line(cells, start, mark, wanted)
        elif heads < _MOST_HEADS:
            mark, wanted = _head(cells)
            heads += bool(wanted)
        start += len(line)


def inserted(text: str) -> Iterator[Found]:
    """Every such name in values of SQL: "INSERT INTO staff (surname) VALUES ('Quaxworth')"."""
    for insert in _INSERT.finditer(text):
        cells = insert["heads"].split(",")
        wanted = frozenset(at for at, cell in enumerate(cells) if is_label_of_persons(cell))
        row = _ROW.match(text, insert.end()) if wanted else None
        while row:
            if row["cells"].count(",") + 1 == len(cells):
                yield from _in_line(row["cells"], row.start("cells"), ",", wanted)
            row = _ROW.match(text, row.end())


def _head(line: str) -> tuple[str, frozenset[int]]:
    """What divides the columns of this line, and which of them hold names."""
    for mark in _MARKS:
        if line.count(mark) in range(1, _MOST_COLUMNS):
            cells = line.split(mark)
            wanted = frozenset(at for at, cell in enumerate(cells) if is_label_of_persons(cell))
            if wanted and any(map(_CONTACT.search, cells)):  # a customer with one is a firm
                wanted = frozenset(at for at in wanted if not _CUSTOMER.match(cells[at]))
            return mark, wanted
    return "", frozenset()


def _in_line(line: str, start: int, mark: str, wanted: frozenset[int]) -> Iterator[Found]:
    for at, cell in enumerate(line.split(mark)):
        match = _CELL.fullmatch(cell) if at in wanted else None
        if match and _is_name(match["value"]):
            yield Found(start + match.start("value"), start + match.end("value"), "name")
        start += len(cell) + len(mark)


def _is_name(value: str) -> bool:
    words = value.split()
    return any(is_given(word) or is_family(word) for word in words) or (
        value[0].isupper() and not any(map(is_no_name, words))
    )
