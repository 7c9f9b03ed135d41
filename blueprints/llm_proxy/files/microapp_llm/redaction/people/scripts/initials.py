"""Finds Cyrillic and Greek family names beside initials, before fathers' names, and from Vietnam.

"Сидоренко В. А.", "Γ. Παπαδόπουλος", "Мельник Людмила Миколаївна".
"""

# ruff: noqa: RUF001, RUF002 - letters of other scripts are meant
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.alone import begins_sentence
from microapp_llm.redaction.people.around import is_surely_before
from microapp_llm.redaction.people.lists import is_family, is_no_name
from microapp_llm.redaction.phrases import holds_one

_UPPER, _LOWER = "А-ЯЁІЇЄҐΑ-ΩΆΈΉΊΌΎΏ", "а-яёіїєґα-ωάέήίόύώϊϋΐΰς"
_FAMILY = rf"[{_UPPER}][{_LOWER}'’]{{2,20}}(?:-[{_UPPER}][{_LOWER}]{{2,20}})?"
_INITIALS = rf"[{_UPPER}]\. ?[{_UPPER}]\."
_WRITTEN = re.compile(
    rf"(?<![\w.])(?:(?P<before>{_FAMILY}) {_INITIALS}|{_INITIALS} ?(?P<after>{_FAMILY}))(?!\w)"
)

_OF_VIETNAM = re.compile(  # "Нгуен Тхи Лан"
    rf"(?<![\w-])(?:(?:Нгуен|Хоанг|Зыонг|Х[юу]инь)(?: [{_UPPER}][{_LOWER}]{{1,5}}){{1,3}}"
    rf"|(?:Чан|Фам|Буй|Данг|Динь|Ле|Нго|Фан)(?: (?:Тхи|Ван|Дык|Хыу))"
    rf"(?: [{_UPPER}][{_LOWER}]{{1,5}}){{1,2}})(?!\w)"
)
_SIGNS_OF_VIETNAM = ("Нгуен", "Хоанг", "Зыонг", "инь ", "Тхи ", "Ван ", "Дык ", "Хыу ")

_WITH_FATHERS = re.compile(
    rf"(?<![\w.])(?P<family>{_FAMILY}) (?P<given>[{_UPPER}][{_LOWER}]{{2,14}})"
    rf" [{_UPPER}][{_LOWER}]{{2,16}}"
    r"(?:ич(?:а|у|ем|ом|е|і)?|(?:ов|ев|ич|ин|ів|їв)н(?:а|ы|и|е|і|у|ой|ою))(?!\w)"
)


def beside_initials(text: str) -> Iterator[Found]:
    """Every such name."""
    if "." in text[:-1]:
        for match in _WRITTEN.finditer(text):
            if not is_no_name(match["before"] or match["after"]):
                yield Found(*match.span(), "name")
    if holds_one(text, _SIGNS_OF_VIETNAM):
        yield from (Found(*match.span(), "name") for match in _OF_VIETNAM.finditer(text))
    for match in _WITH_FATHERS.finditer(text):
        family, start = match["family"], match.start()
        is_one = is_family(family) or not begins_sentence(text, start)
        is_role = is_no_name(family) or is_surely_before(text, match.start("given"))
        if is_one and not is_role:
            yield Found(*match.span(), "name")
