"""Signs written in other signs: `&#64;`, `%40` and `(at)` are an @ to who reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CODED = r"&#0{0,5}(?P<decimal>\d{2,3});|&#x0{0,5}(?P<entity>[2-7][0-9a-f]);" + (
    r"|%(?P<percent>[2-7][0-9a-f])|\\u00(?P<escaped>[2-7][0-9a-f])|\\x(?P<byte>[2-7][0-9a-f])"
)
_NAMED = r"|&(?P<named>commat|period|lowbar|colon|lpar|rpar|plus);"
_SAID = r"|[ ]?[\[({<][ ]?(?P<said>at|dot|punkt|punto|point|ponto|nokta)[ ]?[\])}>][ ]?"
_SPELLED = re.compile(_CODED + _NAMED + _SAID, re.IGNORECASE)
_SPOKEN = re.compile(
    r"(?<=[a-z0-9])[ ](?P<said>at)[ ](?!(?:the|an?|this|that|our)[ ])"
    r"(?=[a-z0-9-]{1,63}(?:[ ]dot[ ][a-z0-9-]{1,63}){1,4}\b)"
    r"|(?<=[a-z0-9])[ ](?P<dot>dot)[ ](?=[a-z0-9])",
    re.IGNORECASE,
)
_COLOURED = re.compile(r"(?:\x1b|\\(?:u001b|x1b|033|e))\[[0-9;?]{0,12}[A-Za-z]", re.IGNORECASE)
_STRESSED = re.compile(  # of Markdown: "_Ann Lee_"
    r"(?<![\w@/=:~.#-])(?P<mark>_{1,3})(?=[+(]?[^\W_])[^_\n]{1,200}(?P<end>(?P=mark))(?![\w@~/-])"
)
_OF_A_FORM = r"[\w.%@,:;!?'()/-]{0,24}"
_IN_A_FORM = re.compile(
    rf"(?<![\w+])[\w.%-]{{1,64}}={_OF_A_FORM}(?:\+{_OF_A_FORM}){{2,400}}(?![^&\s\"'<])"
)
_BREAK = re.compile(
    r"\\{1,8}(?:u(?!001b)(?P<unit>[0-9a-f]{4})(?:\\{1,8}u(?P<low>d[c-f][0-9a-f]{2}))?"
    r"|x(?P<code>0[9ad])|(?P<blank>[nrtbf])|(?P<mark>[\"/]))"
    r"|%(?P<percent>0[9ad]|c2%a0)|=(?P<quoted>0A|0D|3D)|&#0{0,5}(?P<decimal>9|10|13);"
    r"|&#x0{0,5}(?P<entity>[9ad]);|&(?P<named>newline|tab|nbsp|quot);",
    re.IGNORECASE,
)
_OF_BREAKS = ("\\", "%0", "%C", "%c", "=0", "=3", "&")
_CODES = {10: "\n", 13: "\n"}
_WRITTEN = {
    **dict.fromkeys(("n", "r", "a", "d", "0a", "0d", "newline"), "\n"),
    **dict.fromkeys(("t", "b", "f", "9", "09", "c2%a0", "tab", "nbsp"), " "),
    **{"quot": '"', "3d": "="},
}
_MARKS = ("&", "%", "\\")
_NAMES = {
    **{"commat": "@", "at": "@", "lowbar": "_", "colon": ":", "lpar": "(", "rpar": ")"},
    "plus": "+",
}
Sign = tuple[int, int, str]


def may_hold_said(text: str) -> bool:
    """Whether a text of plain letters and brackets may say a sign in words."""
    return " dot " in text or "(at)" in text or "( at )" in text


def signs(text: str) -> Iterator[Sign]:
    """Where each such sign begins and ends, and which one it stands for, in no order."""
    small = text.lower()
    if any(mark in small for mark in _MARKS) or _may_be_said(small):
        spelled = [*_spelled(text)]
        has_at = any(sign == "@" for _, _, sign in spelled)
        yield from [*spelled, *_spoken(text, small, has_at)]


def breaks(text: str) -> Iterator[Sign]:
    """The same of what divides words where a program wrote the text: the "\\n" of JSON, a form.

    A reader of pages or Markdown takes them as they stand, so they are no part of an address there.
    """
    if "_" in text:
        for match in _STRESSED.finditer(text):
            yield from ((*match.span(name), "") for name in ("mark", "end"))
    if "\x1b[" in text or "\\" in text:
        yield from ((*match.span(), "") for match in _COLOURED.finditer(text))
    if "+" in text and "=" in text:
        yield from _in_forms(text)
    if any(mark in text for mark in _OF_BREAKS):
        for match in _BREAK.finditer(text):
            kind, said = match.lastgroup, match.group(match.lastgroup or 0).lower()
            if kind in ("unit", "low"):
                yield (*match.span(), sign_of(match["unit"], match["low"]))
            elif kind == "decimal":
                yield (*match.span(), _CODES.get(int(said), " "))
            else:
                yield (*match.span(), _WRITTEN.get(said, said))


def sign_of(unit: str, low: str | None) -> str:
    """The character that an escape of JSON stands for, in one unit of UTF-16 or in two of them."""
    code = int(unit, 16)
    if 0xD800 <= code < 0xDC00 and low:
        return bytes.fromhex(unit + low).decode("utf-16-be")
    if code < 0x20 or code == 0x7F or 0xD800 <= code < 0xE000:
        return _CODES.get(code, " ")
    return chr(code)


def _in_forms(text: str) -> Iterator[Sign]:
    """The blanks of a form that was sent: "note=call+me+at"."""
    for match in _IN_A_FORM.finditer(text):
        for at in range(text.index("=", match.start()) + 1, match.end()):
            if text[at] == "+" and text[at - 1] != "=":
                yield at, at + 1, " "


def _may_be_said(small: str) -> bool:
    return " dot " in small or any(f"{bracket}at" in small for bracket in "([{<")


def _spelled(text: str) -> Iterator[Sign]:
    for match in _SPELLED.finditer(text):
        kind, said = match.lastgroup, match.group(match.lastgroup or 0)
        if kind in ("named", "said"):
            yield (*match.span(), _NAMES.get(said.lower(), "."))
        else:
            code = int(said, 10 if kind == "decimal" else 16)
            if 0x20 <= code < 0x7F:
                yield (*match.span(), chr(code))


def _spoken(text: str, small: str, has_at: bool) -> Iterator[Sign]:
    """`ann at corp dot example`: a dot without an at is a word like others."""
    if " dot " not in small or not (has_at or " at " in small):
        return
    found = [(*match.span(), match.lastgroup) for match in _SPOKEN.finditer(text)]
    if has_at or any(kind == "said" for _, _, kind in found):
        yield from ((start, end, "@" if kind == "said" else ".") for start, end, kind in found)
