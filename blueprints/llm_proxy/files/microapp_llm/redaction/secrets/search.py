"""Finds secrets: keys of vendors, private keys, passwords in addresses and beside their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import log2

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.secrets.vendor_keys import KEYS

_LONG = re.compile(r"[A-Za-z0-9_.~+/=:-]{16,}")
_ARMOUR = re.compile(
    r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:[A-Za-z0-9+/=\s\\:,]|-(?!----)){0,8000}(?:-----END [A-Z0-9 ]{0,40}-----)?"
)
_PASSWORD_IN_URL = re.compile(
    r"://[^\s/@:?#\"'`<>\\]{0,100}:(?P<password>[^\s/@\"'`<>\\]{3,200})@(?=[A-Za-z0-9\[])"
)
_WEBHOOK = re.compile(
    r"(?:https?://)?(?:hooks\.slack\.com/(?:services|workflows|triggers)/[\w-]{8,14}/[\w/-]{16,99}"
    r"|discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[\w-]{60,72}"
    r"|(?:[\w-]{1,60})?\.webhook\.office\.com/webhookb2/[\w@/-]{60,200}"
    r"|hook\.(?:[a-z]{2}[0-9]\.make|make|integromat)\.com/[a-z0-9]{20,40}"
    r"|maker\.ifttt\.com/trigger/[\w{}]{1,60}/(?:json/)?with/key/[\w-]{20,60}"
    r"|eo[a-z0-9]{10,24}\.m\.pipedream\.net"
    r"|hooks\.zapier\.com/hooks/(?:catch|standard)/[0-9]{4,12}/[\w-]{5,60}"
    r"|chat\.googleapis\.com/v1/spaces/[\w-]{8,16}/messages\?key=[\w&=%-]{40,200})"
)
_SIGNATURE = re.compile(r"[?&](?:sig|X-Amz-Signature|Signature)=(?P<sig>[A-Za-z0-9%+/_=-]{40,200})")
_NAME = re.compile(
    r"(?:passw(?:or)?d|pass(?:phrase|code)|wi-?fi (?:code|key)|passwort|kennwort|pwd|secret|token"
    r"|credential|(?:api|access|auth|private|shared|signing|account)[_ -]?key|contrase[ñn]a|mot de passe|has[łl]o|пароль|senha)"
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
_BEARER = re.compile(r"(?:[Bb]earer|[Bb]asic|SSWS|[Tt]oken) (?P<value>[A-Za-z0-9+/=_.~-]{16,2000})")
_AUTHORISED = re.compile("earer |asic |SSWS |oken ")
_PASSWORD_FOR_CURL = re.compile(
    r"(?:(?<= -u)|(?<=--user)|(?<=--password)|(?<=--http-password))[ =]?[\"']?"
    r"[^\s:\"']{1,60}:(?P<password>[^\s\"'`]{3,200})"
)
_BESIDE_ITS_ID = re.compile(  # of a cloud: the identity, a mark or some words, and then the key
    r"A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])[^\n]{1,40}?(?<![A-Za-z0-9/+=])"
    r"(?P<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"
)
_DRAWN = re.compile(  # the looks that most vendors give to a key: a word of their own, then letters
    r"(?<![A-Za-z0-9/+=_.-])[A-Za-z][A-Za-z0-9]{1,14}(?:[_-][a-z0-9]{1,8}){0,3}[_-]"
    r"(?P<drawn>[A-Za-z0-9]{32,200}(?:[_-][A-Za-z0-9]{8,200}){0,2})(?![A-Za-z0-9/+=_.-])",
    re.A,
)
_AFTER_KEY = re.compile(
    r"(?:[Kk]ey|KEY)[\"']?(?: is| ?=|:(?: ?str ?=)?)[ =]{0,3}[\"'`]?"
    r"(?P<value>[A-Za-z0-9+/=_.~-]{20,400})"
)
_WORD = re.compile(r"(?<![^\s\"'`=:\u00ab\u201e\u201c])[^\s\"'`<>(){}\[\]\\/]{8,64}")
_FAR = 64  # characters behind a word for a password
_SIGNS_OF_PASSWORDS = frozenset("!@#$%^&*?+=~")
_PUBLIC = "publickey"  # a token of it is no secret
_STAND_IN = re.compile(
    r"x{4}|\*{3}|\.\.\.|example|sample|placeholder|dummy|change_?me|your[_-]|redacted|1234567890abcdef",
    re.IGNORECASE,
)
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
_KEY_BEFORE = ("key:", "key=", "key is", 'key"', "key'", "key =")
_PASSWORDS = ("pass", "wi", "pwd", "kenn", "contra", "mot de", "has", "пароль", "senha")
_IS = (" is", " ist", " est", " es", " é", " to", " lautet")
_HARMLESS = re.compile(
    r"\$|%[({]|<|\{|https?:|[A-Za-z_.]+(?:\(|$)|None$|null$|true$|false$"
    r"|[A-Za-z]+-v?[0-9]+(?:\.[0-9]+)+$"  # a program and its version
)


def find(text: str) -> Iterator[Found]:
    """Every secret; of most texts only the long words are looked at."""
    if "PRIVATE KEY" in text:
        for match in _ARMOUR.finditer(text):
            yield Found(*match.span(), "secret")
    words = _LONG.findall(text)
    if words:
        for key in _possible(" ".join(words)):
            for match in _whole(key).finditer(text):
                if not _stands_in(match[0]):
                    yield Found(*match.span(), "secret")
        yield from _addresses(text)
        for match in _BEARER.finditer(text) if _AUTHORISED.search(text) else ():
            if _is_random(match["value"]):
                yield Found(*match.span("value"), "secret")
        yield from _drawn(text)
        if "KIA" in text or "SIA" in text:
            for match in _BESIDE_ITS_ID.finditer(text):
                if _changes(match["value"]) * 4 > len(match["value"]):
                    yield Found(*match.span("value"), "secret")
    if "curl" in text or "wget" in text:
        for match in _PASSWORD_FOR_CURL.finditer(text):
            if match["password"][0] not in "$<{%[":
                yield Found(*match.span("password"), "secret")
    small = text.lower()
    if any(word in small for word in _KEY_BEFORE):
        for match in _AFTER_KEY.finditer(text):
            if _is_random(match["value"]) and _changes(match["value"]) * 4 > len(match["value"]):
                yield Found(*match.span("value"), "secret")
    if may_name_one(small) and len(small) == len(text):  # a few capitals are two letters when small
        yield from _beside_names(text, small)


def may_name_one(small: str) -> bool:
    """Whether a name of secrets can be in the text at all: a few fast looks for most texts."""
    for word in _LITERALS:  # a loop takes half the time of any()
        if word in small:
            return True
    if _names_one_elsewhere(small):
        return True
    return "key" in small and _KEY_NAMED.search(small) is not None


def _names_one_elsewhere(small: str) -> bool:
    """Whether a word for a password of one more language is in the text."""
    words = _MORE_PASSWORDS if small.isascii() else (*_MORE_PASSWORDS, *_FAR_PASSWORDS)
    for word in words:  # noqa: SIM110 - a loop takes half the time of any()
        if word in small:
            return True
    return False


def may_be_key(word: str) -> bool:
    """Whether a literal of a vendor's keys is in the word."""
    return _literals().search(word) is not None


