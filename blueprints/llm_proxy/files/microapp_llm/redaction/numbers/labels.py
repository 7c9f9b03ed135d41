"""Tells the labels of things' numbers: "sensor no. 0118-447-20", "Zählernummer: 0711 448"."""

from __future__ import annotations

import re

from microapp_llm.redaction.phrases import one_of, phrases
from microapp_llm.redaction.plain import small_letters

_LONGEST = 36
_NONE = frozenset(phrases("numbers/labels", "no labels"))
_LABEL = re.compile(
    rf"(?<![^\W\d_])(?P<word>[^\W\d_]{{1,20}}?)[ _.-]{{0,2}}(?:{one_of('numbers/labels', 'ends')})"
    r"[.:]{0,2}[ \"'=:#(]{0,4}\Z"
)


def is_labelled(text: str, start: int) -> bool:
    """Whether the word right before a number says that things are numbered so.

    To be asked where nothing speaks of a phone or a person's number.
    """
    label = _LABEL.search(small_letters(text[max(0, start - _LONGEST) : start]))
    return label is not None and label["word"] not in _NONE
