"""Finds the numbers of passports and identity cards, which have no checksum: beside their name."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found

_HINTS = (
    *("passp", "passe", "pasap", "paspo", "paszport", "ausweis", "'identit", "pasport", "licen"),
    *("dowód", "dowodu", "id card", "identity card", "buletin", "prawo jazdy"),
)
_FAR_HINTS = (
    *(
        "cestovní",
        "útlevél",
        "pașap",
        "паспорт",
        "διαβατήρι",
        "hộ chiếu",
        "护照",
        "護照",
        "パスポート",
    ),
    *(
        "旅券",
        "여권",
        "جواز",
        "पासपोर्ट",
        "דרכון",
        "občansk",
        "ταυτότητ",
        "führerschein",
        "személyi ig",
    ),
)
_NUMBERED = re.compile(
    r"(?:pas+port[eo]?|pas+aport[eo]?|pasaport\w{0,4}|paspoort(?:nummer)?|paszport\w{0,2}|reisepass(?:nummer)?|passeport|cestovní pas|útlevél\w{0,6}|pașaport\w{0,4}|паспорт\w{0,3}|διαβατήρι\w{0,3}|hộ chiếu|护照|護照|パスポート|旅券|여권|جواز(?: السفر| سفر)?|पासपोर्ट|דרכון|paspor"
    r"|(?:personal)?ausweis(?:nummer|-?nr)?|dow[oó]d\w{0,2}(?: osobist\w{1,4})?|cart[ae] d'identit[àé]|občansk\w{2,4}(?: průkaz\w{0,2})?|(?:αριθμ\w{2,4} )?ταυτότητα\w?|(?:driv\w{2,6} |driver's )licen[cs]e|führerschein\w{0,8}|személyi igazolvány\w{0,4}|id(?:entity)? card|buletin\w{0,4}|prawo jazdy)"
    r"(?: ?(?:серия|серии|number|num[ée]ro|n[úu]mero|numer|numéro|nummer|nr|no|n[º°o]|номер|号码?|號碼?|番号|번호|رقم|नंबर|số|αρ|is|ist|est|es|è|to|to:|jest|の|は|series|seria|și)[.:]?){0,3}"
    r" ?[:#№=-]{0,2} ?(?P<number>[A-ZА-ЯΑ-Ω]{0,3} ?[0-9]{2} ?[0-9]{2} ?(?:№ ?|номер )?[0-9]{2,6}[A-Z]{0,2}(?:[0-9]{1,4}[A-Z]?)?|[A-Z0-9]{8,10})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_FEWEST = 5


def find(text: str) -> Iterator[Found]:
    """Every such number in a text that has digits."""
    small = text.lower()
    for hint in _HINTS if text.isascii() else (*_HINTS, *_FAR_HINTS):
        if hint in small:
            break
    else:
        return
    for match in _NUMBERED.finditer(text):
        if sum(map(str.isdigit, match["number"])) >= _FEWEST:
            yield Found(*match.span("number"), "national_id")
