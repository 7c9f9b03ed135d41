"""Finds passwords and keys beside their names: "the password is", `api_key =`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import holds_one, longest_first, one_of, phrases
from microapp_llm.redaction.secrets.looks import (
    MOST_KINDS,
    STAND_IN,
    changes,
    is_jumbled,
    is_random,
    kinds,
)

_PASSWORD = one_of("secrets/passwords", "")
_NAME = re.compile(
    rf"(?P<password>{_PASSWORD})|secret|token|credential"
    r"|(?:api|access|auth|private|shared|signing|account)[_ -]?key"
)
_OTHERS = phrases("secrets/passwords", "others")
_ELSEWHERE = phrases("secrets/passwords", "elsewhere")
_FAR_NAME = re.compile("|".join((*_OTHERS, *_ELSEWHERE)))
_VERBS = "|".join(map(re.escape, longest_first("secrets/verbs")))
_BEFORE_EASTERN = "\u2fff"
_EASTERN = "\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
_OPENING = "\u2018\u201a\u201c\u201e\u00ab\u00bb\u300c\u300e"
_CLOSING = "\u201c\u201d\u00ab\u00bb"  # \u300d and \u300f are Eastern
_VALUE = re.compile(
    r"[A-Za-z0-9_-]{0,20}\\{0,3}[\"'`]?\]?"
    r"(?:(?: ?: ?[A-Za-z]{1,12})? {0,3}"
    r"(?P<sign>:=|=>|={1,3}|!=|:|-(?= )|>|[是为為はが는은가]|,(?= ?\\{0,3}[\"'])"
    r"|,?\s{1,12}[\"']?value[\"']? ?[:=])"
    rf"| (?P<verb>{_VERBS})(?= )|(?= ))"
    rf" {{0,3}}\\{{0,3}}(?P<quote>[\"'`{_OPENING}]?)[\u00a0 ]?"
    rf"(?P<value>[^\s\"'`,;<>(){{}}\[\]\\{_EASTERN}{_CLOSING}]{{6,200}})",
)
_VERB_BEFORE = re.compile(rf"(?:\s(?:{_VERBS})\s|(?:[:=>-]|คือ)\s?)[\"'`]?\Z")
_METHOD = re.compile(one_of("secrets/no_values"))
_STANDARD = re.compile(r"[A-Z]{2,6}[0-9/.:-]{3,}[A-Z]?")  # "ISO-27001"
_WORD = re.compile(
    r"(?<![^\s\"'`=:\u00ab\u201e\u201c])[^\s\"'`<>(){}\[\]\\/"
    rf"{_EASTERN}]{{8,64}}"
)
_ANSWERED = re.compile(  # in a chat: the line that asks for it, and the next speaker's only word
    r"[^\n]{0,64}[?\u061f\uff1f][ \t]?\n[^:\n]{1,40}:[ \t]?(?P<value>\S{6,64})[ \t]*(?:\n|\Z)"
)
_ADDRESS = re.compile(r"[^@]{2,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}")
_FAR = 64  # characters behind a word for a password
_SIGNS_OF_PASSWORDS = frozenset("!@#$%^&*?+=~")
_SHORTEST, _SHORTEST_WEAK = 6, 8
_ENDS = ("", ",", ";", "\n")
_PUBLIC = ("publickey", "public key ")  # a token of it is no secret
_LITERALS = (
    *("pw", "psk", "fi ", "kennwort", "secret", "token", "credential", "contrase"),
    *("clave", "senha", "mdp", "haslo"),
)
_FAR_LITERALS = ("hasł", "парол")
_PASS = re.compile(r"pass(?:w|ph|code|e?(?![a-z]))")
_KEY_NAMED = re.compile(  # what it begins with comes first: a search for that is fast
    "key(?:"
    + "|".join(
        f"(?<={word}key)|(?<={word}[_ -]key)"
        for word in ("api", "access", "auth", "private", "shared", "signing", "account")
    )
    + ")"
)
_HARMLESS = re.compile(
    r"\$|%[({]|<|\{|https?:|[A-Za-z_.]+(?:\(|$)|None$|null$|true$|false$"
    r"|[A-Za-z]+-v?[0-9]+(?:\.[0-9]+)+$"  # a program and its version
    r"|[A-Za-z_]{4,}=[A-Za-z0-9.]{0,8}$"  # a setting beside it
)


def may_name_one(small: str) -> bool:
    """Whether a name of secrets can be in the text at all: a few fast looks for most texts."""
    if holds_one(small, _LITERALS) or ("pass" in small and _PASS.search(small)):
        return True
    if not small.isascii() and holds_one(small, _FAR_LITERALS):
        return True
    if _names_one_elsewhere(small):
        return True
    return "key" in small and _KEY_NAMED.search(small) is not None


def _names_one_elsewhere(small: str) -> bool:
    """Whether a word for a password of one more language is in the text."""
    return holds_one(small, _OTHERS) or (not small.isascii() and holds_one(small, _ELSEWHERE))


def beside_names(text: str, small: str) -> Iterator[Found]:
    """Every secret behind a name of one; `small` is the text in small letters, as long as it."""
    for name in _NAME.finditer(small):
        if small.endswith(_PUBLIC, 0, name.start()):
            continue
        match = _VALUE.match(text, name.end())
        is_password = name["password"] is not None
        if match and _is_secret(match, is_password=is_password):
            yield Found(match.start("value"), _value_end(match), "secret")
        elif is_password:
            yield from _said_later(text, name.end())
    for name in _FAR_NAME.finditer(small) if _names_one_elsewhere(small) else ():
        match = _VALUE.match(text, name.end())
        if match and _is_secret(match, is_password=True):
            yield Found(match.start("value"), _value_end(match), "secret")
        else:
            yield from _said_later(text, name.end())


def _said_later(text: str, start: int) -> Iterator[Found]:
    """A password some words behind its name: of all kinds of characters, or right behind a verb."""
    end = text.find("\n", start, start + _FAR)
    for word in _WORD.finditer(text, start, end if end >= 0 else start + _FAR):
        value = word[0].rstrip(".,;:")
        if _HARMLESS.match(value) or STAND_IN.search(value) or _is_no_password(value):
            continue
        is_strong = kinds(value) == MOST_KINDS and not _SIGNS_OF_PASSWORDS.isdisjoint(value)
        is_drawn = _is_password(value) and changes(value) * 2 > len(value)
        is_said = _is_password(value) and _stands_behind_verb(text, word.start())
        if is_strong or is_drawn or is_said:
            yield Found(word.start(), word.start() + len(value), "secret")
            return
    answer = _ANSWERED.match(text, start)
    if answer and _is_password(answer["value"]) and not _is_no_password(answer["value"]):
        yield Found(*answer.span("value"), "secret")


def _is_no_password(value: str) -> bool:
    """Whether a value is the name of a method, of a file or of a standard, or an address."""
    if "@" in value and _ADDRESS.fullmatch(value):
        return True
    return bool(_METHOD.fullmatch(value.lower()) or _STANDARD.fullmatch(value))


def _stands_behind_verb(text: str, start: int) -> bool:
    return bool(_VERB_BEFORE.search(text[max(0, start - 14) : start].lower()))


def _is_password(value: str) -> bool:
    """Whether a value has a digit and characters of two more kinds."""
    return any(map(str.isdigit, value)) and kinds(value) > 2


def _value_end(match: re.Match[str]) -> int:
    """Where a value ends: a mark of the sentence is none of it, but one before more is."""
    value, end = match["value"], match.end("value")
    is_set = (match["sign"] or "").strip().endswith(("=", "value:"))
    after = match.string[end : end + 1]
    is_whole = is_set or match["quote"] or after in (",", ";") or after > _BEFORE_EASTERN
    return end if is_whole else end - len(value) + len(value.rstrip(".!?") or value)


def _is_secret(match: re.Match[str], *, is_password: bool) -> bool:
    """Whether the value beside a name is drawn, or a password with a digit and two more kinds."""
    whole = match["value"]
    value = whole.rstrip(".!?")
    if len(value) < _SHORTEST or STAND_IN.search(value) or "[[" in value:
        return False
    if _HARMLESS.match(value) and not is_jumbled(value):
        return False
    if not is_password:
        return is_random(value)
    if _METHOD.fullmatch(value.lower()) or _ADDRESS.fullmatch(value):
        return False
    if not match["sign"] and not match["verb"]:
        return is_random(value) or (kinds(value) > 2 and changes(value) > 2) or _ends_there(match)
    if kinds(value) > 2 or _is_password(whole):
        return True
    return (bool(match["sign"]) or _is_said_last(match)) and _is_weak(value)


def _ends_there(match: re.Match[str]) -> bool:
    """Whether a password stands in quotes right behind its word, or is the last that is said."""
    after = match.string[match.end() : match.end() + 1]
    return _is_password(match["value"].rstrip(".!?")) and (bool(match["quote"]) or after in _ENDS)


def _is_said_last(match: re.Match[str]) -> bool:
    """Whether a verb leads up to the value, and the sentence or its part ends behind it."""
    whole = match["value"]
    ends = match.string[match.end() : match.end() + 1] in _ENDS or whole[-1] in ".!?"
    return bool(match["verb"]) and ends


def _is_weak(value: str) -> bool:
    """Whether a value is letters and digits, as people choose them, or letters that were drawn."""
    is_mixed = kinds(value) > 1 and any(map(str.isdigit, value)) and any(map(str.islower, value))
    return (is_mixed or is_jumbled(value)) and len(value) >= _SHORTEST_WEAK
