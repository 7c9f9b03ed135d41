"""Finds names in Arabic, Hebrew, Hindi and Bengali: by words that lead up to one, and by lists."""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import listed
from microapp_llm.redaction.phrases import one_of, phrases

_THINGS = frozenset(phrases("things/called", "things"))
_THINGS_AFTER = frozenset(phrases("things/after_in_hindi"))
_LATIN = re.compile(r"[A-Za-z]\.? \Z")  # a name within a sentence in other letters
_VOCATIVE = re.compile(r"(?<![\u0600-\u06ff])يا \Z")  # before whom somebody speaks to
_SHORTEST_JOINED = 3  # letters
_OF_KINGS = frozenset(("الأمير", "الملك", "الشيخ", "الإمام", "السلطان"))


@dataclass(frozen=True)
class _Script:
    """What is asked for in one script."""

    word: re.Pattern[str]
    before: re.Pattern[str]
    before_listed: re.Pattern[str]  # what other words stand behind as well
    given: str
    family: str
    parts: tuple[str, ...]  # what family names begin with
    stops: str
    after: frozenset[str] = frozenset()  # words that stand right behind a name
    near: re.Pattern[str] = re.compile(r"(?!)")  # what stands before a given name alone
    behind: frozenset[str] = frozenset()  # what stands behind a given name alone
    words: frozenset[str] = frozenset()  # given names that are words too
    called: frozenset[str] = frozenset()  # what stands right behind a family name alone
    ordinary: str = "hebrew_words"  # the list of the names that are words too
    prefixes: str = "\0"  # letters that a word for a thing may begin with
    told: frozenset[str] = frozenset()  # what stands before "to" and a name, joined
    is_near_families: bool = False  # whether that stands before family names alone, too
    families: frozenset[str] = frozenset()  # words that are family names behind a given one
    joined: str = "\0"  # letters that stand before a word without a space, as "to" and "and" do


