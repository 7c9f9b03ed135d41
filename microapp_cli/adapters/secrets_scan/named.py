"""Finds values that their names give away: `password = "…"`, `MISTRAL_API_KEY=…`, `--token …`."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from microapp_cli.adapters.secrets_scan.found import Found
from microapp_cli.adapters.secrets_scan.placeholders import is_a_word
from microapp_cli.adapters.secrets_scan.randomness import (
    is_named,
    is_random,
    is_strong,
    is_uuid,
    repeats,
)

_KEYS = (
    *("api", "access", "account", "auth", "private", "shared", "signing", "encryption"),
    *("master", "service", "license", "admin"),
)
_NAMES = tuple(
    re.compile(name.encode())  # each begins with letters, which is what makes a search fast
    for name in (
        *("passw(?:or)?d", "passphrase", "pwd", "secret", "token", "credential"),
        *("bearer(?= )", "basic(?= )"),
        "key(?:" + "|".join(f"(?<={word}{gap}key)" for word in _KEYS for gap in ("", "[_-]")) + ")",
    )
)
_PASSWORDS = (b"pass", b"pwd")
_AUTHORIZATION = (b"bearer", b"basic")
_SHORTEST_PASSWORD = 8
_QUOTE = rb"\\{0,3}[\"'`]"
_REST = re.compile(  # from the end of the name to the start of the value
    rb"[A-Za-z0-9_-]{0,40}"
    rb"(?:"
    rb"\\{0,3}[\"'`]?\]?[ \t]{0,40}"
    rb"(?::[ \t]{0,4}[A-Za-z_][\w\[\], .|]{0,40}[ \t]?=(?!=)|===?|!==?|=>|:=|\?=|[:=])[ \t]{0,40}"
    rb"|" + _QUOTE + rb"[ \t]{0,4},[ \t]{0,4}(?=[\"'`\\])"
    rb"|\\{0,3}[\"']?[ \t]{0,4}(?:\r?\n|\\n)[ \t-]{0,40}\\{0,3}[\"']?value\\{0,3}[\"']?:[ \t]{0,9}"
    rb"|>"
    rb"|[ \t]{1,4}(?:IS[ \t]|BY[ \t])?(?=[\"'])"
    rb")"
)
_SPACE = re.compile(rb"[ \t]{1,4}(?=[^\s=:])")
_QUOTED = re.compile(
    rb"(?:[bBrRuUfF]{1,2})?\\{0,3}(?P<quote>[\"'`])(?P<value>[^\"'`\r\n\\]{8,200}+)\\{0,3}(?P=quote)"
)
_BARE = re.compile(rb"(?P<value>[^\s\"'`,;&<>()\[\]{}|\\]{8,200}+)(?=[\s\"'`,;&<\\]|$)")
_OPTION = re.compile(  # what lets a space stand between name and value
    rb"(?:--?[A-Za-z0-9-]{0,40}|(?:ENV|ARG|export|set|setx) [A-Za-z0-9_]{0,40}|login [^\s]{1,40} )$"
)
_HARMLESS = re.compile(rb"(?:page|next|sync|continuation|start|end|stop|csrf|verification)[_-]?$")
_DERIVED = re.compile(rb"cache|hash|digest|checksum|fingerprint")
_LOGIN = re.compile(rb"(?:auth|api|access)[_-]?$")
_VENDORS = (
    *("AWS", "Azure", "Google", "Mistral", "Cohere", "OpenAI", "Anthropic", "Deepgram"),
    *("AssemblyAI", "Together", "Twilio", "Datadog", "Cloudflare", "Okta", "Heroku", "Sentry"),
    *("Algolia", "Fastly", "Auth0", "Zendesk", "Salesforce", "Snowflake", "MongoDB", "Jira"),
    *("Mailgun", "Postmark", "PagerDuty", "Snyk", "WandB", "npm", "Docker", "Facebook", "Twitter"),
    *("Mailjet", "Vonage", "Zoom", "HubSpot", "Intercom", "Dropbox", "Confluent", "Elastic"),
)


def find(text: bytes) -> Iterator[Found]:
    """Every value that is as hard to guess as a secret, and is named like one."""
    lower = text.lower()
    for pattern in _NAMES:
        for name in pattern.finditer(lower):
            value = _value_after(text, name)
            if value and _is_secret(value, name):
                yield Found(*value.span("value"), _kind(name))


def _value_after(text: bytes, name: re.Match[bytes]) -> re.Match[bytes] | None:
    if name[0].startswith(_AUTHORIZATION):
        gap = _SPACE.match(text, name.end())
        return _BARE.match(text, gap.end()) if gap else None
    rest = _REST.match(text, name.end())
    if rest:
        return _QUOTED.match(text, rest.end()) or _BARE.match(text, rest.end())
    gap = _SPACE.match(text, name.end())
    if gap and _OPTION.search(text, max(0, name.start() - 60), name.start()):
        return _BARE.match(text, gap.end())
    return None


def _is_secret(match: re.Match[bytes], name: re.Match[bytes]) -> bool:
    value = unquote_to_bytes(match["value"])
    if name[0] == b"basic":
        return _is_login(value)
    if (
        is_a_word(value)
        or repeats(value)
        or _DERIVED.search(name.string, name.end(), match.start("value"))
    ):
        return False
    if is_uuid(value):
        return bool(_vendor(name)) or _is_after(name, _LOGIN)
    if is_random(value):
        return not _is_after(name, _HARMLESS) and not _is_prose(value)
    is_quoted = "quote" in match.groupdict()
    return (
        name[0].startswith(_PASSWORDS) and is_strong(value) and (is_quoted or not is_named(value))
    )


def _is_prose(value: bytes) -> bool:
    """Whether this is base64 of what a person can read: a sentence, JSON, a word."""
    try:
        plain = b64decode(value, validate=True)
    except ValueError:
        return False
    return plain.isascii() and plain.decode().isprintable() and is_a_word(plain)


def _is_after(name: re.Match[bytes], before: re.Pattern[bytes]) -> bool:
    return bool(before.search(name.string, max(0, name.start() - 16), name.start()))


def _is_login(value: bytes) -> bool:
    """Whether this is `name:password` in base64, with a password that could be a real one."""
    try:
        _, _, password = b64decode(value, validate=True).partition(b":")
    except ValueError:
        return False
    return len(password) >= _SHORTEST_PASSWORD and not is_a_word(password)


def _kind(name: re.Match[bytes]) -> str:
    what = "password" if name[0].startswith(_PASSWORDS) else "secret"
    vendor = _vendor(name)
    return f"{vendor} {what}" if vendor else what.capitalize()


def _vendor(name: re.Match[bytes]) -> str:
    """The vendor who is named on the same line, near the name."""
    near = name.string[max(0, name.start() - 60) : name.end() + 30]
    line = near.rpartition(b"\n")[2] if b"\n" in near[:60] else near
    return next((word for word in _VENDORS if word.lower().encode() in line), "")
