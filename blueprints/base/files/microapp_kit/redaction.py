"""Redaction: takes secrets and personal data out of text before it reaches a log.

Every pattern runs in linear time on any input: a run of characters can start a match only at its
beginning (look-behind), is never given back (possessive), or is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any

REDACTED = "[redacted]"
SENSITIVE_WORDS = (
    r"passw(?:or)?d|passwort|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
    r"|credentials?|signature|sessionid"
)
VENDOR_KEYS = (
    r"A[KS]IA[0-9A-Z]{16}",  # AWS
    r"gh[oprsu]_[A-Za-z0-9]{36,}+",  # GitHub
    r"github_pat_\w{40,}+",
    r"glpat-[\w-]{20,}+",  # GitLab
    r"sk-[\w-]{20,}+",  # OpenAI, Anthropic
    r"[prs]k_(?:live|test)_\w{16,}+",  # Stripe
    r"whsec_[\w+/=]{16,}+",
    r"xox[abeoprs]-[\w-]{10,}+",  # Slack
    r"AIza[\w-]{35}",  # Google
    r"SG\.[\w-]{16,}+\.[\w-]{16,}+",  # SendGrid
    r"npm_[A-Za-z0-9]{36}",
    r"pypi-[\w-]{40,}+",
    r"hf_[A-Za-z0-9]{30,}+",  # Hugging Face
    r"hv[sbr]\.[\w-]{20,}+",  # Vault
    r"dop_v1_[0-9a-f]{64}",  # DigitalOcean
    r"SK[0-9a-f]{32}",  # Twilio
)
LONGEST_VALUE = 16_384
DEEPEST = 8
SHORTEST_CARD = 10**12

CALM = re.compile(r"[A-Za-z_.]{0,19}", re.ASCII)
"""A short text without digit, gap or mark: no rule finds anything in it."""

Replacement = str | Callable[[re.Match[str]], str]


def redact(text: str) -> str:
    """Give the text with every secret and piece of personal data replaced by its kind."""
    if CALM.fullmatch(text):
        return text
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text


class Known(str):
    """Text that this program made itself, out of nothing that a caller sent: not redacted."""

    __slots__ = ()


class RedactingProcessor:
    """A structlog processor: redacts every value, and all of a value whose name is a secret's."""

    def __call__(
        self, _logger: object, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Give the event, safe to write."""
        return {name: _safe(name, value, DEEPEST) for name, value in event.items()}


def _safe(name: object, value: object, depth: int) -> object:
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, int) and abs(value) < SHORTEST_CARD:
        return value
    if isinstance(name, str) and _names_a_secret(name):
        return REDACTED
    if type(value) is Known:
        return str(value)
    if depth == 0:
        return "[too deep]"
    if isinstance(value, Mapping):
        return {redact(str(key)): _safe(key, inner, depth - 1) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_safe(None, inner, depth - 1) for inner in value]
    text = value if isinstance(value, str) else str(value)
    return redact(text[:LONGEST_VALUE]) + ("…" if len(text) > LONGEST_VALUE else "")


@lru_cache(maxsize=1024)
def _names_a_secret(name: str) -> bool:
    return SECRET_NAME.search(name) is not None


def _cards(match: re.Match[str]) -> str:
    """Replace the payment card numbers in a run of grouped digits."""
    groups = re.findall(r"\d+|[ -]", match[0])
    out: list[str] = []
    at = 0
    while at < len(groups):
        end = _card_end(groups, at)
        out.append("[card]" if end else groups[at])
        at = end or at + 1
    return "".join(out)


def _card_end(groups: list[str], start: int) -> int:
    """Give where the card number that starts at this group ends, or 0 when none does."""
    if groups[start][0] not in "23456":
        return 0
    digits = ""
    for at in range(start, len(groups)):
        digits += groups[at].strip(" -")
        if len(digits) > 19:
            return 0
        if len(digits) >= 13 and _luhn(digits):
            return at + 1
    return 0


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + sum(doubled)) % 10 == 0


def _iban(match: re.Match[str]) -> str:
    """Replace an IBAN by its ISO 7064 checksum, leaving the words after it."""
    text = match[0]
    for end in range(len(text), 14, -1):
        code = text[:end].replace(" ", "")
        if text[end : end + 1].isalnum() or not 15 <= len(code) <= 34:
            continue
        if int("".join(str(int(c, 36)) for c in code[4:] + code[:4])) % 97 == 1:
            return "[iban]" + text[end:]
    return text


SECRET_NAME = re.compile(rf"(?i){SENSITIVE_WORDS}|^(?:set-)?cookie$|authorization")

RULES: tuple[tuple[re.Pattern[str], Replacement], ...] = (
    (
        re.compile(
            r"-----BEGIN [A-Z0-9 ]{1,40}-----.*?(?:-----END [A-Z0-9 ]{1,40}-----|\Z)", re.DOTALL
        ),
        "[pem]",
    ),
    (
        re.compile(
            r"(?i)\b((?:set-|proxy-)?(?:cookie|authorization)[\"']?\s{0,8}[:=]\s{0,8}[\"']?)"
            r"[^\r\n\"']++"
        ),
        rf"\1{REDACTED}",
    ),
    (re.compile(r"(?<![\w-])eyJ[\w-]{5,}+\.[\w-]*+(?:\.[\w-]*+){0,3}", re.ASCII), "[jwt]"),
    (
        re.compile(r"(?i)\b(bearer|dpop|basic)[ \t]{1,8}[A-Za-z0-9._~+/-]{8,}+=*+"),
        rf"\1 {REDACTED}",
    ),
    (re.compile(r"(?<=://)[^\s/@:]{0,256}:[^\s/@]{1,256}@"), f"{REDACTED}@"),
    (re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(VENDOR_KEYS)})", re.ASCII), "[key]"),
    (
        re.compile(
            rf"(?i)((?:{SENSITIVE_WORDS})[\w.-]{{0,32}}+[\"']?\s{{0,8}}[:=]\s{{0,8}})"
            r"(?:\"[^\"]*+\"?|'[^']*+'?|[^\s,;&\"'}\])]++)"
        ),
        rf"\1{REDACTED}",
    ),
    (re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]++(?:\.[\w-]++)++"), "[email]"),
    (
        re.compile(
            r"(?i)(?<![a-z0-9])[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?(?![a-z0-9])",
            re.ASCII,
        ),
        _iban,
    ),
    (re.compile(r"(?<!\d)\d(?:[ -]?\d){12,}+", re.ASCII), _cards),
    (
        re.compile(
            r"(?<![\w+])(?:\+|00)[1-9](?:[ ().-]{0,2}\d){7,14}(?!\d)"
            r"|(?<![\w-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\w-])",
            re.ASCII,
        ),
        "[phone]",
    ),
)
