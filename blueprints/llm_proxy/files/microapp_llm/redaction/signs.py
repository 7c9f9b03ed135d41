"""Signs written in other signs: `&#64;`, `%40` and `(at)` are an @ to who reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CODE = "[2-7][0-9a-f]|0[9ad]"
_CODED = rf"&#0{{0,5}}(?P<decimal>\d{{1,3}});|&#x0{{0,5}}(?P<entity>{_CODE}|[9ad]);" + (
    rf"|%(?P<percent>{_CODE})|=(?P<quoted>0a|0d|3d)"
    rf"|\\{{1,8}}(?:u00(?P<escaped>{_CODE})|x(?P<byte>{_CODE})|(?P<blank>[nrt])|(?P<mark>[\"/]))"
)
_NAMED = r"|&(?P<named>commat|period|lowbar|colon|lpar|rpar|plus|newline|tab|nbsp|quot);"
_SAID = r"|[ ]?[\[({<][ ]?(?P<said>at|dot|punkt|punto|point|ponto|nokta)[ ]?[\])}>][ ]?"
_SPELLED = re.compile(_CODED + _NAMED + _SAID, re.IGNORECASE)
_SPOKEN = re.compile(
    r"(?<=[a-z0-9])[ ](?P<said>at)[ ](?!(?:the|an?|this|that|our)[ ])"
    r"(?=[a-z0-9-]{1,63}(?:[ ]dot[ ][a-z0-9-]{1,63}){1,4}\b)"
    r"|(?<=[a-z0-9])[ ](?P<dot>dot)[ ](?=[a-z0-9])",
    re.IGNORECASE,
)
_COLOURED = re.compile(r"\x1b\[[0-9;]{0,12}m")
_STRESSED = re.compile(  # of Markdown: "_Ann Lee_"
    r"(?<![^\s(\"'*])(?P<mark>_{1,3})(?=[+(]?[^\W_])[^_\n]{1,200}(?P<end>(?P=mark))(?=[\s.,;:!?)*]|\Z)"
)
_OF_A_FORM = r"[\w.%@,:;!?'()/-]{0,24}"
_IN_A_FORM = re.compile(
    rf"(?<![\w+])[\w.%-]{{1,64}}={_OF_A_FORM}(?:\+{_OF_A_FORM}){{2,400}}(?![^&\s\"'<])"
)
_BLANKS = (0x09, 0x0A, 0x0D)
_MARKS = ("&", "%", "\\", "=0", "=3d")
_NAMES = {
    **{"n": "\n", "r": "\n", "t": " "},
    **{"newline": "\n", "tab": " ", "nbsp": " ", "quot": '"'},
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
    if "_" in text:
        for match in _STRESSED.finditer(text):
            yield from ((*match.span(name), "") for name in ("mark", "end"))
    if "\x1b[" in text:
        yield from ((*match.span(), "") for match in _COLOURED.finditer(text))
    if "+" in text and "=" in text:
        yield from _in_forms(text)
    if any(mark in small for mark in _MARKS) or _may_be_said(small):
        spelled = [*_spelled(text)]
        has_at = any(sign == "@" for _, _, sign in spelled)
        yield from [*spelled, *_spoken(text, small, has_at)]


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
        elif kind in ("blank", "mark"):
            yield (*match.span(), _NAMES.get(said.lower(), said))
        else:
            code = int(said, 10 if kind == "decimal" else 16)
            if 0x20 <= code < 0x7F or code in _BLANKS:
                yield (*match.span(), " " if code == _BLANKS[0] else chr(code))


def _spoken(text: str, small: str, has_at: bool) -> Iterator[Sign]:
    """`ann at corp dot example`: a dot without an at is a word like others."""
    if " dot " not in small or not (has_at or " at " in small):
        return
    found = [(*match.span(), match.lastgroup) for match in _SPOKEN.finditer(text)]
    if has_at or any(kind == "said" for _, _, kind in found):
        yield from ((start, end, "@" if kind == "said" else ".") for start, end, kind in found)
