"""Finds passwords that a sentence tells some words away from its word for them.

"The password was changed to aB3xY7", "Use aB3xY7 as the password", and the answer of a chat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import one_of
from microapp_llm.redaction.secrets.looks import (
    EASTERN,
    HARMLESS,
    MOST_KINDS,
    VERBS,
    is_drawn,
    is_joined,
    is_mixed,
    is_mostly_stand_in,
    is_no_password,
    is_strong,
    is_weak,
    is_worded,
    kinds,
    looks_like_password,
)

_NOW = one_of("secrets/changes", "now")
_VERB_BEFORE = re.compile(rf"(?:\s(?:{VERBS})\s(?:(?:{_NOW})\s)?|(?:[:=>-]|คือ)\s?)[\"'`]?\Z")
_TO = re.compile(rf"(?:{one_of('secrets/changes', 'to')})[\"'`\u201e\u201c\u00ab\u300c ]{{0,2}}\Z")
_CHANGE = re.compile(rf"(?:{one_of('secrets/changes', 'changed')})")
_MARKS = r"\s\"'`<>(){}\[\]\\/\u201c\u201d\u201e\u00ab\u00bb\u201a\u2018\u2019"
_WORD = re.compile(
    rf"(?<![^\s\"'`=:\u00ab\u201e\u201c{EASTERN}])[^\s\"'`<>(){{}}\[\]\\/{EASTERN}]{{8,64}}"
)
_ANSWERED = re.compile(  # in a chat: the line that asks for it, and the next speaker's only word
    r"[^\n]{0,64}[?\u061f\uff1f][ \t]?\n[^:\n]{1,40}:[ \t]?(?P<value>\S{6,64})[ \t]*(?:\n|\Z)"
)
_ANSWER_BEGINS = re.compile(  # the same, where the speaker says more
    r"[^\n]{0,64}[?\u061f\uff1f][ \t]?\n[^:\n]{1,40}:[ \t]?(?P<value>[^\s,;]{8,64})(?=[,;.]?\s)"
)
_BELOW = re.compile(  # the only word of the next line: "The new password is"
    rf"[^\n]{{0,100}}?(?: (?:{VERBS})|:)[ \t]*\n[ \t]*(?P<value>\S{{8,64}})[ \t]*(?:\n|\Z)"
)
_BEFORE = re.compile(  # "Use aB3xY7 as the new"
    rf"(?:\A|[\s\"'`\u201e\u201c\u00ab(:])(?P<value>[^{_MARKS}]{{6,64}})[\"'`\u201c\u201d\u00bb]{{0,2}},?"
    rf" (?:{one_of('secrets/changes', 'as')})(?: [^\W\d_]{{1,14}}){{0,3}}[ -]?\Z"
)
_NO_COMPOUND = re.compile(
    rf"\w{{0,3}}\s*(?:[^\w\s]|\n|\Z)|[ \n](?:{one_of('secrets/changes', 'behind')})\b"
)
_FAR = 64  # characters behind a word for a password
_ONE_WORD = 16  # characters: a word for it and one more, "parola temporară"
_FOR = re.compile(
    rf"\w{{0,3}} (?:(?:{one_of('secrets/changes', 'for')}) (?:[^\W\d_]{{1,14}} ){{1,2}}){{1,2}}"
    r"[\"'`]?"
)
_COLON = re.compile(r"\w{0,3}(?: [^\W\d_]{1,14}){1,3}: ?")
_PASSPHRASE = re.compile(r"[a-z]{3,12}(?:-[a-z]{3,12}){2,5}-[0-9]{2,4}")
_WORDS = re.compile(r"[^\W\d_A-Z]{4,14}(?:-[^\W\d_A-Z]{4,14}){2,5}")
_NEAR = 24  # characters behind a password in which it may be said what was done
_LONGEST = 110


def told(text: str, start: int, end: int) -> Iterator[Found]:
    """The password that the words behind its name, or those before it, tell."""
    yield from _behind(text, end)
    if not _NO_COMPOUND.match(text, end):
        return  # "password manager"
    first = max(0, start - _LONGEST)
    before = _BEFORE.search(text[first:start])
    if before and looks_like_password(before["value"]) and _may_be_one(before["value"]):
        yield Found(first + before.start("value"), first + before.end("value"), "secret")


def _behind(text: str, start: int) -> Iterator[Found]:
    """A password some words behind its name: of all kinds of characters, or right behind a verb."""
    end = text.find("\n", start, start + _FAR)
    for word in _WORD.finditer(text, start, end if end >= 0 else start + _FAR):
        value = word[0].rstrip(".,;:")
        if not _may_be_one(value):
            continue
        if _is_told(text, start, word.start(), value):
            yield Found(word.start(), word.start() + len(value), "secret")
            return
    answer = _ANSWERED.match(text, start) or _BELOW.match(text, start)
    if answer and looks_like_password(answer["value"]) and _may_be_one(answer["value"]):
        yield Found(*answer.span("value"), "secret")
        return
    begun = _ANSWER_BEGINS.match(text, start)
    if begun and kinds(begun["value"]) == MOST_KINDS and _may_be_one(begun["value"]):
        yield Found(*begun.span("value"), "secret")


def _is_told(text: str, name_end: int, start: int, value: str) -> bool:
    """Whether what stands here is a password by its looks, and by what leads up to it."""
    if is_strong(value) or is_drawn(value):
        return True
    is_for = _FOR.fullmatch(text, name_end, start) is not None
    is_like_one = looks_like_password(value)
    is_near = is_for or start - name_end < _ONE_WORD
    if (is_for and is_like_one) or (is_near and (is_worded(value) or kinds(value) == MOST_KINDS)):
        return True
    if (is_like_one or is_mixed(value) or is_joined(value)) and _stands_behind_verb(text, start):
        return True
    if (_WORDS.fullmatch(value) or (is_for and is_weak(value))) and _stands_behind_verb(
        text, start
    ):
        return True
    is_any = is_like_one or is_mixed(value) or is_weak(value)
    if is_any and _is_changed_to(text, name_end, start, start + len(value)):
        return True
    if is_weak(value) and _COLON.fullmatch(text, name_end, start):
        return True
    return is_near and _PASSPHRASE.fullmatch(value) is not None


def _may_be_one(value: str) -> bool:
    return not (HARMLESS.match(value) or is_mostly_stand_in(value) or is_no_password(value))


def _stands_behind_verb(text: str, start: int) -> bool:
    return bool(_VERB_BEFORE.search(text[max(0, start - 24) : start].lower()))


def _is_changed_to(text: str, name_end: int, start: int, end: int) -> bool:
    """Whether a password is changed to what stands here: "was changed to", "auf ... gesetzt"."""
    before = text[name_end:start].lower()
    if not _TO.search(before):
        return False
    after = text[end : end + _NEAR].partition("\n")[0].lower()
    return bool(_CHANGE.search(before) or _CHANGE.search(after))
