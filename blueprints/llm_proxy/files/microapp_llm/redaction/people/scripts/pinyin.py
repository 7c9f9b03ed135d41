"""Tells Chinese names in Latin letters: "Yuting Wang", "Zhang Xiaoming"."""

from __future__ import annotations

import re

_FAMILIES = frozenset(
    [
        "wang",
        "zhang",
        "chen",
        "yang",
        "huang",
        "zhao",
        "zhou",
        "zhu",
        "gao",
        "luo",
        "zheng",
        "liang",
        "xie",
        "tang",
        "feng",
        "deng",
        "cao",
        "peng",
        "zeng",
        "xiao",
        "tian",
        "yuan",
        "cai",
        "jiang",
        "cheng",
        "ren",
        "shen",
        "yao",
        "lu",
        "cui",
        "zhong",
        "qiu",
        "qian",
        "xue",
        "qin",
        "hou",
        "shao",
        "meng",
        "duan",
        "hao",
        "kong",
        "chang",
        "shi",
        "fang",
        "liao",
        "zou",
        "xiong",
        "jia",
        "xia",
        "wei",
        "xu",
        "guo",
        "lin",
        "liu",
        "li",
    ]
)
_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
_FINAL = (
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui"
    "|un|uo|a|e|i|o|u|v)"
)
_GIVEN = re.compile(f"{_INITIAL}{_FINAL}-?{_INITIAL}{_FINAL}")


def is_pinyin(words: list[str]) -> bool:
    """Whether two words are a family name and a given one of two syllables, in either order."""
    if len(words) != 2:
        return False
    one, two = (word.lower() for word in words)
    return (two in _FAMILIES and _GIVEN.fullmatch(one) is not None) or (
        one in _FAMILIES and _GIVEN.fullmatch(two) is not None
    )
