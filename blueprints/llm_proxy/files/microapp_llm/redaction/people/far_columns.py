"""Finds names in tables whose headings are in letters without capitals: "氏名", "이름", "الاسم"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.columns import cells_below
from microapp_llm.redaction.people.scripts.chinese import in_chinese
from microapp_llm.redaction.people.scripts.japanese import in_japanese
from microapp_llm.redaction.people.scripts.korean import in_korean
from microapp_llm.redaction.people.scripts.led_or_listed import in_arabic, in_hebrew, in_hindi
from microapp_llm.redaction.phrases import one_of, phrases

_AROUND = " \"'*_`"
_NAMES = re.compile(one_of("fields/columns_far", "names"))
_MAY_BE_FIRMS = re.compile(one_of("fields/columns_far", "may be firms"))
_HINTS = re.compile("[名担責作承記報提受顧客负負申用审審发發员員성이담고직환اשনनชื]")
_NOBODY = frozenset(phrases("fields/columns_far", "nobody"))
_GROUPS = tuple(phrases("fields/columns_far", "ends of groups"))
_TRIED = (  # by the letters of a cell: what finds a name there, and words that stand around one
    (re.compile("[\u0590-\u05ff]{2}"), in_hebrew, "לקוח: ", ""),
    (re.compile("[\u0600-\u06ff]{2}"), in_arabic, "العميل: ", ""),
    (re.compile("[\u0900-\u097f]{2}"), in_hindi, "ग्राहक: ", ""),
    (re.compile("[\uac00-\ud7a3]{2}"), in_korean, "담당자: ", ""),
    (re.compile("[\u4e00-\u9fffァ-ヶ]{2}"), in_japanese, "", "様"),
    (re.compile("[\u4e00-\u9fff]{3}"), in_chinese, "负责人:", ""),  # two are a firm as often
)


def far_columns(text: str) -> Iterator[Found]:
    """Every such name; what heads a column that may hold firms too asks for a usual name."""
    if _HINTS.search(text) is None:
        return
    for start, end in cells_below(text, _heads_of_names):
        if _is_far(text[start]) and _may_be_a_person(text[start:end]):
            yield Found(start, end, "name")
    for start, end in cells_below(text, _heads_of_some):
        cell = text[start:end]
        if _is_far(cell[0]) and _may_be_a_person(cell) and _is_named(cell):
            yield Found(start, end, "name")


def _heads_of_names(cells: list[str]) -> frozenset[int]:
    wanted = _at(cells, _NAMES)
    if len(cells) == 2 and wanted == {0} and _is_named(cells[1].strip(_AROUND)):
        return frozenset()  # a row that names and tells
    return wanted


def _heads_of_some(cells: list[str]) -> frozenset[int]:
    return _at(cells, _MAY_BE_FIRMS) if len(cells) > 2 else frozenset()


def _at(cells: list[str], heading: re.Pattern[str]) -> frozenset[int]:
    return frozenset(at for at, cell in enumerate(cells) if heading.fullmatch(cell.strip(_AROUND)))


def _is_far(letter: str) -> bool:
    return not (letter.isupper() or letter.islower())


def _may_be_a_person(cell: str) -> bool:
    return cell not in _NOBODY and not cell.endswith(_GROUPS)


def _is_named(cell: str) -> bool:
    """Whether a cell ends as a name where words around it say so."""
    return any(
        one.end == len(before + cell)
        for letters, find, before, after in _TRIED
        if letters.match(cell)
        for one in find(before + cell + after)
    )
