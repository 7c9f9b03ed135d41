"""Finds passwords and keys beside their names: "the password is", `api_key =`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import holds_one
from microapp_llm.redaction.secrets.looks import STAND_IN, is_random

_NAME = re.compile(
    r"(?:passw(?:or)?d|pass(?:phrase|code)|wi-?fi (?:code|key)|passwort|kennwort|pwd|secret|token"
    r"|credential|(?:api|access|auth|private|shared|signing|account)[_ -]?key|contrase[ñn]a"
    r"|mot de passe|has[łl]o|пароль|senha)"
)
_MORE_PASSWORDS = (
    *("parola", "heslo", "salasana", "wachtwoord", "adgangskode", "passord", "kata sandi"),
    *("lozinka", "sifre"),
)
_FAR_PASSWORDS = (
    *("mật khẩu", "密码", "密碼", "パスワード", "비밀번호", "jelszó", "jelszava", "lösenord"),
    *("şifre", "κωδικός", "συνθηματικό", "كلمة المرور", "كلمة السر", "رمز المرور", "סיסמ"),
    *("पासवर्ड", "пароля", "паролем", "parolă", "slaptažod", "รหัสผ่าน"),
)
_FAR_NAME = re.compile("|".join((*_MORE_PASSWORDS, *_FAR_PASSWORDS)))
_VALUE = re.compile(
    r"[A-Za-z0-9_-]{0,20}\\{0,3}[\"'`]?\]?"
    r"(?:(?: ?: ?[A-Za-z]{1,12})? {0,3}(?P<sign>:=|=>|={1,3}|!=|:|—|>|是|は|는|,(?= ?\\{0,3}[\"']))"
    r"| (?:is|ist|est|es|é|to|lautet)(?= )|(?= ))"
    r" {0,3}\\{0,3}(?P<quote>[\"'`]?)(?P<value>[^\s\"'`,;<>(){}\[\]\\]{6,200})",
)
_WORD = re.compile(r"(?<![^\s\"'`=:\u00ab\u201e\u201c])[^\s\"'`<>(){}\[\]\\/]{8,64}")
_FAR = 64  # characters behind a word for a password
_SIGNS_OF_PASSWORDS = frozenset("!@#$%^&*?+=~")
_PUBLIC = "publickey"  # a token of it is no secret
_LITERALS = (
    *(
        "passw",
        "passphrase",
        "passcode",
        "wifi ",
        "wi-fi ",
        "kennwort",
        "pwd",
        "secret",
        "token",
        "credential",
        "contrase",
    ),
    *("mot de passe", "hasło", "haslo", "пароль", "senha"),
)
_KEY_NAMED = re.compile(  # what it begins with comes first: a search for that is fast
    "key(?:"
    + "|".join(
        f"(?<={word}key)|(?<={word}[_ -]key)"
        for word in ("api", "access", "auth", "private", "shared", "signing", "account")
    )
    + ")"
)
_PASSWORDS = ("pass", "wi", "pwd", "kenn", "contra", "mot de", "has", "пароль", "senha")
_IS = (" is", " ist", " est", " es", " é", " to", " lautet")
_HARMLESS = re.compile(
    r"\$|%[({]|<|\{|https?:|[A-Za-z_.]+(?:\(|$)|None$|null$|true$|false$"
    r"|[A-Za-z]+-v?[0-9]+(?:\.[0-9]+)+$"  # a program and its version
)


def may_name_one(small: str) -> bool:
    """Whether a name of secrets can be in the text at all: a few fast looks for most texts."""
    if holds_one(small, _LITERALS) or _names_one_elsewhere(small):
        return True
    return "key" in small and _KEY_NAMED.search(small) is not None


def _names_one_elsewhere(small: str) -> bool:
    """Whether a word for a password of one more language is in the text."""
    words = _MORE_PASSWORDS if small.isascii() else (*_MORE_PASSWORDS, *_FAR_PASSWORDS)
    return holds_one(small, words)


def beside_names(text: str, small: str) -> Iterator[Found]:
    """Every secret behind a name of one; `small` is the text in small letters, as long as it."""
    for name in _NAME.finditer(small):
        if small.endswith(_PUBLIC, 0, name.start()):
            continue
        match = _VALUE.match(text, name.end())
        if match and _is_secret(match, name[0]):
            yield Found(match.start("value"), _value_end(match), "secret")
        elif name[0].startswith(_PASSWORDS):
            yield from _said_later(text, name.end())
    for name in _FAR_NAME.finditer(small) if _names_one_elsewhere(small) else ():
        match = _VALUE.match(text, name.end())
        if match and _is_secret(match, _PASSWORDS[0]):
            yield Found(match.start("value"), _value_end(match), "secret")
        else:
            yield from _said_later(text, name.end())


def _said_later(text: str, start: int) -> Iterator[Found]:
    """A password some words behind its name: letters of both sizes, a digit and a sign."""
    end = text.find("\n", start, start + _FAR)
    for word in _WORD.finditer(text, start, end if end >= 0 else start + _FAR):
        value = word[0].rstrip(".,;:")
        if _kinds(value) < len(_KINDS) or _SIGNS_OF_PASSWORDS.isdisjoint(value):
            continue
        if not _HARMLESS.match(value) and not STAND_IN.search(value):
            yield Found(word.start(), word.start() + len(value), "secret")
            return


def _value_end(match: re.Match[str]) -> int:
    value = match["value"]
    if match["quote"]:
        return match.end("value")
    return match.start("value") + len(value.rstrip(".!?") or value)


def _is_secret(match: re.Match[str], name: str) -> bool:
    """Whether the value beside a name is drawn, or a password with a digit and two more kinds."""
    value = match["value"].rstrip(".!?")
    if len(value) < 6 or _HARMLESS.match(value) or STAND_IN.search(value) or "[[" in value:
        return False
    if name.startswith(_PASSWORDS):
        named = match["sign"] or match[0][: -len(match["value"])].rstrip().endswith(_IS)
        return _kinds(value) >= 3 if named else is_random(value)
    return is_random(value)


def _kinds(value: str) -> int:
    return sum(any(test(one) for one in value) for test in _KINDS)


_KINDS = (str.isdigit, str.islower, str.isupper, lambda one: not one.isalnum())
