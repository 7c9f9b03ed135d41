"""Finds Vietnamese names: a family name first, or what persons are called by and a given name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.lists import lines_of
from microapp_llm.redaction.phrases import one_of, phrases

_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
_LOWER = "a-zàáâãèéêìíòóôõùúýăđĩũơư" + "".join(chr(code) for code in range(0x1EA1, 0x1EFA, 2))
_SYLLABLE = f"[{_UPPER}][{_LOWER}]{{0,6}}(?![{_UPPER}{_LOWER}])"
_RUN = re.compile(rf"(?<![\w@]){_SYLLABLE}(?: {_SYLLABLE}){{0,4}}")
_PAIR = re.compile(rf"(?<![\w@])(?P<one>{_SYLLABLE}) và (?P<other>{_SYLLABLE})(?! [{_UPPER}])")
_CAPITALS = re.compile(rf"(?<![\w@])[{_UPPER}]{{2,7}}(?: [{_UPPER}]{{1,7}}){{1,6}}(?!\w)")
_SMALL = re.compile(rf"(?<![\w@])[{_LOWER}]{{2,6}}(?: [{_LOWER}]{{2,6}}){{2,5}}(?!\w)")
_PRONOUNS = frozenset(phrases("scripts/vietnamese", "pronouns"))
_LEADING = _PRONOUNS | frozenset(
    word for word in phrases("scripts/vietnamese", "called") if word.isalpha()
)
_CALLED = re.compile(
    rf"(?<!\w)(?:{one_of('scripts/vietnamese', 'pronouns', 'called')})[ :,.]{{1,3}}\n?\n?\Z",
    re.IGNORECASE,
)
_LIKELY = re.compile(rf"(?<!\w)(?:{one_of('scripts/vietnamese', 'likely')}) \Z", re.IGNORECASE)
_AFTER = re.compile(rf" (?:{one_of('scripts/vietnamese', 'after')})\b|,")
_NO_PERSON = re.compile(
    rf"(?<!\w)(?:{one_of('scripts/vietnamese', 'things before')}) "
    rf"(?-i:{_SYLLABLE}(?: {_SYLLABLE}){{0,3}} ?(?:\u2013|và) ?){{0,3}}\Z",
    re.IGNORECASE,
)
_REACH = 24
_FAR = 48
_LONG_TURNED = 4  # words
_LONG = 5


def in_vietnamese(text: str) -> Iterator[Found]:
    """Every Vietnamese name in a text that has letters of that language."""
    family, given, places = map(_set, ("family", "given", "places"))
    for run in _RUN.finditer(text):
        words = run[0].split(" ")
        start = run.start()
        if words[0].lower() in _LEADING and len(words) > 1:
            start += len(words[0]) + 1
            words = words[1:]
            is_called = True
        else:
            is_called = bool(_CALLED.search(text, max(0, start - _REACH), start))
        if words == ["Quý"] and text[run.end() + 1 : run.end() + 2].islower():
            continue  # "dear customers"
        if "_".join(words[:2]) in places or _NO_PERSON.search(text, max(0, start - _FAR), start):
            continue
        if _is_name(text, start, run.end(), words, is_called, family, given):
            yield Found(start, run.end(), "name")
    yield from _in_capitals(text)
    for pair in _PAIR.finditer(text):
        if pair["one"] in given and pair["other"] in given:
            yield Found(*pair.span("one"), "name")
            yield Found(*pair.span("other"), "name")
    yield from _in_small_letters(text)


def _in_capitals(text: str) -> Iterator[Found]:
    """Names in capitals, behind other words or not: "BỆNH NHÂN NGUYỄN VĂN AN"."""
    family, given, places = _set("family"), _set("given"), _set("places")
    for run in _CAPITALS.finditer(text):
        words = run[0].title().split(" ")
        for at in range(len(words) - 1):
            named = words[at:]
            if len(named) > _LONG or named[0] not in family or "_".join(named[:2]) in places:
                continue
            if all(word in given or word.lower() in _set("middles") for word in named[1:]):
                yield Found(run.end() - len(" ".join(named)), run.end(), "name")
                break


def _in_small_letters(text: str) -> Iterator[Found]:
    """Names in small letters, as in chats."""
    family, given, middles = map(_set, ("family", "given", "middles"))
    for run in _SMALL.finditer(text):
        yield from _without_capitals(run, family, given, middles)


def _without_capitals(
    run: re.Match[str], family: frozenset[str], given: frozenset[str], middles: frozenset[str]
) -> Iterator[Found]:
    """The first name in a run of small words: a family name and one or two given ones or more."""
    words = run[0].split(" ")
    sure = _set("sure_family")
    for at in range(len(words) - 2):
        first, end = words[at], at + 1
        if first.capitalize() not in family:
            continue
        while (
            end < len(words)
            and end - at < 4
            and (words[end] in middles or words[end].capitalize() in given)
        ):
            end += 1
        is_middle = words[at + 1] in middles and end - at > 2
        if is_middle or (first in sure and end - at > 2):
            start = run.start() + sum(len(word) + 1 for word in words[:at])
            yield Found(start, start + len(" ".join(words[at:end])), "name")
            return


def _is_name(
    text: str,
    start: int,
    end: int,
    words: list[str],
    is_called: bool,
    family: frozenset[str],
    given: frozenset[str],
) -> bool:
    if len(words) > 1 and words[0] in family:
        return words[-1] in given or len(words) > 2 or is_called
    if is_called:
        return words[-1] in given or words[0] in family
    if (
        1 < len(words) < _LONG_TURNED
        and words[-1].lower() in _set("sure_family")
        and words[0] in given
    ):
        return True  # as abroad: the given name first
    if len(words) > 2 or words[-1] not in given or not all(word in given for word in words):
        return False
    if _LIKELY.search(text, max(0, start - _REACH), start):
        return True
    return len(words[0]) > 1 and bool(_AFTER.match(text, end)) and _begins(text, start)


def _begins(text: str, start: int) -> bool:
    """Whether a sentence begins here whose second word is small: a name, or any word."""
    return start > 1 and text[start - 2 : start] in (", ",)


@cache
def _set(sort: str) -> frozenset[str]:
    return frozenset(
        word for line in lines_of("vietnamese") if line[0] == sort for word in line[1:]
    )
