"""Finds names that no list holds in lists of persons, by those around them that are known.

A list is a number of lines of one form ("- Anna Berg", "09:00 Anna Berg", "Berg, Anna"), or of
names between the same marks ("Anna Berg; Peter Moos"). Most of its items have to be names already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_no_name, is_organisation
from microapp_llm.redaction.people.shapes import PARTICLES, WORD, has_looks
from microapp_llm.redaction.phrases import one_of, phrases

_NAME = rf"{WORD}(?: (?:(?:{PARTICLES}) ){{0,2}}{WORD}){{0,2}}"
_LINE = re.compile(
    r"^(?P<lead>[ \t]*(?:[-*•>|@] ?|[0-9]{1,3}[.)] |[0-9]{1,2}[:.][0-9]{2}(?: ?[-\u2013] ?"
    r"[0-9]{1,2}[:.][0-9]{2})?:? |[^\W\d_]{1,12}\.?(?: [0-9]{1,4})?: |[\"'] ?)?)"
    rf"(?P<name>{WORD}, {_NAME}|{_NAME})(?P<mark>$| ?[,;|\t:(<\"']| [-\u2013] | [0-9]|\t)",
    re.MULTILINE,
)
_ITEM = re.compile(rf"{_NAME}(?![\w@-])")
_AND = rf"(?:{one_of('names_around/joints', 'and', 'sign')})"
_GAP_PATTERN = (
    r"(?:[\"'\u201c\u201d\u00bb]?(?:, ?|; ?| ?\| ?| / |</[a-z]{1,6}>\s*<[a-z]{1,6}>| (?=@))"
    rf"[\"'\u201c\u201e\u00ab@]?|,? {_AND} )"
)
_GAP = re.compile(_GAP_PATTERN)
_ITEM_BEFORE = re.compile(rf"(?<![\w@./#$-])(?P<item>{_NAME}){_GAP_PATTERN}\Z")
_REACH = 64
_GAP_ENDS = (
    *(", ", ",", "; ", ";", "| ", "|", " / ", ">", " @", '"', "'", "\u201c", "\u201e", "\u00ab"),
    *(f" {word} " for word in phrases("names_around/joints", "and", "sign")),
)
_TWO = re.compile(rf" {_AND} ")
_NOBODY = frozenset(phrases("names_around/no_speakers"))
_FEWEST = 3  # items of a list
_SHAPES = (re.compile(r"[^\W\d_]+"), re.compile("[0-9]+"))


def beside_others(text: str, found: list[Found]) -> Iterator[Found]:
    """Every such name; `found` are those that are known."""
    known = {one.start: one.end for one in found}
    if "\n" in text and len(known) > 1:
        yield from _in_lines(text, known)
    yield from _in_rows(text, known)


def _in_lines(text: str, known: dict[int, int]) -> Iterator[Found]:
    groups: dict[tuple[str, str, bool, bool], list[tuple[int, int]]] = {}
    for line in _LINE.finditer(text):
        name = line["name"]
        form = _form(line["lead"]), line["mark"].strip()[:1], "," in name, " " in name
        groups.setdefault(form, []).append(line.span("name"))
    for items in groups.values():
        yield from _unknown(text, items, known)


def _form(lead: str) -> str:
    """The form of what leads up to a name: all words are one, and all numbers are."""
    for shape, sign in zip(_SHAPES, "a0", strict=True):
        lead = shape.sub(sign, lead)
    return lead


def _in_rows(text: str, known: dict[int, int]) -> Iterator[Found]:
    end = 0
    for start in sorted(known):
        if start < end:
            continue
        row = [*_before(text, start, end), (start, known[start]), *_behind(text, known[start])]
        end = row[-1][1]
        yield from _of_row(text, row, known)


def _behind(text: str, end: int) -> Iterator[tuple[int, int]]:
    """The items behind this place in its row."""
    while gap := _GAP.match(text, end):
        item = _ITEM.match(text, gap.end())
        if not item:
            return
        yield item.span()
        end = item.end()


def _before(text: str, start: int, free_from: int) -> list[tuple[int, int]]:
    """The items before this place in its row, the first one first; none of the row before it."""
    items: list[tuple[int, int]] = []
    while text.endswith(_GAP_ENDS, 0, start):
        item = _ITEM_BEFORE.search(text, max(0, start - _REACH), start)
        if not item or item.start("item") < free_from:
            break
        items.append(item.span("item"))
        start = item.start("item")
    return items[::-1]


def _of_row(text: str, row: list[tuple[int, int]], known: dict[int, int]) -> Iterator[Found]:
    if len(row) == 2 and _TWO.fullmatch(text, row[0][1], row[1][0]):
        if all(" " in text[start:end] for start, end in row):
            yield from _unknown(text, row, known, fewest=2)
    elif len(row) > 1:
        for is_whole in (True, False):
            yield from _unknown(
                text, [one for one in row if (" " in text[slice(*one)]) is is_whole], known
            )


def _unknown(
    text: str, items: list[tuple[int, int]], known: dict[int, int], fewest: int = _FEWEST
) -> Iterator[Found]:
    """The items that are not known: of as many as make a list, one may be unknown, and so on."""
    if len(items) < fewest:
        return
    rest = [one for one in items if known.get(one[0], 0) < one[1]]
    if len(rest) * fewest > len(items) or not rest:
        return
    for start, end in rest:
        words = [word for word in re.split(", | ", text[start:end]) if word[0].isupper()]
        if not any(map(_is_nobody, words)) and has_looks(words) and not is_organisation(words):
            yield Found(start, end, "name")


def _is_nobody(word: str) -> bool:
    return is_no_name(word) or word.lower() in _NOBODY
