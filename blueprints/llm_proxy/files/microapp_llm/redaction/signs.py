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
    if "&" in small or "%" in small or "\\" in small or _may_be_said(small):
        spelled = [*_spelled(text)]
        has_at = any(sign == "@" for _, _, sign in spelled)
        yield from [*spelled, *_spoken(text, small, has_at)]


def _may_be_said(small: str) -> bool:
    return " dot " in small or any(f"{bracket}at" in small for bracket in "([{<")


def _spelled(text: str) -> Iterator[Sign]:
    for match in _SPELLED.finditer(text):
        kind, said = match.lastgroup, match.group(match.lastgroup or 0)
        if kind in ("named", "said"):
            yield (*match.span(), _NAMES.get(said.lower(), "."))
            continue
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
