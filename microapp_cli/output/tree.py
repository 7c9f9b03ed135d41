"""Shows the files of a repository as a tree, each with its ownership class."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

GAP = 2


def tree(name: str, owners: Mapping[str, str]) -> str:
    """One line per folder and file; `owners` gives each path its class."""
    rows = [(f"{name}/", "")]
    shown: set[PurePosixPath] = set()
    for path in sorted(map(PurePosixPath, owners), key=_folders_first):
        for folder in reversed(path.parents[:-1]):
            if folder not in shown:
                shown.add(folder)
                rows.append((_indented(folder, "/"), ""))
        rows.append((_indented(path), owners[str(path)]))
    width = max(len(label) for label, _ in rows) + GAP
    return "\n".join(f"{label:<{width}}{owner}".rstrip() for label, owner in rows)


def _folders_first(path: PurePosixPath) -> list[tuple[bool, str]]:
    last = len(path.parts) - 1
    return [(position == last, part) for position, part in enumerate(path.parts)]


def _indented(path: PurePosixPath, end: str = "") -> str:
    return "  " * len(path.parts) + path.name + end
