"""Tells the labels of things' numbers: "sensor no. 0118-447-20", "Zählernummer: 0711 448"."""

from __future__ import annotations

import re

from microapp_llm.redaction.phrases import one_of
from microapp_llm.redaction.plain import small_letters

_LONGEST = 40
_LABEL = re.compile(
    rf"(?<![^\W\d_])(?:{one_of('numbers/labels', 'things')})[^\W\d_]{{0,8}}?[ _.-]{{0,2}}"
    rf"(?:{one_of('numbers/labels', 'ends')})[.:]{{0,2}}[ \"'=:#(]{{0,4}}\Z"
)


def is_labelled(text: str, start: int) -> bool:
    """Whether the words right before a number say that things are numbered so.

    To be asked where nothing speaks of a phone or a person's number.
    """
    return _LABEL.search(small_letters(text[max(0, start - _LONGEST) : start])) is not None
