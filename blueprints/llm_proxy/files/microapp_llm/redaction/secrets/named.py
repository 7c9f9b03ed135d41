"""Finds passwords and keys beside their names: "the password is", `api_key =`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import Hints, holds_one, one_of, phrases
from microapp_llm.redaction.secrets.generated import generated
from microapp_llm.redaction.secrets.looks import (
    EASTERN,
    HARMLESS,
    VERBS,
    changes,
    is_address,
    is_jumbled,
    is_method,
    is_mostly_stand_in,
    is_random,
    is_weak,
    is_worded,
    kinds,
    looks_like_password,
    stands_open,
)
from microapp_llm.redaction.secrets.told import told

_PASSWORD = one_of("secrets/passwords", "")
_NAME = re.compile(
    rf"(?P<password>{_PASSWORD})|secret|token|credential"
    r"|(?:api|app|access|auth|private|shared|signing|account)[_ -]?key|(?<![a-z])pat(?![a-z])"
)
_OTHERS = phrases("secrets/passwords", "others")
_ELSEWHERE = phrases("secrets/passwords", "elsewhere")
_HINTS = Hints((*_OTHERS, *_ELSEWHERE))
_FAR_NAME = re.compile("|".join((*_OTHERS, *_ELSEWHERE)))
_BEFORE_EASTERN = "\u2fff"
_OPENING = "\u2018\u201a\u201c\u201e\u00ab\u00bb\u300c\u300e"
_CLOSING = "\u201c\u201d\u00ab\u00bb"  # \u300d and \u300f are Eastern
_VALUE = re.compile(
    r"[A-Za-z0-9_-]{0,20}\\{0,3}[\"'`]?\]?"
    r"(?:(?: ?: ?[A-Za-z]{1,12})? {0,20}"
    r"(?P<sign>:=|=>|={1,3}|!=|:|-(?= )|>|[是为為はが는은가を를을]|,(?= ?\\{0,3}[\"'])"
    r"|,?\s{1,12}[\"']?value[\"']? ?[:=])"
    rf"| (?P<verb>{VERBS})(?= )|(?= ))"
    rf" {{0,3}}\\{{0,3}}(?P<quote>[\"'`{_OPENING}]?)[\u00a0 ]?"
    rf"(?P<value>[^\s\"'`,;<>(){{}}\[\]\\{EASTERN}{_CLOSING}]{{6,200}})",
)
_SHORTEST, _SHORTEST_JUMBLED = 6, 10
_SHORTEST_SENT = 2
_CODE = re.compile(  # what stands for a value that is not told, or is a word and no value
    r"\$[A-Z_][A-Z0-9_]*\Z|%[sd]\Z|%\(|%[A-Z_]+%|[a-z]+\Z"
)
_ENDS = ("", ",", ";", "\n")
_PUBLIC = ("publickey", "public key ")  # a token of it is no secret
_LITERALS = (
    *(
        "pw",
        "ww:",
        "ww =",
        "psw",
        "psk",
        "fi ",
        "kennwort",
        "secret",
        "token",
        "credential",
        "contrase",
    ),
    *("clave", "senha", "mdp", "haslo"),
)
_FAR_LITERALS = ("hasł", "парол")
_PASS = re.compile(r"pass(?:w|ph|code|e?(?![a-z]))")
_PERSONAL_TOKEN = re.compile(r"pat(?<![a-z]pat)(?![a-z])")  # what Azure DevOps calls a token
_KEY_NAMED = re.compile(  # what it begins with comes first: a search for that is fast
    "key(?:"
    + "|".join(
        f"(?<={word}key)|(?<={word}[_ -]key)"
        for word in ("api", "app", "access", "auth", "private", "shared", "signing", "account")
    )
    + ")"
)


def may_name_one(small: str) -> bool:
    """Whether a name of secrets can be in the text at all: a few fast looks for most texts."""
    if holds_one(small, _LITERALS) or ("pass" in small and _PASS.search(small)):
        return True
    if not small.isascii() and holds_one(small, _FAR_LITERALS):
        return True
    if _names_one_elsewhere(small):
        return True
    if "pat" in small and _PERSONAL_TOKEN.search(small):
        return True
    return "key" in small and _KEY_NAMED.search(small) is not None


def _names_one_elsewhere(small: str) -> bool:
    """Whether a word for a password of one more language is in the text."""
    return _HINTS.may_be_in(small)


def beside_names(text: str, small: str) -> Iterator[Found]:
    """Every secret behind a name of one; `small` is the text in small letters, as long as it."""
    for name in _NAME.finditer(small):
        if small.endswith(_PUBLIC, 0, name.start()):
            continue
        is_password = name["password"] is not None
        match = _VALUE.match(text, name.end())
        if match and is_password and _is_in_an_address(text, name.start(), match):
            yield from _of_an_address(match)
        elif is_password and (made := generated(text, name.end())):
            yield made
        elif match and _is_secret(match, is_password=is_password):
            yield Found(match.start("value"), _value_end(match), "secret")
        elif is_password:
            yield from told(text, *name.span())
    for name in _FAR_NAME.finditer(small) if _names_one_elsewhere(small) else ():
        if made := generated(text, name.end()):
            yield made
            continue
        match = _VALUE.match(text, name.end())
        if match and _is_secret(match, is_password=True):
            yield Found(match.start("value"), _value_end(match), "secret")
        else:
            yield from told(text, *name.span())


def _is_in_an_address(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether it stands in an address as what somebody signs in with: "?user=a&password=b"."""
    return text[start - 1 : start] in ("?", "&") and match["sign"] == "="


