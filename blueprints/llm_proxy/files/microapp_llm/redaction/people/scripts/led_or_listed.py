"""Finds names in Arabic, Hebrew, Hindi and Bengali: by words that lead up to one, and by lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import listed
from microapp_llm.redaction.people.scripts.led_scripts import (
    ARABIC,
    BENGALI,
    HEBREW,
    HINDI,
    Script,
)
from microapp_llm.redaction.phrases import phrases

_THINGS = frozenset(phrases("things/called", "things"))
_THINGS_AFTER = frozenset(phrases("things/after_in_hindi"))
_LATIN = re.compile(r"[A-Za-z]\.? \Z")  # a name within a sentence in other letters
_VOCATIVE = re.compile(r"(?<![\u0600-\u06ff])يا \Z")  # before whom somebody speaks to
_SHORTEST_JOINED = 3  # letters
_OF_KINGS = frozenset(("الأمير", "الملك", "الشيخ", "الإمام", "السلطان"))


def in_arabic(text: str) -> Iterator[Found]:
    """Every Arabic name."""
    return _find(text, ARABIC)


def in_hebrew(text: str) -> Iterator[Found]:
    """Every Hebrew name."""
    return _find(text, HEBREW)


def in_hindi(text: str) -> Iterator[Found]:
    """Every Hindi name."""
    return _find(text, HINDI)


def in_bengali(text: str) -> Iterator[Found]:
    """Every Bengali name."""
    return _find(text, BENGALI)


def _find(text: str, script: Script) -> Iterator[Found]:
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


def _is_of_a_thing(words: list[re.Match[str]], at: int, end: int, script: Script) -> bool:
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
    script: Script,
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
    is_whole = following in family and (following not in ordinary or following in script.families)
    return is_whole or (name not in ordinary and word[0] not in script.joined_to_whole)


def _end_of_family(
    text: str, words: list[re.Match[str]], at: int, script: Script, family: frozenset[str]
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
    script: Script,
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
        is_led = _is_foreign(text, words, at, script)
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


def _is_foreign(text: str, words: list[re.Match[str]], at: int, script: Script) -> bool:
    """Whether a word that no list has stands between a role and a family name."""
    if at + 1 == len(words) or not _follows(text, words, at + 1):
        return False
    first, last = words[at], words[at + 1][0]
    if last not in listed(script.family) or last in _ordinary(script):
        return False
    if first[0][0] in script.prefixes or first[0].startswith("ال") or first[0] in _ordinary(script):
        return False
    reach = max(0, first.start() - 24)
    return script.before_listed.search(text, reach, first.start()) is not None


def _ordinary(script: Script) -> frozenset[str]:
    return listed(script.ordinary) | script.words


def _is_last(word: str, script: Script, family: frozenset[str], given: frozenset[str]) -> bool:
    """Whether a word behind a given name is a family name, or a father's given one."""
    if word in family or word.removesuffix("जी") in family or word.startswith(script.parts):
        return True
    return word in given and word not in listed(script.ordinary) and word not in script.words


def _is_called(words: list[re.Match[str]], at: int, script: Script, family: frozenset[str]) -> bool:
    """Whether a family name stands before what persons are called: "Joshi sir"."""
    if at + 1 == len(words) or words[at + 1][0] not in script.called:
        return False
    return words[at][0] in family and words[at][0] not in listed(script.ordinary)


def _acts(
    text: str, words: list[re.Match[str]], at: int, script: Script, family: frozenset[str]
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


def _is_ordinary(words: list[re.Match[str]], script: Script) -> bool:
    """Whether all of these are words of the language as well: no two of them make a name.

    Words that are usual family names do, behind a given one: "Noa Cohen" is no "pretty priest".
    """
    if len(words) > 1 and words[-1][0] in script.families:
        return False
    return all(word[0] in listed(script.ordinary) for word in words)


def _is_alone(text: str, words: list[re.Match[str]], at: int, script: Script) -> bool:
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
