"""Finds names in other letters than those of ASCII, each by the words around names there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.scripts.chinese import in_chinese
from microapp_llm.redaction.people.scripts.initials import beside_initials
from microapp_llm.redaction.people.scripts.japanese import in_japanese
from microapp_llm.redaction.people.scripts.korean import in_korean
from microapp_llm.redaction.people.scripts.led_or_listed import (
    in_arabic,
    in_bengali,
    in_hebrew,
    in_hindi,
)
from microapp_llm.redaction.people.scripts.others import LETTERS, in_other_lists
from microapp_llm.redaction.people.scripts.thai import in_thai
from microapp_llm.redaction.people.scripts.titles_after import with_titles_after
from microapp_llm.redaction.people.scripts.vietnamese import in_vietnamese

_SCRIPTS = (
    (re.compile("[\u0590-\u05ff]"), in_hebrew),
    (re.compile("[\u0600-\u06ff]"), in_arabic),
    (re.compile("[\u0900-\u097f]"), in_hindi),
    (re.compile("[\u0980-\u09ff]"), in_bengali),
    (re.compile("[\uac00-\ud7a3]"), in_korean),
    (re.compile("[\u4e00-\u9fff]"), in_japanese),
    (re.compile("[\u4e00-\u9fff]"), in_chinese),
    (re.compile(f"[{LETTERS}]"), in_other_lists),
    (re.compile("[\u0e01-\u0e4e]"), in_thai),
    (re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]"), in_vietnamese),
    (re.compile("[\u0370-\u04ff]"), beside_initials),
    (re.compile("[áéíóöőúüűığş]"), with_titles_after),
)
_FAR = re.compile("[\u0370-\U0001ffff]")  # Greek and all behind it
_LATIN = (in_vietnamese, with_titles_after)
_NAME_OF_A_THING = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,4})[\u300d\u300f\u201d\"]?(?:是|為|为|は|系)[\u4e00-\u9fff]{0,3}"
    r"(?:店|公司|品牌|路|街|地|产品|產品|商品|会社|書|书|校|站|船|駅|町|社|团|團|屋|牌)名"
)


def in_other_scripts(text: str) -> Iterator[Found]:
    """Every such name."""
    things = _of_things(text) if "名" in text else frozenset()
    is_far = _FAR.search(text) is not None
    for letters, find in _SCRIPTS:
        if (is_far or find in _LATIN) and letters.search(text):
            found = find(text)
            yield from _without(text, found, things) if things else found


def _of_things(text: str) -> frozenset[str]:
    """Names of which a text says that a shop or a street is called so: "林森是店名"."""
    return frozenset(match["name"] for match in _NAME_OF_A_THING.finditer(text))


def _without(text: str, found: Iterator[Found], things: frozenset[str]) -> Iterator[Found]:
    return (one for one in found if text[one.start : one.end] not in things)
