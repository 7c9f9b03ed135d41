"""The text of a file, or of standard input, that a person names: within bounds, and UTF-8."""

from __future__ import annotations

import sys
from pathlib import Path

from microapp_cli.core.errors import CatalogError

STANDARD_INPUT = "-"
MOST_BYTES = 64 * 2**20


def text_of(file: str) -> tuple[str, str]:
    """What to call the file, and its text; `-` is standard input."""
    if file == STANDARD_INPUT:
        label = "standard input"
        return label, _decoded(sys.stdin.buffer.read(MOST_BYTES + 1), label)
    path, label = Path(file), file if file.isprintable() else ascii(file)
    if not path.exists() or path.is_dir():
        there = "is a folder" if path.is_dir() else "is not there"
        raise CatalogError(f"{label} {there}. Name a file.")
    try:
        with path.open("rb") as opened:
            return label, _decoded(opened.read(MOST_BYTES + 1), label)
    except OSError as error:
        raise CatalogError(f"{label} cannot be read: {error.strerror}.") from None


def _decoded(content: bytes, label: str) -> str:
    if len(content) > MOST_BYTES:
        raise CatalogError(f"{label} is larger than {MOST_BYTES >> 20} MB. Give it in parts.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CatalogError(f"{label}:{line}: this is no UTF-8. Save it as UTF-8.") from None
