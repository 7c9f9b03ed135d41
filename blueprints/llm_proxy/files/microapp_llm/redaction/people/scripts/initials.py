"""Finds Cyrillic and Greek family names beside initials, and before the names of fathers.

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

_UPPER, _LOWER = "А-ЯЁІЇЄҐΑ-ΩΆΈΉΊΌΎΏ", "а-яёіїєґα-ωάέήίόύώϊϋΐΰς"
_FAMILY = rf"[{_UPPER}][{_LOWER}'’]{{2,20}}(?:-[{_UPPER}][{_LOWER}]{{2,20}})?"
_INITIALS = rf"[{_UPPER}]\. ?[{_UPPER}]\."
_WRITTEN = re.compile(
    rf"(?<![\w.])(?:(?P<before>{_FAMILY}) {_INITIALS}|{_INITIALS} ?(?P<after>{_FAMILY}))(?!\w)"
)

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
    for match in _WITH_FATHERS.finditer(text):
        family, start = match["family"], match.start()
        is_one = is_family(family) or not begins_sentence(text, start)
        is_role = is_no_name(family) or is_surely_before(text, match.start("given"))
        if is_one and not is_role:
            yield Found(*match.span(), "name")
