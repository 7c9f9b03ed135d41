"""Python files as ruff formats and safely fixes them, by the platform's own settings."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from microapp_cli.adapters.facts.lint import SETTINGS

SECONDS = 60
COMMANDS = (("check", "--fix", "--exit-zero"), ("format",))


def fixed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that ruff would change; it works on copies, and reads no settings of theirs."""
    with tempfile.TemporaryDirectory(prefix="microapp-ruff-") as place:
        folder = Path(place)
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        for words in COMMANDS if files else ():
            _run(words, folder)
        changed = {path: (folder / path).read_bytes() for path in files}
    return {path: content for path, content in changed.items() if content != files[path]}


def _run(words: tuple[str, ...], folder: Path) -> None:
    program = str(import_module("ruff").find_ruff_bin())
    settings = [word for line in SETTINGS for word in ("--config", line)]
    subprocess.run(
        [program, *words, "--isolated", "--no-cache", "--silent", *settings, "."],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,  # a file that is no Python stays as it is, and check says so
    )
