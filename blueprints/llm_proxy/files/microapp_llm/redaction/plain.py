"""The text as it is meant: without invisible characters, digits and signs in their usual spelling.

Matching works on the plain text; what is hidden is cut out of the text as it was sent.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import NamedTuple

from microapp_llm.redaction.signs import Sign, breaks, sign_of, signs

_INVISIBLE = (
    *(0x00AD, 0x034F, 0x061C, 0x093C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xE0000, 0xE0200),
)
_LOOKALIKES = {
    "@": "\u0040\uff20\ufe6b",
    ".": "\u3002\uff0e\u2024\uff61\ufe52",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u00ad",
    " ": "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
    "\u3000\t\x85",
    "'": "\u2018\u2019\u02bc\uff07",
    # Hindi: with the dot below that many leave away, as 0x093C is
    **{"\u0915": "\u0958", "\u0916": "\u0959", "\u0917": "\u095a", "\u091c": "\u095b"},
    **{"\u0921": "\u095c", "\u0922": "\u095d", "\u092b": "\u095e", "\u092f": "\u095f"},
}
_COMPATIBLE = (
    *range(0x2070, 0x20A0),
    *range(0x2460, 0x2500),
    *range(0x2776, 0x2794),
    *range(0xFF01, 0xFF5F),
    *range(0x1D400, 0x1D800),
)


def small_letters(text: str) -> str:
    """A text in small letters, as long as it is: of all capitals "İ" alone is two when small."""
    small = text.lower()
    return small if len(small) == len(text) else text.replace("\u0130", "i").lower()


def _spellings() -> dict[int, str]:
    """For each character that stands for another one: that one."""
    table: dict[int, str] = {}
    for code in range(0x80, 0x20000):
        digit = unicodedata.decimal(chr(code), None)
        if digit is not None:
            table[code] = str(digit)
    for code in _COMPATIBLE:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain.isascii():
            table[code] = plain
    for plain, others in _LOOKALIKES.items():
        table |= {ord(other): plain for other in others if other != plain}
    return {code: plain for code, plain in table.items() if code not in _INVISIBLE}


def _any_of(codes: list[int]) -> str:
    """A character class of these characters, with neighbours as a range."""
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges) + "]"


_SPELLINGS = _spellings()
_UNUSUAL = re.compile(_any_of([*_SPELLINGS, *_INVISIBLE]))
_ESCAPE = re.compile(
    r"\\(?:u(?P<unit>[0-9a-fA-F]{4})(?:\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2}))?|.)", re.DOTALL
)
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "r": "\n"}  # others are blanks, or unseen
_HIDDEN = re.compile(_any_of(list(_INVISIBLE)) + "+")


class Plain(NamedTuple):
    """The plain text, and where each of its characters was in the text as sent."""

    text: str
    cuts: tuple[int, ...] = ()  # places in the plain text before which something was left out
    shifts: tuple[int, ...] = ()  # how many characters were left out up to there
    spelled: frozenset[int] = frozenset()  # places before which a sign was written in several

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text as sent; invisible characters inside belong to it."""
        if not self.cuts:
            return start, end
        is_spelled = end in self.spelled
        return self._before(start), self._before(end) if is_spelled else self._before(end - 1) + 1

    def _before(self, place: int) -> int:
        at = bisect_right(self.cuts, place)
        return place + (self.shifts[at - 1] if at else 0)


def plain(text: str) -> Plain:
    """The text in its plain spelling, as somebody means it who looks for words and numbers in it.

    Most texts of ASCII are plain already, save for tabs.
    """
    return _plain(text, [*breaks(text), *signs(text)])


def shown(text: str) -> Plain:
    """The same as a page or Markdown shows it: what a program writes for a break is none there."""
    return _plain(text, [*signs(text)])


def of_json(text: str) -> Plain:
    """What a text inside JSON says: each escape is the character that it stands for, once."""
    if "\\" not in text:
        return Plain(text)
    return _replaced(text, [(*it.span(), _said_by(it)) for it in _ESCAPE.finditer(text)])


def _said_by(escape: re.Match[str]) -> str:
    if escape["unit"]:
        return sign_of(escape["unit"], escape["low"])
    return _ESCAPES.get(escape[0][1], " ")


def _plain(text: str, others: list[Sign]) -> Plain:
    if "\t" in text and "\n" in text:
        text = _with_marked_cells(text)
    if "\x0b" in text or "\x0c" in text:
        text = text.replace("\x0b", " ").replace("\x0c", " ")
    is_ascii = text.isascii()
    if not is_ascii and _UNUSUAL.search(text):
        others += ((*it.span(), "") for it in _HIDDEN.finditer(text))
    elif not others:
        return Plain(text.replace("\t", " ") if "\t" in text else text)
    found = _replaced(text, others)
    return found._replace(text=found.text.translate(_SPELLINGS))


def _replaced(text: str, others: list[Sign]) -> Plain:
    """The text with each of these left out, or another sign in its place."""
    cuts: list[int] = []
    shifts: list[int] = []
    parts: list[str] = []
    kept_to = left_out = 0
    apart = _apart(others)
    for start, end, sign in apart:
        parts += text[kept_to:start], sign
        kept_to = end
        cuts.append(start - left_out + len(sign))
        left_out += end - start - len(sign)
        shifts.append(left_out)
    parts.append(text[kept_to:])
    spelled = frozenset(cut for cut, (_, _, sign) in zip(cuts, apart, strict=True) if sign)
    return Plain("".join(parts), tuple(cuts), tuple(shifts), spelled)


def _with_marked_cells(text: str) -> str:
    """With a semicolon for each tab between cells: in lines with as many as one beside them."""
    lines = text.split("\n")
    counts = [0, *(0 if line.startswith("\t") else line.count("\t") for line in lines), 0]
    for at, line in enumerate(lines):
        if counts[at + 1] and counts[at + 1] in (counts[at], counts[at + 2]):
            lines[at] = line.replace("\t", ";")
    return "\n".join(lines)


def _apart(found: list[Sign]) -> list[Sign]:
    """What is left out or replaced, from left to right; of two that overlap the first."""
    apart: list[Sign] = []
    for one in sorted(found):
        if not apart or one[0] >= apart[-1][1]:
            apart.append(one)
    return apart
