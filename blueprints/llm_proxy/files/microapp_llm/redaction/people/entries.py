"""Finds names in a list whose entries begin alike: "Asha - 42 calls; Lalrinpuii - 51 calls"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import is_common, is_no_name, listed
from microapp_llm.redaction.people.scripts.chinese import looks_like_a_name
from microapp_llm.redaction.people.shapes import CAPITALS, WORD, has_looks
from microapp_llm.redaction.phrases import one_of

_FEWEST, _KNOWN = 3, 2
_LATIN = rf"(?:(?:[{CAPITALS}]|Mohd|Md)\. )?(?:[DO]')?{WORD}(?: {WORD}){{0,2}}"
_FAR = "[\u4e00-\u9fff]{2,4}(?:[\u00b7\u30fb][\u4e00-\u9fff]{1,6})?|[\uac00-\ud7a3]{2,4}"
_ENTRY = re.compile(
    r"(?:^|(?<=[;:\n]))[ \t]*(?:(?:[-*\u2022]|[0-9]{1,2}[.)])[ \t]*)?"
    rf"(?P<lead>[\u4e00-\u9fff\uac00-\ud7a3]{{1,4}} )?(?P<name>{_LATIN}|{_FAR})"
    r"(?=(?P<mark> [-\u2013\u2014/|] |: |[,\u3001] ?|$))",
    re.MULTILINE,
)
_LABELS = re.compile(
    "|".join((one_of("scripts/korean", "attending", "before"), one_of("scripts/chinese", "before")))
)
_WORDS = ("chinese_words", "korean_words", "japanese_words", "korean_no_names")


def in_entries(text: str, found: Iterable[Found]) -> Iterator[Found]:
    """Every such name, where half of the entries begin with names that are known."""
    if text.count(";") + text.count("\n") < _FEWEST - 1:
        return
    alike: dict[tuple[str, bool], list[re.Match[str]]] = defaultdict(list)
    for entry in _ENTRY.finditer(text):
        alike[entry["mark"].strip(), entry["lead"] is not None].append(entry)
    starts = {one.start for one in found if one.kind == "name"}
    for entries in alike.values():
        unknown = [
            one
            for one in entries
            if one.start("name") not in starts and not looks_like_a_name(one["name"])
        ]
        known = len(entries) - len(unknown)
        if len(entries) < _FEWEST or known < max(_KNOWN, len(unknown)):
            continue
        for entry in entries:
            if entry.start("name") not in starts and _may_be_a_name(entry["name"]):
                yield Found(*entry.span("name"), "name")


def _may_be_a_name(name: str) -> bool:
    if name[0] >= "\u1100":
        is_word = any(name in listed(words) for words in _WORDS)
        return not is_word and not _LABELS.fullmatch(name)
    words = name.replace(".", "").split()
    odd = any(is_no_name(word) or is_common(word) for word in words)
    return not odd and has_looks([word for word in words if len(word) > 1] or words)
