"""Finds names in small letters, as in chats: beside a word that leads up to one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.name_cues import (
    INTRODUCED,
    is_likely_around,
    is_surely_before,
    leads_up_small,
)
from microapp_llm.redaction.name_lists import is_family, listed, small_names

_WORD = re.compile(r"[^\W\d_]{3,}")
_MARKS = str.maketrans(dict.fromkeys(",:;!?()[]{}<>\"'*~|=\n", " "))
_NEXT = re.compile(r" (?P<word>[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_])){1,30})(?![\w@])")


def in_small_letters(text: str) -> Iterator[Found]:
    """Every such name."""
    names = small_names()
    if _holds_names(text):
        for match in _WORD.finditer(text):
            if match[0] in names and _is_name(text, match):
                yield Found(match.start(), _end(text, match), "name")
    for phrase in INTRODUCED:
        if phrase in text:
            yield from _introduced(text, phrase)


def may_hold_one(text: str) -> bool:
    """Whether anything in the text is worth a look: a name in small letters, or what leads up."""
    return _holds_names(text) or any(phrase in text for phrase in INTRODUCED)


def _holds_names(text: str) -> bool:
    words = (
        text.rstrip(".").lstrip("@").replace(". ", " ").replace(" @", " ").translate(_MARKS).split()
    )
    return not small_names().isdisjoint(words)


def _is_name(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
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


def _end(text: str, match: re.Match[str]) -> int:
    """With the family name that follows."""
    following = _NEXT.match(text, match.end())
    if not following or following["word"] != following["word"].lower():
        return match.end()
    word = following["word"]
    if word in listed("no_names") and not is_family(word.title()):
        return match.end()
    return following.end() if is_family(word.title()) or word in small_names() else match.end()


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
