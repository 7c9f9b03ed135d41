"""Reads the files of a folder of policies, or says in one line why not."""

from __future__ import annotations

from pathlib import Path

from microapp_cli.core.errors import BadPolicy

LARGEST = 1_000_000


def visible(folder: Path) -> list[Path]:
    """What lies in a folder, sorted; what is hidden or a program's cache is not policy."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise BadPolicy(f"{folder}: {error.strerror}. Check the folder of policies.") from None
    return [path for path in paths if not path.name.startswith((".", "__"))]


def read(path: Path, name: str, *, root: Path | None = None) -> str:
    """The text of a file; with a root, a link that leads out of it is refused."""
    if root is not None and not path.resolve().is_relative_to(root.resolve()):
        raise BadPolicy(f"{name}: a link out of {root}. Put the file itself there.")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise BadPolicy(f"{path}: {error.strerror}. Check the folder of policies.") from None
    if len(content) > LARGEST:
        raise BadPolicy(f"{name}: over 1 MB. Is it the right file?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadPolicy(f"{name}: not UTF-8 text. Save it as UTF-8.") from None
