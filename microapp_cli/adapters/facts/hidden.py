"""Takes secrets out of what is read: facts say that one stands there, never which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "(hidden)"
ASSIGNMENT = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)", re.DOTALL)
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
SECRET_NAME = re.compile(
    r"(^|_)(secret|password|passwd|pwd|passphrase|token|credentials?|apikey|"
    r"(api|access|account|auth|encryption|private|secret|signing)_?key)(_(id|value))?$",
    re.IGNORECASE,
)
URL_WITH_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@", re.IGNORECASE)
REFERENCE = re.compile(r"\s*(\$|aws-sm://|vault://|/run/secrets/)")


def is_secret(name: str, value: str) -> bool:
    """Whether this is a secret itself: not its file, and not where it can be looked up."""
    if not value.strip() or REFERENCE.match(value):
        return False
    if "$" not in value and URL_WITH_PASSWORD.search(value):
        return True
    return bool(SECRET_NAME.search(name))


def without_secrets(value: Any) -> Any:
    """Parsed YAML with every value hidden that its name or its form makes a secret."""
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    if isinstance(value, str):
        found = ASSIGNMENT.fullmatch(value)
        return f"{found[1]}={shown(found[1], found[2])}" if found else value
    if not isinstance(value, dict):
        return value
    if value.get("kind") == "Secret":
        return {key: _emptied(key, part) for key, part in value.items()}
    named = value.get("name"), value.get("value")
    if isinstance(named[0], str) and isinstance(named[1], str):
        return {**value, "value": shown(named[0], named[1])}
    return {key: _entry(key, part) for key, part in value.items()}


def shown(name: str, value: str) -> str:
    """The value as facts may show it."""
    return HIDDEN if is_secret(name, value) else value


def _entry(name: object, value: Any) -> Any:
    if isinstance(value, str) and isinstance(name, str) and VARIABLE.fullmatch(name):
        return shown(name, value)
    return without_secrets(value)


def _emptied(key: object, part: Any) -> Any:
    if key in ("data", "stringData") and isinstance(part, Mapping):
        return dict.fromkeys(part, HIDDEN)
    return without_secrets(part)
