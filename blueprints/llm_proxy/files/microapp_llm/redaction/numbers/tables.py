"""Tells what a number is by what stands in the same row of a table, or in the same signature."""

# ruff: noqa: RUF001 - marks of other writings are meant
from __future__ import annotations

import re

from microapp_llm.redaction.numbers.national import europe, south, world
from microapp_llm.redaction.numbers.national.by_length import CHECKS
from microapp_llm.redaction.numbers.phones import is_date, is_years
from microapp_llm.redaction.numbers.said_before import Said, said_before
from microapp_llm.redaction.people.lists import ends_like_family, is_family, is_given
from microapp_llm.redaction.phrases import one_of

_REACH = 200
_TABLE = 3_000  # characters before a number in which the head of its table may be
_SHORT = 8  # digits of the phones of the north
_MARKS = ";,|\t、,;؛،"
_ENDS = frozenset((*"\n。.:?!)]}\"'।", ""))
_WEAK = (  # no checksum: asked for only where another cell holds the phone
    *(world.us, south.vietnam, south.pakistan, south.malaysia),
    *(europe.denmark, world.korea),
)
_NAME = re.compile(  # with the vowels of India and Thailand, which are signs of their own
    r"(?:[^\W\d_](?:[^\W\d_'.’-]|[\u0900-\u0e4f'.’-])*(?:, |[ -])?){1,4}\Z"
)
_GREEK = re.compile("[α-ω]")
_PHONE = re.compile(r"(?:\+|0)[\d ()./+-]{7,18}(?:[.。!?।]|\Z)")
_PERSONAL = re.compile(
    r"[A-Z]{2}\d{2}[ \dA-Z]{10,36}|[\d -]{15,23}|[\da-fA-F]{0,4}(?::[\da-fA-F]{0,4}){2,}"
)
_NORTH_AMERICA = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}\Z")
_MOBILE = re.compile(r"(?:[679][0-9]{8}|[6-9][0-9]{9})\Z")
_BEFORE_PHONE = re.compile(r"(?:, |\(| [–-] )\Z")
_FIRST_OF_CHINESE = "\u3400"
_CHINESE_MOBILE = re.compile(r"1[3-9][0-9]([ -]?)[0-9]{4}\1[0-9]{4}")
_EIGHT_AFTER = re.compile(r"[689][0-9]{3} [0-9]{4}(?![0-9])")
_SPOKEN_AFTER = re.compile(  # mobiles by threes, of Mexico by fours; no amount
    r"(?:[4-9][0-9]{2}([ -])[0-9]{3}\1[0-9]{3}|[2-9][0-9]([ -])[0-9]{4}\2[0-9]{4})"
    r"(?![ .,-]?[0-9])(?=[.,;)\n]|\Z| [(–-])"
)
_MOBILE_AFTER = re.compile(r"[6-9][0-9]{4} ?[0-9]{5}(?![0-9])")
_IN_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}/?[0-9]{4}\Z")  # a day, or a number of that year
_NORTHERN = re.compile(  # of eight digits; 45 500 000 is an amount
    r"[2-9][0-9](?: [0-9]{2}){3}\Z|[2-9][0-9]{3} [0-9]{4}\Z|[2-9][0-9] [0-9]{3} (?!000)[0-9]{3}\Z"
)
_SPACED = re.compile(r"[0-9]{3}[ .-][0-9]{3}[ .-][0-9]{4}\Z|[0-9]{2,3}(?:[ .-][0-9]{2}){3}\Z")
_BESIDE = re.compile(
    r"[ |·•/,;–—-]*(?:(?:E-?mail|Mail)?:? ?\S+@\S+|www\.\S+)?[ |·•/,;–—-]*\Z", re.I
)


_TALKED = re.compile(one_of("numbers/talked"))


def kind_in_row(text: str, start: int, end: int, digits: str) -> str | None:
    """The kind of the number that fills a cell, if the row is about a person."""
    if is_date(text[start:end]):
        return None
    written = text[start:end]
    if len(digits) == _SHORT and _IN_A_YEAR.match(written):
        return None
    mark = _mark(text, start, end)
    if mark:
        cells = _row(text, start, end, mark)
        kind = _in_cells(cells, digits, is_spaced=bool(_SPACED.match(written)))
        if kind:
            return kind
        if _NORTHERN.match(written) and any("@" in cell for cell in cells):
            return "phone"
        if _MOBILE.match(digits) and _ends_with_name(
            text[max(0, start - 48) : start].rstrip(", ;|")
        ):
            return "phone"
    return "phone" if 8 < len(digits) < 13 and _is_in_signature(text, start, end) else None


def is_called_else(text: str, start: int) -> bool:
    """Whether a word in its own cell says that a number is nobody's: `"order": "4504431749"`."""
    cell = re.split(f"[{_MARKS}]", text[max(0, start - _REACH) : start])[-1]
    return said_before(cell, len(cell), len(cell)).other


def column_name(text: str, start: int, end: int) -> str:
    """What the head of a table calls the column of a number; nothing where there is no table.

    Its first line counts, if all lines down to the number have as many cells.
    """
    mark = _mark(text, start, end)
    if not mark:
        return ""
    *above, before = text[max(0, start - _TABLE) : start].split("\n")
    at = before.count(mark)
    wanted = at + text[end : end + _REACH].split("\n", 1)[0].count(mark)
    head = ""
    for line in reversed(above):
        if line.count(mark) != wanted:
            break
        head = line
    return head.split(mark)[at].strip(" \"'") if head else ""


