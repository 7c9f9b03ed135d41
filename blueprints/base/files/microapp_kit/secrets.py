"""Secrets from the environment, from a file named by it, or from a secrets manager."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


class CannotStart(Exception):
    """The app is not safe to start; the text says why and what to do."""


def read_secret(name: str, environ: Mapping[str, str]) -> str | None:
    """Give the secret `name`: from `name` itself, or from the file that `name_FILE` points to."""
    value = environ.get(name)
    path = environ.get(f"{name}_FILE")
    if value and path:
        raise CannotStart(f"{name} and {name}_FILE are both set. Keep one.")
    if not path:
        return value or None
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        raise CannotStart(f"{name}_FILE cannot be read. Check that the file exists.") from None
