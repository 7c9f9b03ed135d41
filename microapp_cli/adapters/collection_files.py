"""Reads a collection from disk, and writes what a run of it found."""

from __future__ import annotations

import json
from pathlib import Path

from microapp_cli.core.errors import BadCollection, CannotWrite

IN_A_REPOSITORY = Path("connectors", "postman.json")
MAX_SIZE = 32 * 1024 * 1024


def read(path: Path) -> object:
    """Give the collection in a file, or of a repository."""
    file = path / IN_A_REPOSITORY if path.is_dir() else path
    if not file.is_file():
        raise BadCollection(f"{file} is missing. Make it with: microapp contract")
    if file.stat().st_size > MAX_SIZE:
        raise BadCollection(f"{file} is larger than {MAX_SIZE // 2**20} MB.")
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise BadCollection(f"{file} is no JSON. Make it again with: microapp contract") from None


def write(path: Path, text: str) -> None:
    """Write a report."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CannotWrite(f"{path}: {error.strerror}. Choose another file.") from None
