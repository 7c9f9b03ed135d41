"""Secrets from the environment, from a file that it names, or from a secrets manager."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

MANAGERS = {"aws-sm": "microapp_kit.secrets_aws", "vault": "microapp_kit.secrets_vault"}
"""Scheme of a reference → the module whose `look_up` follows it."""


class CannotStart(Exception):
    """The app is not safe to start; the text says why and what to do."""


def read_secret(name: str, environ: Mapping[str, str]) -> str | None:
    """Give the secret `name`, or none when it is not set.

    It is the value of `name`, or what the file holds that `name_FILE` points to. A value such as
    `aws-sm://app/db#password` or `vault://secret/app#password` is looked up in that manager.
    """
    value = given(name, environ)
    if value is None:
        return None
    scheme, _, reference = value.partition("://")
    if scheme not in MANAGERS:
        return value
    place, _, key = reference.partition("#")
    if not place or not key:
        raise CannotStart(f"{name} must name a secret and a key in it: {scheme}://secret#key.")
    entries = importlib.import_module(MANAGERS[scheme]).look_up(name, place, environ)
    found = entries.get(key) if isinstance(entries, Mapping) else None
    if not isinstance(found, str) or not found:
        raise CannotStart(f"{name}: the secrets manager holds no text under the key {key!r}.")
    return found


def given(name: str, environ: Mapping[str, str]) -> str | None:
    """Give what the environment says of a secret, in `name` or in the file of `name_FILE`."""
    value = environ.get(name)
    path = environ.get(f"{name}_FILE")
    if value and path:
        raise CannotStart(f"{name} and {name}_FILE are both set. Keep one.")
    if not path:
        return value or None
    try:
        content = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise CannotStart(f"{name}_FILE cannot be read. Check that the file exists.") from None
    if not content:
        raise CannotStart(f"{name}_FILE names an empty file. Put the secret in it.")
    return content