def _beside_names(text: str, small: str) -> Iterator[Found]:
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
        if not _HARMLESS.match(value) and not _STAND_IN.search(value):
            yield Found(word.start(), word.start() + len(value), "secret")
            return


def _drawn(text: str) -> Iterator[Found]:
    """What looks like a key of a vendor that is in no table: small and capital letters and digits,
    mixed as only chance mixes them, after a word and a mark."""
    if "_" in text or "-" in text:
        for match in _DRAWN.finditer(text):
            drawn = match["drawn"]
            if _changes(drawn) * 3 > len(drawn) and not _stands_in(drawn):
                yield Found(*match.span(), "secret")


def _changes(word: str) -> int:
    """How often a capital, a small letter or a digit follows one of another sort."""
    sorts = [one.isdigit() + 2 * one.isupper() for one in word]
    return sum(one != other for one, other in pairwise(sorts)) if len(set(sorts)) > 2 else 0


def _addresses(text: str) -> Iterator[Found]:
    if "://" in text and "@" in text:
        for match in _PASSWORD_IN_URL.finditer(text):
            yield Found(*match.span("password"), "secret")
    if "hook" in text or "chat.googleapis" in text or "ifttt" in text or "pipedream" in text:
        for match in _WEBHOOK.finditer(text):
            yield Found(*match.span(), "secret")
    if "ig=" in text or "ignature=" in text:
        for match in _SIGNATURE.finditer(text):
            yield Found(*match.span("sig"), "secret")


