"""Finds the micro-apps in a folder of many."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from microapp_cli.core.errors import WrongUse

MANIFEST = "microapp.yaml"
DEEPEST = 4


def members(folder: Path) -> list[Path]:
    """Every micro-app in this folder or some levels below it, by name."""
    if not folder.is_dir():
        raise WrongUse(f"{folder}: there is no such folder of repositories. Check the path.")
    found = list(_members(folder, 0))
    if not found:
        raise WrongUse(f"{folder}: no repository with a {MANIFEST} in there. Check the path.")
    return found


def _members(folder: Path, depth: int) -> Iterator[Path]:
    if (folder / MANIFEST).is_file():
        yield folder
        return
    with os.scandir(folder) as entries:
        below = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    for name in below if depth < DEEPEST else []:
        if not name.startswith("."):
            yield from _members(folder / name, depth + 1)
