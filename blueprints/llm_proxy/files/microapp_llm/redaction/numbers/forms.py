"""How the numbers of persons are written whose names are other words as well: "CC: 1.2.3.4"."""

from __future__ import annotations

import re

from microapp_llm.redaction.phrases import phrases

ANY_FORM: frozenset[str] = frozenset()
"""Of a number whose name means nothing else."""
_PLAIN = re.compile(r"[^\w#&/]+")


def bare(name: str) -> str:
    """The name without its dots and blanks."""
    return _PLAIN.sub("", name)


def _forms_of(section: str) -> dict[str, frozenset[str]]:
    lines = (line.split(" = ") for line in phrases("numbers/named", section))
    return {name: frozenset(forms.split(", ")) for name, forms in lines}


_SHORT, _FORMED = map(_forms_of, ("short names", "formed names"))
NAMES = (*_SHORT, *_FORMED)
FORMS: dict[str, frozenset[str]] = {}
"""By the bare name: the writings, in which a number stands for digits and an A for a letter."""
for _name, _forms in (*_SHORT.items(), *_FORMED.items()):
    FORMS[bare(_name)] = FORMS.get(bare(_name), ANY_FORM) | _forms
ALWAYS_MEANT = frozenset(name.removesuffix(".") for name in _FORMED)
"""Those that count in letters of any size."""
