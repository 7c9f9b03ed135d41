"""Finds Cyrillic and Greek family names beside initials: "Сидоренко В. А.", "Γ. Παπαδόπουλος"."""

# ruff: noqa: RUF001, RUF002 - letters of other scripts are meant
from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_no_name

_UPPER, _LOWER = "А-ЯЁІЇЄҐΑ-ΩΆΈΉΊΌΎΏ", "а-яёіїєґα-ωάέήίόύώϊϋΐΰς"
_FAMILY = rf"[{_UPPER}][{_LOWER}'’]{{2,20}}(?:-[{_UPPER}][{_LOWER}]{{2,20}})?"
_INITIALS = rf"[{_UPPER}]\. ?[{_UPPER}]\."
_WRITTEN = re.compile(
    rf"(?<![\w.])(?:(?P<before>{_FAMILY}) {_INITIALS}|{_INITIALS} ?(?P<after>{_FAMILY}))(?!\w)"
)


def beside_initials(text: str) -> Iterator[Found]:
    """Every such name."""
    if ". " not in text and "." not in text[:-1]:
        return
    for match in _WRITTEN.finditer(text):
        if not is_no_name(match["before"] or match["after"]):
            yield Found(*match.span(), "name")
