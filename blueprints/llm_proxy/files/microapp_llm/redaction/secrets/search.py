"""Finds secrets: keys of vendors, private keys, passwords in addresses and beside their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import holds_one, one_of
from microapp_llm.redaction.plain import small_letters
from microapp_llm.redaction.secrets import carried, codes
from microapp_llm.redaction.secrets.generated import beside_logins
from microapp_llm.redaction.secrets.looks import changes, is_random, stands_in, stands_open
from microapp_llm.redaction.secrets.named import beside_names, may_name_one
from microapp_llm.redaction.secrets.vendor_keys import KEYS

_LONG = re.compile(r"[A-Za-z0-9_.~+/=:-]{16,}")
_ARMOUR = re.compile(
    r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:[A-Za-z0-9+/=\s\\:,]|-(?!----)){0,8000}(?:-----END [A-Z0-9 ]{0,40}-----)?"
)
_PASSWORD_IN_URL = re.compile(
    r"://[^\s/@:?#\"'`<>\\]{0,100}:(?P<password>[^\s/\"'`<>\\]{3,200})@(?=[A-Za-z0-9\[])"
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
_BEARER = re.compile(r"(?:[Bb]earer|[Bb]asic|SSWS|[Tt]oken) (?P<value>[A-Za-z0-9+/=_.~-]{16,2000})")
_AUTHORISED = ("earer ", "asic ", "SSWS ", "oken ")
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
    r"(?:[Kk]ey|KEY)[\"']?(?: is| ?=|:(?: ?str ?=)?|(?= ))[ =]{0,3}[\"'`]?"
    r"(?P<value>[A-Za-z0-9+/=_.~-]{20,400})"
)
_KEY_BEFORE = ("key:", "key=", "key ", 'key"', "key'")
_VENDOR = re.compile(rf"\b(?:{one_of('secrets/vendors')})\b")
_NEAR = 40  # characters before the word for a key
_API = re.compile(rf"api(?P<key>[ _-]?(?:{one_of('secrets/keys', 'after')}))?")
_BEFORE_API = re.compile(
    rf"(?:{one_of('secrets/keys', 'before')})"
    r"(?:[ -](?:de|di|da|do|del|della|k|la)){0,2}[ -](?:d'|l')?\Z"
)
_LONG_VALUE = re.compile(r"(?<![A-Za-z0-9+/=_.~:-])[A-Za-z0-9+/=_.~:-]{16,200}")
_ID_BEFORE = re.compile(
    r"(?:request|correlation|trace|session|order|client|message)[ _-]?id[\"' :=]*\Z"
)
_LONGEST = 200  # characters of a key
_FAR = 48  # characters between the word for a key and the key
_HEX = re.compile(r"[0-9a-f]{32,128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?::fx)?")


def find(text: str) -> Iterator[Found]:
    """Every secret; of most texts only the long words are looked at."""
    if "PRIVATE KEY" in text:
        for match in _ARMOUR.finditer(text):
            yield Found(*match.span(), "secret")
    words = _LONG.findall(text)
    if words:
        for key in _possible(" ".join(words)):
            for match in _whole(key).finditer(text):
                if not stands_in(match[0]):
                    yield Found(*match.span(), "secret")
        for match in _BEARER.finditer(text) if holds_one(text, _AUTHORISED) else ():
            if is_random(match["value"]):
                yield Found(*match.span("value"), "secret")
        yield from _drawn(text)
        if "KIA" in text or "SIA" in text:
            for match in _BESIDE_ITS_ID.finditer(text):
                if changes(match["value"]) * 4 > len(match["value"]):
                    yield Found(*match.span("value"), "secret")
    if words or "://" in text:
        yield from _addresses(text)
    if "curl" in text or "wget" in text:
        for match in _PASSWORD_FOR_CURL.finditer(text):
            if match["password"][0] not in "$<{%[":
                yield Found(*match.span("password"), "secret")
    small = small_letters(text)
    yield from carried.find(text, small)
    if words:
        if "key" in small and holds_one(small, _KEY_BEFORE):
            yield from _after_key(text, small)
        if "api" in small:
            yield from _called_api(text, small)
    if may_name_one(small):
        yield from beside_names(text, small)
    if holds_one(text, ":/|"):
        yield from beside_logins(text, small)
    yield from codes.find(small)


def _after_key(text: str, small: str) -> Iterator[Found]:
    """What is drawn behind "key", as chance mixes it or beside the name of a vendor."""
    for match in _AFTER_KEY.finditer(text):
        value, start = match["value"], match.start()
        if not is_random(value):
            continue
        is_mixed = changes(value) * 4 > len(value)
        if is_mixed or _VENDOR.search(small[max(0, start - _NEAR) : start].replace("_", " ")):
            yield Found(*match.span("value"), "secret")


def _called_api(text: str, small: str) -> Iterator[Found]:
    """What is drawn some words behind those for a key of an API."""
    for match in _API.finditer(small):
        start, end = match.span()
        if not match["key"] and not _BEFORE_API.search(small[max(0, start - _NEAR) : start]):
            continue
        value = _LONG_VALUE.search(text, end, end + _FAR + _LONGEST)
        if not value or value.start() > end + _FAR or "\n" in text[end : value.start()]:
            continue
        if text[value.end() : value.end() + 1] == "@":
            continue
        drawn = value[0].rstrip(".:")
        if _ID_BEFORE.search(small[end : value.start()]):
            continue  # the number of a request, which is no secret
        if changes(drawn) * 4 > len(drawn) or _HEX.fullmatch(drawn):
            yield Found(value.start(), value.start() + len(drawn), "secret")


def may_be_key(word: str) -> bool:
    """Whether a literal of a vendor's keys is in the word."""
    return _literals().search(word) is not None


def _drawn(text: str) -> Iterator[Found]:
    """What looks like a key of a vendor that is in no table: small and capital letters and digits,
    mixed as only chance mixes them, after a word and a mark."""
    if "_" in text or "-" in text:
        for match in _DRAWN.finditer(text):
            drawn = match["drawn"]
            if changes(drawn) * 3 > len(drawn) and not stands_in(drawn):
                yield Found(*match.span(), "secret")


def _addresses(text: str) -> Iterator[Found]:
    if "://" in text and "@" in text:
        for match in _PASSWORD_IN_URL.finditer(text):
            if not stands_open(match["password"]):
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
