"""What leads up to names, and goes with them, in Arabic, Hebrew, Hindi and Bengali."""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from microapp_llm.redaction.phrases import one_of, phrases


@dataclass(frozen=True)
class Script:
    """What is asked for in one script."""

    word: re.Pattern[str]
    before: re.Pattern[str]
    before_listed: re.Pattern[str]  # what other words stand behind as well
    given: str
    family: str
    parts: tuple[str, ...]  # what family names begin with
    stops: str
    ordinary: str  # the list of the names that are words too
    after: frozenset[str] = frozenset()  # words that stand right behind a name
    near: re.Pattern[str] = re.compile(r"(?!)")  # what stands before a given name alone
    behind: frozenset[str] = frozenset()  # what stands behind a given name alone
    words: frozenset[str] = frozenset()  # given names that are words too
    called: frozenset[str] = frozenset()  # what stands right behind a family name alone
    prefixes: str = "\0"  # letters that a word for a thing may begin with
    told: frozenset[str] = frozenset()  # what stands before "to" and a name, joined
    is_near_families: bool = False  # whether that stands before family names alone, too
    families: frozenset[str] = frozenset()  # words that are family names behind a given one
    joined: str = "\0"  # letters that stand before a word without a space, as "to" and "and" do
    joined_to_whole: str = (
        ""  # those of them that stand before a given name and a family name alone
    )


_BETWEEN = r"[ :،,.]*[\s:]\s*"
_SHARPLY = r"(?: ?: ?|[,،]?\s*\n\s*)"  # in a form, or where a letter ends
ARABIC = Script(
    re.compile(  # without the stroke that only lengthens letters, which divides "to" from a name
        r"[\u0621-\u063f\u0641-\u0652\u0670-\u06d3]{2,}(?:\u200c[\u0621-\u0652\u0670-\u06d3]+)*"
    ),
    re.compile(
        rf"(?<![\u0600-\u06ff])(?:(?:[ولب]?(?:{one_of('scripts/arabic', 'before')})"
        rf"|لل(?:{one_of('scripts/arabic', 'before, with the article')})"
        rf"|{one_of('scripts/arabic', 'before, alone')}){_BETWEEN}(?:/ ?)?"
        rf"|(?:{one_of('scripts/arabic', 'before a listed name')}){_SHARPLY})\Z"
    ),
    re.compile(
        rf"(?<![\u0600-\u06ff])[ولب]?(?:{one_of('scripts/arabic', 'before a listed name')})"
        rf"{_BETWEEN}(?:/ ?)?\Z"
    ),
    "arabic_given",
    "arabic_family",
    tuple(phrases("scripts/arabic", "parts")),
    "arabic_no_names",
    near=re.compile(rf"(?<![\u0600-\u06ff])[وف]?(?:{one_of('scripts/arabic', 'near')}) ?,?،? ?\Z"),
    behind=frozenset(phrases("scripts/arabic", "behind")),
    words=frozenset(phrases("scripts/arabic", "words")),
    ordinary="arabic_words",
    families=frozenset(phrases("scripts/arabic", "families")),
    told=frozenset(phrases("scripts/arabic", "told")),
    is_near_families=True,
    prefixes="ولبفك",
    joined="لبو",
)
_HEBREW_SHARPLY = one_of(
    "scripts/hebrew", "before a listed name", "before a listed name, alone", "before a line"
)
HEBREW = Script(
    re.compile(r"[\u05d0-\u05ea]{2,}(?:['\"][\u05d0-\u05ea]+)?(?:(?<=[גזצץת])')?"),
    re.compile(
        rf"(?<![\u0590-\u05ff])(?:(?:ו?[לשבמ]?(?:{one_of('scripts/hebrew', 'before')})"
        rf"|{one_of('scripts/hebrew', 'before, alone')}){_BETWEEN}"
        rf"|(?:{_HEBREW_SHARPLY}){_SHARPLY})\Z"
    ),
    re.compile(
        rf"(?<![\u0590-\u05ff])(?:ו?[לשבמ]?(?:{one_of('scripts/hebrew', 'before a listed name')})"
        rf"|(?:{one_of('scripts/hebrew', 'before a listed name, of mine')}) שלי"
        rf"|{one_of('scripts/hebrew', 'before a listed name, alone')}){_BETWEEN}\Z"
    ),
    "hebrew_given",
    "hebrew_family",
    tuple(phrases("scripts/hebrew", "parts")),
    "hebrew_no_names",
    ordinary="hebrew_words",
    words=frozenset(phrases("scripts/hebrew", "words")),
    near=re.compile(rf"(?<![\u0590-\u05ff])(?:{one_of('scripts/hebrew', 'near')})[ ,]{{1,2}}\Z"),
    behind=frozenset(phrases("scripts/hebrew", "behind")),
    told=frozenset(phrases("scripts/hebrew", "told")),
    joined="לומשבכ",
    joined_to_whole="משבכ",
    prefixes="ולבמהשכ",
    families=frozenset(phrases("scripts/hebrew", "families")),
)


def _of_india(words: str, word: str, block: str, at_a_line: tuple[str, ...], called: str) -> Script:
    """Give a script of India, in which titles stand behind names too."""
    name, begin, listed = words.split("/")[-1], rf"(?<![{block}])", "before a listed name"
    return Script(
        re.compile(word),
        re.compile(
            rf"{begin}(?:(?:{one_of(words, 'before')}){_BETWEEN}"
            rf"|(?:{one_of(words, listed, *at_a_line)}){_SHARPLY})\Z"
        ),
        re.compile(rf"{begin}(?:{one_of(words, listed)}){_BETWEEN}\Z"),
        f"{name}_given",
        f"{name}_family",
        (),
        f"{name}_no_names",
        after=frozenset(phrases(words, "after")),
        near=re.compile(rf"{begin}(?:{one_of(words, 'near')}) ?,? ?\Z"),
        behind=frozenset(phrases(words, "behind")),
        called=frozenset(phrases(words, called)),
        ordinary=f"{name}_words",
        families=frozenset(phrases(words, "families")),
    )


HINDI = replace(
    _of_india(
        "scripts/hindi",
        r"[\u0900-\u0963\u0966-\u097f]{2,}",
        r"\u0900-\u097f",
        ("before a line",),
        "called",
    ),
    words=frozenset(phrases("scripts/hindi", "words")),
)
BENGALI = _of_india(
    "scripts/bengali", r"[\u0980-\u09e5\u09f0-\u09ff]{2,}", r"\u0980-\u09ff", (), "after"
)