def said_of_column(text: str, start: int, end: int) -> Said:
    """What the head of its column says of a number."""
    name = f"{column_name(text, start, end)}: "
    return said_before(name, len(name), len(name))


def is_beside_name(text: str, start: int, end: int) -> bool:
    """Whether a number stands in brackets after a person's name: "Anna Schmidt (12 34 56 78)"."""
    written = text[start:end]
    if text[end : end + 1] != ")" or text[start - 1 : start] not in ("(", "+"):
        return False
    if not 7 < sum(map(str.isdigit, written)) < 14 or is_date(written) or is_years(written):
        return False
    near = text[max(0, start - 48) : start].rstrip("(+ ")
    return _ends_with_name(near) or _TALKED.search(near.lower()) is not None


def is_mobile_in_chinese(text: str, start: int, written: str) -> bool:
    """Whether a mobile number of China stands behind a word of its language."""
    before = text[max(0, start - 3) : start].rstrip(" (:\uff1a\uff08")[-1:]
    return before >= _FIRST_OF_CHINESE and _CHINESE_MOBILE.fullmatch(written) is not None


def is_after_name(text: str, start: int) -> bool:
    """Whether a mobile number stands after a person's name and a dash: "Asha Rao - 98450 12345".

    Those of Singapore and Hong Kong stand behind a comma, too: "Lim Shu Fen, 9444 5254".
    """
    if text.endswith((", ", " ("), 0, start) and _EIGHT_AFTER.match(text, start):
        return _ends_with_name(text[max(0, start - 48) : start - 2])
    if _SPOKEN_AFTER.match(text, start) and _BEFORE_PHONE.search(text, max(0, start - 3), start):
        return names_somebody(text[max(0, start - 48) : start])
    if not text.endswith((" - ", " \u2013 "), 0, start) or not _MOBILE_AFTER.match(text, start):
        return False
    return _ends_with_name(text[max(0, start - 48) : start - 3].rstrip())


def names_somebody(near: str) -> bool:
    """Whether a person's name stands in the same line."""
    words = re.findall(r"[^\W\d_]+", near.rpartition("\n")[2])
    return any(word.istitle() and (is_given(word) or is_family(word)) for word in words)


def _ends_with_name(near: str) -> bool:
    """Whether the last two words are a name by the lists."""
    words = near.split(" ")[-2:]
    if len(words) < 2 or not all(word[:1].isupper() for word in words):
        return False
    first, last = words
    return is_given(first) or is_family(last) or ends_like_family(last)


def is_id_in_row(text: str, start: int, end: int, digits: str) -> bool:
    """Whether what looks like a phone is none: its row holds another, and it has a checksum."""
    mark = _mark(text, start, end)
    if not mark:
        return False
    cells = _row(text, start, end, mark)
    if len(digits) == 11 and europe.greece(digits) and _GREEK.search(cells[0]):
        return True
    return any(map(_PHONE.match, cells)) and _in_cells(cells, digits) == "national_id"


def _mark(text: str, start: int, end: int) -> str:
    """What divides the cells, or nothing."""
    before = text[max(0, start - 3) : start].rstrip(" \"'")[-1:]
    after = text[end : end + 3].lstrip(" \"'")[:1]
    if after and after in _MARKS:
        return after if before == after or before in _ENDS else ""
    return before if before and before in _MARKS and after in _ENDS else ""


def _row(text: str, start: int, end: int, mark: str) -> list[str]:
    """The other cells."""
    before = text[max(0, start - _REACH) : start].rsplit("\n", 1)[-1].split(mark)[:-1]
    after = text[end : end + _REACH].split("\n", 1)[0].split(mark)[1:]
    return [cell.strip(" \"'") for cell in (*before, *after)]


def _in_cells(cells: list[str], digits: str, *, is_spaced: bool = False) -> str | None:
    has_mail = any("@" in cell for cell in cells)
    has_phone = any(map(_PHONE.match, cells))
    may_be_phone = has_mail and not has_phone and 8 < len(digits) < 13
    is_person = has_phone or any(map(_PERSONAL.match, cells))
    if not is_person or not any(map(_is_name, cells)):
        return "phone" if may_be_phone else None
    if len(digits) == _SHORT:
        return None if has_phone else "phone"
    is_plain = all(map(str.isascii, cells))
    if not has_phone and (
        is_spaced or _MOBILE.match(digits) or (is_plain and _NORTH_AMERICA.match(digits))
    ):
        return "phone"
    for check, _ in CHECKS.get(len(digits), ()):
        if (has_phone or check not in _WEAK) and check(digits):
            return "national_id"
    return "phone" if may_be_phone else None


def _is_name(cell: str) -> bool:
    """Whether a cell has the looks of a name: words alone, none in small letters."""
    words = cell.rsplit(":", 1)[-1].strip()
    if not 1 < len(words) < 60 or not _NAME.match(words):
        return False
    return all(not word[0].islower() for word in words.split())


def _is_in_signature(text: str, start: int, end: int) -> bool:
    """Whether a number has a line for itself, or with an address of mail, below other lines."""
    head, _, before = text[max(0, start - _REACH) : start].rpartition("\n")
    after = text[end : end + _REACH].split("\n", 1)[0]
    if not head or before.strip(" |·•/,;–—-+(") or not _BESIDE.match(after):
        return False
    if "@" in after:
        return True
    above = head.rsplit("\n", 1)[-1].strip()
    is_a_line = bool(above) and not any(map(str.isdigit, above)) and above[-1] not in ":;="
    return is_a_line and len(re.findall("[0-9]+", text[start:end])) > 1
