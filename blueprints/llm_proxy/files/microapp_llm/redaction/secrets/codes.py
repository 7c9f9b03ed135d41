"""Finds codes of doors, alarms and cards: "the alarm code for the shop is 8094"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import Hints, one_of, phrases
from microapp_llm.redaction.secrets.looks import EASTERN, VERBS

_HINTS = Hints(phrases("secrets/codes", "hints"))
_DIGITS = re.compile("[0-9]{4}")
_SINCE = r"(?:ab|since|from|vanaf|från|fra|od|desde|dal|depuis) [^\W\d_]{2,12} "
_OPENS = (
    rf"(?<!zip )(?<!area )(?<!rror )(?<!ault )(?<!promo )(?:{one_of('secrets/codes', 'any')})"
    r"(?! posta?l)(?: [^\W\d_]{1,9}){0,3} "
    rf"(?:[ld]')?(?:{one_of('secrets/codes', 'opens')})[^\W\d_]{{0,8}}"
)
_CODE = re.compile(
    rf"(?<![^\W\d_{EASTERN}])(?:{one_of('secrets/codes', 'codes')}|{_OPENS})"
    rf"(?:[^0-9\n.;]{{0,40}}?(?: (?:{VERBS}) (?:{_SINCE})?|[:=#は] ?)|[ ])[\"'`*]{{0,2}}"
    r"(?P<value>[#*]?[0-9]{4,8}[a-f]?[#*]?)(?![A-Za-z0-9_/-]|[.,:][0-9])"
    r"(?! ?(?:eur|usd|gbp|chf|€|\$|£|%|pcs|stk|k[gm])\b)"
)
_POSTAL = re.compile(r"pin[-_ ]?code\W{0,3}[0-9]{6}\Z")  # of India


def find(small: str) -> Iterator[Found]:
    """Every such code in a text in small letters."""
    if not _HINTS.may_be_in(small) or not _DIGITS.search(small):
        return
    for match in _CODE.finditer(small):
        if not _POSTAL.match(match[0]):
            yield Found(*match.span("value"), "secret")
