"""Finds addresses that are secrets: `postgresql://app:…@db/app`, webhooks, signed links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from microapp_cli.adapters.secrets_scan.found import Found
from microapp_cli.adapters.secrets_scan.placeholders import is_a_word, stands_in

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
WEBHOOKS = (  # whoever knows the address may post
    (
        "Slack webhook",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[\w-]{8,14}/[\w/-]{16,99}",
    ),
    (
        "Discord webhook",
        r"(?:\w{1,9}\.)?discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[\w-]{60,72}",
    ),
    ("Teams webhook", rf"[\w-]{{1,63}}\.webhook\.office\.com/webhookb2/{_UUID}@[\w/-]{{40,160}}"),
    ("Zapier webhook", r"hooks\.zapier\.com/hooks/(?:catch|standard)/[0-9]{4,12}/[\w-]{5,60}"),
    ("Make webhook", r"hook\.(?:[a-z]{2}[0-9]\.make|make|integromat)\.com/[a-z0-9]{20,40}"),
    ("IFTTT webhook", r"maker\.ifttt\.com/trigger/[\w{}]{1,60}/(?:json/)?with/key/[\w-]{20,60}"),
    ("Pipedream webhook", r"eo[a-z0-9]{10,24}\.m\.pipedream\.net"),
    (
        "Google Chat webhook",
        r"chat\.googleapis\.com/v1/spaces/[\w-]{8,16}/messages\?key=[\w&=%-]{40,200}",
    ),
)
_WEBHOOK = re.compile(("://(?:" + "|".join(f"({shape})" for _, shape in WEBHOOKS) + ")").encode())
_SIGNED = re.compile(rb"[?&](?:amp;)?sig=(?P<sig>[A-Za-z0-9%+/_-]{42,90})(?![A-Za-z0-9])")
_ADDRESS = re.compile(
    rb"://(?P<user>[^\s/@:?#\"'`<>\\]{0,100}):(?P<password>[^\s/@\"'`<>\\]{6,200})"
    rb"@(?P<host>[A-Za-z0-9\[][\w.:\[\]-]{0,253})"
)
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]{0,30}$")
_NOWHERE = re.compile(rb"(?:^|\.)(?:example|invalid|test)(?:\.(?:com|org|net))?(?::|$)", re.I)
_WEB = (b"http", b"https", b"ftp", b"ws", b"wss", b"git", b"ssh")


def find(text: bytes) -> Iterator[Found]:
    """Every address that is a secret, or carries a password which could be a real one."""
    if b"://" not in text:
        return
    for match in _WEBHOOK.finditer(text):
        if not stands_in(match[0]):
            yield Found(match.start() + 3, match.end(), WEBHOOKS[(match.lastindex or 1) - 1][0])
    for match in _SIGNED.finditer(text) if b"sig=" in text else ():
        if not stands_in(match["sig"]):
            yield Found(match.start("sig"), match.end("sig"), "Signature of a signed link")
    for match in _ADDRESS.finditer(text):
        scheme = _scheme(text, match.start())
        if scheme and _is_real(match):
            kind = "Password in a URL" if scheme in _WEB else "Password in a connection URL"
            yield Found(match.start("password"), match.end("password"), kind)


def _scheme(text: bytes, colon: int) -> bytes:
    match = _SCHEME.search(text, max(0, colon - 31), colon)
    return match[0].lower() if match else b""


def _is_real(match: re.Match[bytes]) -> bool:
    password, user = unquote_to_bytes(match["password"]), match["user"]
    if user.lower() == b"scott" and password.lower().startswith(b"tiger"):
        return False  # the login that every book on databases prints
    if password.lower() in (user.lower(), match["host"].lower()) or _NOWHERE.search(match["host"]):
        return False
    return not is_a_word(password) and any(48 <= byte < 58 for byte in password)