def _of_an_address(match: re.Match[str]) -> Iterator[Found]:
    start, value = match.start("value"), match["value"].partition("&")[0]
    is_open = is_mostly_stand_in(value) or stands_open(value) or _CODE.match(value)
    is_called = match.string[match.end() : match.end() + 1] in ("(", "{")
    if not is_open and not is_called and len(value) >= _SHORTEST_SENT:
        yield Found(start, start + len(value), "secret")


def _value_end(match: re.Match[str]) -> int:
    """Where a value ends: a mark of the sentence is none of it, but one before more is."""
    value, end = match["value"], match.end("value")
    is_set = (match["sign"] or "").strip().endswith(("=", "value:"))
    after = match.string[end : end + 1]
    is_whole = is_set or match["quote"] or after in (",", ";") or after > _BEFORE_EASTERN
    return end if is_whole else end - len(value) + len(value.rstrip(".?") or value)


def _is_secret(match: re.Match[str], *, is_password: bool) -> bool:
    """Whether the value beside a name is drawn, or a password with a digit and two more kinds."""
    whole = match["value"]
    value = whole.rstrip(".!?")
    if len(value) < _SHORTEST or is_mostly_stand_in(value) or "[[" in value:
        return False
    if HARMLESS.match(value) and not is_jumbled(value):
        return False
    if not is_password:
        return is_random(value)
    if is_method(value) or is_address(value):
        return False
    if not match["sign"] and not match["verb"]:
        if is_jumbled(value) and len(value) >= _SHORTEST_JUMBLED:
            return True
        if is_random(value) or is_worded(value):
            return True
        return (kinds(value) > 2 and changes(value) > 2) or _ends_there(match)
    if kinds(value) > 2 or looks_like_password(whole):
        return True
    return (bool(match["sign"]) or _is_said_last(match)) and is_weak(value)


def _ends_there(match: re.Match[str]) -> bool:
    """Whether a password stands in quotes right behind its word, or is the last that is said."""
    after = match.string[match.end() : match.end() + 1]
    return looks_like_password(match["value"].rstrip(".!?")) and (
        bool(match["quote"]) or after in _ENDS
    )


def _is_said_last(match: re.Match[str]) -> bool:
    """Whether a verb leads up to the value, and the sentence or its part ends behind it."""
    whole = match["value"]
    ends = match.string[match.end() : match.end() + 1] in _ENDS or whole[-1] in ".!?"
    return bool(match["verb"]) and ends
