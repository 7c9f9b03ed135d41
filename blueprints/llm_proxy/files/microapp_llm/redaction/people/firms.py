"""Takes out of what was found the names of firms that say by their legal form what they are.

"Emil Dorn KG", "Barros & Filhos, Lda.", "Pieters de Boer B.V."
"""

from __future__ import annotations

import re

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_family, is_only_given
from microapp_llm.redaction.people.shapes import PARTICLES, WORD
from microapp_llm.redaction.phrases import longest_first, one_of

_FORMS = "|".join(longest_first("things/legal_forms", ""))
_FORM = rf"(?: (?:{_FORMS})|, (?:{one_of('things/legal_forms', 'after a comma')}))(?![\w-])"
_KIN = rf"(?: ?(?:&|\+) ?{WORD}| (?:{'|'.join(longest_first('things/legal_forms', 'kin'))})(?!\w))"
_FIRM = re.compile(
    rf"(?P<kin>{_KIN})?(?P<more>(?: (?:(?:{PARTICLES}) ){{0,2}}{WORD}){{1,3}})?{_FORM}"
)
_OWNED = re.compile(
    r" ?(?:&|\+) ?(?:" + "|".join(longest_first("things/legal_forms", "kin")) + r")\b"
)
_IN_SMALL_LETTERS = (
    *(
        "de ",
        "den ",
        "der ",
        "van ",
        "von ",
        "di ",
        "da ",
        "du ",
        "e.",
        "e ",
        "s.",
        "a.",
        "v.",
        "d.",
    ),
    *("sp", "mbH", "plc", "srl", "snc", "gGmbH", "s. ", "y ", "og ", "och ", "und ", "and ", "et "),
)
_MAY_FOLLOW = frozenset((" ", ",", "&"))


def without_firms(text: str, found: list[Found]) -> list[Found]:
    """What was found, less the names of firms."""
    return [one for one in found if not is_firm(text, one)]


def is_firm(text: str, one: Found) -> bool:
    """Whether a legal form stands behind this name, or behind the words that go on with it."""
    end = one.end
    if text[end - 1] == "." and text[end - 3 : end - 2] == " ":
        end -= 3  # the first letter of a form: "Boer B.V."
    if text[end : end + 1] not in _MAY_FOLLOW:
        return False
    if text[end + 1 : end + 2].islower() and not text.startswith(_IN_SMALL_LETTERS, end + 1):
        return False  # most names, told fast
    if text[end + 1 : end + 2] == "&" and _OWNED.match(text, end):
        return True
    firm = _FIRM.match(text, end)
    if firm is None:
        return False
    return not firm["more"] or firm["kin"] is not None or not _is_whole(text[one.start : one.end])


def _is_whole(name: str) -> bool:
    """Whether it is a person's name already, before the name of a firm: "Anna Berg Plåt AB"."""
    words = name.split(" ")
    return len(words) > 1 and is_only_given(words[0]) and is_family(words[-1])
