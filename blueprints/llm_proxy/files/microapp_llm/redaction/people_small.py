"""Finds names in small letters, as in chats: beside a word that leads up to one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.name_cues import (
    INTRODUCED,
    is_likely_around,
    is_surely_before,
    leads_up_small,
)
from microapp_llm.redaction.name_lists import is_family, listed, small_names

_FEW = 8
_WORD = re.compile(r"[^\W\d_]{3,}")
_MARKS = ",:;!?()[]{}<>\"'*~|="  # one replacement each is faster than one table for them all
_NEXT = re.compile(r" (?P<word>[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_])){1,30})(?![\w@])")


def in_small_letters(text: str) -> Iterator[Found]:
    """Every such name."""
    noted = _noted().intersection(_words(text))
    if not noted:
        return
    names = noted & small_names()
    for start, end in _places(text, names) if names else ():
        if _is_name(text, start, end):
            yield Found(start, _end(text, end), "name")
    if len(names) < len(noted):
        for phrase in INTRODUCED:
            if phrase in text:
                yield from _introduced(text, phrase)


def may_hold_one(text: str) -> bool:
    """Whether anything in the text is worth a look: a name in small letters, or what leads up."""
    noted = _noted().intersection(_words(text))
    if not noted:
        return False
    return not noted.isdisjoint(small_names()) or any(phrase in text for phrase in INTRODUCED)


def _words(text: str) -> list[str]:
    text = text.rstrip(".").lstrip("@").replace(". ", " ").replace(".\n", " ").replace(" @", " ")
    for mark in _MARKS:
        text = text.replace(mark, " ")
    return text.split()


@cache
def _noted() -> frozenset[str]:
    """The names in small letters, and a word of each phrase that introduces one."""
    words = (re.split("[ ']", phrase.rstrip()) for phrase in INTRODUCED)
    return small_names() | {max(phrase, key=len) for phrase in words}


def _places(text: str, names: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where each of these names stands as a word of its own."""
    if len(names) > _FEW:
        for match in _WORD.finditer(text):
            if match[0] in names:
                yield match.span()
        return
    for name in names:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if not text[end : end + 1].isalpha() and not (at and text[at - 1].isalpha()):
                yield at, end
            at = text.find(name, end)


def _is_name(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 2]
    if before == "@":
        return after[:1] not in (".", "@") and not text[start - 2 : start - 1].isalnum()
    if before not in ("", " ", "\n", "(", '"', "'", "*", "~") or after[:1] in (
        "_",
        "@",
        "/",
        "=",
        "\\",
    ):
        return False
    if after[:1] in (".", "-", ":") and after[1:].isalnum():
        return False
    return (
        is_surely_before(text, start)
        or is_likely_around(text, start, end)
        or leads_up_small(text, start)
        or _is_followed_by_family(text, end)
    )


def _is_followed_by_family(text: str, end: int) -> bool:
    match = _NEXT.match(text, end)
    if not match or match["word"] in listed("no_names"):
        return False
    return match["word"] not in small_names() and is_family(match["word"].title())


def _end(text: str, end: int) -> int:
    """With the family name that follows."""
    following = _NEXT.match(text, end)
    if not following or following["word"] != following["word"].lower():
        return end
    word = following["word"]
    if word in listed("no_names") and not is_family(word.title()):
        return end
    return following.end() if is_family(word.title()) or word in small_names() else end


def _introduced(text: str, phrase: str) -> Iterator[Found]:
    """What somebody says is a name, in whatever letters: "my name is zorblina quaxworth"."""
    at = text.find(phrase)
    while at >= 0:
        end = begin = at + len(phrase)
        if at == 0 or not text[at - 1].isalnum():
            for _ in range(2):
                following = _NEXT.match(text, end - 1 if end == begin else end)
                if not following or following["word"].lower() in listed("no_names"):
                    break
                end = following.end()
            if end > begin:
                yield Found(begin, end, "name")
        at = text.find(phrase, at + 1)