_BETWEEN = r"[ :،,.]*[\s:]\s*"
_SHARPLY = r"(?: ?: ?|[,،]?\s*\n\s*)"  # in a form, or where a letter ends
_ARABIC = _Script(
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
_HEBREW = _Script(
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
    words=frozenset(phrases("scripts/hebrew", "words")),
    near=re.compile(rf"(?<![\u0590-\u05ff])(?:{one_of('scripts/hebrew', 'near')})[ ,]{{1,2}}\Z"),
    behind=frozenset(phrases("scripts/hebrew", "behind")),
    told=frozenset(phrases("scripts/hebrew", "told")),
    joined="לו",
    prefixes="ולבמהשכ",
    families=frozenset(phrases("scripts/hebrew", "families")),
)
_HINDI = _Script(
    re.compile(r"[\u0900-\u0963\u0966-\u097f]{2,}"),
    re.compile(
        rf"(?<![\u0900-\u097f])(?:(?:{one_of('scripts/hindi', 'before')}){_BETWEEN}"
        rf"|(?:{one_of('scripts/hindi', 'before a listed name', 'before a line')}){_SHARPLY})\Z"
    ),
    re.compile(
        rf"(?<![\u0900-\u097f])(?:{one_of('scripts/hindi', 'before a listed name')}){_BETWEEN}\Z"
    ),
    "hindi_given",
    "hindi_family",
    (),
    "hindi_no_names",
    frozenset(phrases("scripts/hindi", "after")),
    near=re.compile(rf"(?<![\u0900-\u097f])(?:{one_of('scripts/hindi', 'near')}) ?,? ?\Z"),
    behind=frozenset(phrases("scripts/hindi", "behind")),
    words=frozenset(phrases("scripts/hindi", "words")),
    called=frozenset(phrases("scripts/hindi", "called")),
    ordinary="hindi_words",
    families=frozenset(phrases("scripts/hindi", "families")),
)

_BENGALI = _Script(
    re.compile(r"[\u0980-\u09e5\u09f0-\u09ff]{2,}"),
    re.compile(
        rf"(?<![\u0980-\u09ff])(?:(?:{one_of('scripts/bengali', 'before')}){_BETWEEN}"
        rf"|(?:{one_of('scripts/bengali', 'before a listed name')}){_SHARPLY})\Z"
    ),
    re.compile(
        rf"(?<![\u0980-\u09ff])(?:{one_of('scripts/bengali', 'before a listed name')}){_BETWEEN}\Z"
    ),
    "bengali_given",
    "bengali_family",
    (),
    "bengali_no_names",
    frozenset(phrases("scripts/bengali", "after")),
    near=re.compile(rf"(?<![\u0980-\u09ff])(?:{one_of('scripts/bengali', 'near')}) ?,? ?\Z"),
    behind=frozenset(phrases("scripts/bengali", "behind")),
    called=frozenset(phrases("scripts/bengali", "after")),
    ordinary="bengali_words",
    families=frozenset(phrases("scripts/bengali", "families")),
)


def in_arabic(text: str) -> Iterator[Found]:
    """Every Arabic name."""
    return _find(text, _ARABIC)


def in_hebrew(text: str) -> Iterator[Found]:
    """Every Hebrew name."""
    return _find(text, _HEBREW)


def in_hindi(text: str) -> Iterator[Found]:
    """Every Hindi name."""
    return _find(text, _HINDI)


def in_bengali(text: str) -> Iterator[Found]:
    """Every Bengali name."""
    return _find(text, _BENGALI)


def _find(text: str, script: _Script) -> Iterator[Found]:
    words = list(script.word.finditer(text))
    given, family = listed(script.given), listed(script.family)
    at = 0
    while at < len(words):
        end = _end(text, words, at, script, given, family)
        if end > at:
            if not _is_of_a_thing(words, at, end, script):
                yield Found(words[at].start(), words[end - 1].end(), "name")
        elif words[at][0][0] in script.joined and _is_joined(words, at, script, given, family):
            end = _end_of_family(text, words, at + 1, script, family)
            yield Found(words[at].start() + 1, words[end - 1].end(), "name")
        at = max(end, at + 1)


def _is_of_a_thing(words: list[re.Match[str]], at: int, end: int, script: _Script) -> bool:
    """Whether a street, a school or a server is called so, by the word beside the name."""
    if end < len(words) and words[end][0] in _THINGS_AFTER:
        return True
    if at and words[at - 1][0] in _OF_KINGS:
        at -= 1
    if not at:
        return False
    before = words[at - 1][0]
    return before in _THINGS or (before[0] in script.prefixes and before[1:] in _THINGS)


def _is_servant(words: list[re.Match[str]], at: int) -> bool:
    """Whether a name of two words begins here: "servant of" and an epithet of God."""
    return words[at][0] == "عبد" and at + 1 < len(words) and words[at + 1][0].startswith("ال")


def _is_joined(
    words: list[re.Match[str]],
    at: int,
    script: _Script,
    given: frozenset[str],
    family: frozenset[str],
) -> bool:
    """Whether it is a given name behind "to" or "and", which is written without a space."""
    word = words[at][0]
    name = word[1:]
    if len(name) < _SHORTEST_JOINED or name not in given:
        return False
    if at and word[0] in "לل" and words[at - 1][0] in script.told:
        return True
    ordinary = script.words | listed(script.ordinary)
    if word in ordinary:
        return False
    following = words[at + 1][0] if at + 1 < len(words) else ""
    return name not in ordinary or (following in family and following not in ordinary)


def _end_of_family(
    text: str, words: list[re.Match[str]], at: int, script: _Script, family: frozenset[str]
) -> int:
    """Where a family name ends that begins here, with its first part: "Al Saud"."""
    if at == len(words) or not _follows(text, words, at) or words[at][0] not in family:
        return at
    is_part = words[at][0] in script.parts and at + 1 < len(words)
    return at + 2 if is_part and _follows(text, words, at + 1) else at + 1


def _end(
    text: str,
    words: list[re.Match[str]],
    at: int,
    script: _Script,
    given: frozenset[str],
    family: frozenset[str],
) -> int:
    """The place of the first word that is no longer the name that begins here."""
    first = words[at]
    if first[0] in listed(script.stops):
        return at
    reach = max(0, first.start() - 24)
    is_led = bool(script.before.search(text, reach, first.start()))
    is_listed = first[0] in given or _is_servant(words, at)
    if not is_led and (is_listed or first[0] in family):
        is_led = bool(script.before_listed.search(text, reach, first.start()))
    if is_listed and not is_led:
        is_led = _LATIN.search(text, max(0, first.start() - 3), first.start()) is not None
    if not is_led and not is_listed:
        is_one = _is_called(words, at, script, family) or _acts(text, words, at, script, family)
        return at + 1 if is_one else at
    end = at + 1
    while end < len(words) and end - at < 4 and _follows(text, words, end):
        word = words[end][0]
        is_part = word in family or word in given or word.startswith(script.parts)
        is_part = is_part or word.removesuffix("जी") in family
        is_part = is_part or words[end - 1][0] in script.parts
        may_be_unknown = is_led and end == at + 1 and (is_listed or first[0] not in family)
        if word in listed(script.stops) or not (is_part or may_be_unknown):
            break
        end += 1
    if is_led:
        return end if is_listed or end > at + 1 or first[0] in family else at
    is_whole = end > at + 1 and any(
        _is_last(words[place][0], script, family, given) for place in range(at + 1, end)
    )
    is_whole = is_whole and not _is_ordinary(words[at:end], script)
    is_titled = end < len(words) and words[end][0] in script.after
    if is_whole or (is_titled and is_listed and not _is_ordinary(words[at : at + 1], script)):
        return end
    return at + 1 if _is_alone(text, words, at, script) else at


def _is_last(word: str, script: _Script, family: frozenset[str], given: frozenset[str]) -> bool:
    """Whether a word behind a given name is a family name, or a father's given one."""
    if word in family or word.removesuffix("जी") in family or word.startswith(script.parts):
        return True
    return word in given and word not in listed(script.ordinary) and word not in script.words


def _is_called(
    words: list[re.Match[str]], at: int, script: _Script, family: frozenset[str]
) -> bool:
    """Whether a family name stands before what persons are called: "Joshi sir"."""
    if at + 1 == len(words) or words[at + 1][0] not in script.called:
        return False
    return words[at][0] in family and words[at][0] not in listed(script.ordinary)


def _acts(
    text: str, words: list[re.Match[str]], at: int, script: _Script, family: frozenset[str]
) -> bool:
    """Whether a family name alone does what persons do, or a word such as "with" is before it."""
    first = words[at]
    if first[0] not in family or first[0] in script.words | listed(script.ordinary):
        return False
    if script.is_near_families and script.near.search(
        text, max(0, first.start() - 24), first.start()
    ):
        return True
    follows = at + 1 < len(words) and _follows(text, words, at + 1)
    return follows and words[at + 1][0] in script.behind


def _is_ordinary(words: list[re.Match[str]], script: _Script) -> bool:
    """Whether all of these are words of the language as well: no two of them make a name.

    Words that are usual family names do, behind a given one: "Noa Cohen" is no "pretty priest".
    """
    if len(words) > 1 and words[-1][0] in script.families:
        return False
    return all(word[0] in listed(script.ordinary) for word in words)


def _is_alone(text: str, words: list[re.Match[str]], at: int, script: _Script) -> bool:
    """Whether a given name stands where one person is spoken of: "tell Sara", "for Neha"."""
    first = words[at]
    if _VOCATIVE.search(text, max(0, first.start() - 4), first.start()):
        return True
    if first[0] in script.words or first[0] in listed(script.ordinary):
        return False
    if script.near.search(text, max(0, first.start() - 24), first.start()):
        return True
    follows = at + 1 < len(words) and _follows(text, words, at + 1)
    return follows and words[at + 1][0] in script.behind


def _follows(text: str, words: list[re.Match[str]], at: int) -> bool:
    return text[words[at - 1].end() : words[at].start()] in (" ", "-", "\u00a0")