def _possible(words: str) -> Sequence[int]:
    """The keys, by their place in the table, of which a literal is in the words."""
    nameless = _nameless()
    if not _literals().search(words):
        return nameless if words.count(".") >= 2 else ()
    held = {word for word in _places_of() if word in words}
    return sorted({*nameless, *(at for word in held for at in _places_of()[word])})


@cache
def _nameless() -> tuple[int, ...]:
    return tuple(at for at, key in enumerate(KEYS) if not key.literals)


@cache
def _places_of() -> dict[str, list[int]]:
    """For each literal the keys, by their place in the table, that hold it."""
    places: dict[str, list[int]] = {}
    for at, key in enumerate(KEYS):
        for word in key.literals.split():
            places.setdefault(word, []).append(at)
    return places


@cache
def _literals() -> re.Pattern[str]:
    every = sorted(_places_of())
    return re.compile("|".join(re.escape(word) for word in every))


@cache
def _whole(at: int) -> re.Pattern[str]:
    """The shape between two ends that no letter or digit touches."""
    shape = KEYS[at].shape
    for sign, spelt in _SPELT.items():
        shape = shape.replace(sign, spelt)
    return re.compile(r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))(?:" + shape + r")(?![A-Za-z0-9])", re.A)


_SPELT = {
    "<uuid>": "<hex>{8}-<hex>{4}-<hex>{4}-<hex>{4}-<hex>{12}",
    "<hex>": "[0-9a-f]",
    "#": "[A-Za-z0-9]",
    "!": "[A-Za-z0-9_-]",
}


def _stands_in(value: str) -> bool:
    return len(set(value)) < 8 or bool(_STAND_IN.search(value))


def _value_end(match: re.Match[str]) -> int:
    value = match["value"]
    if match["quote"]:
        return match.end("value")
    return match.start("value") + len(value.rstrip(".!?") or value)


def _is_secret(match: re.Match[str], name: str) -> bool:
    """Whether the value beside a name is drawn, or a password with a digit and two more kinds."""
    value = match["value"].rstrip(".!?")
    if len(value) < 6 or _HARMLESS.match(value) or _STAND_IN.search(value) or "[[" in value:
        return False
    if name.startswith(_PASSWORDS):
        named = match["sign"] or match[0][: -len(match["value"])].rstrip().endswith(_IS)
        return _kinds(value) >= 3 if named else _is_random(value)
    return _is_random(value)


def _kinds(value: str) -> int:
    return sum(any(test(one) for one in value) for test in _KINDS)


_KINDS = (str.isdigit, str.islower, str.isupper, lambda one: not one.isalnum())


def _is_random(value: str) -> bool:
    if len(value) < 16 or not any(one.isdigit() for one in value):
        return False
    counts = [value.count(one) / len(value) for one in set(value)]
    return -sum(share * log2(share) for share in counts) > 3.0
