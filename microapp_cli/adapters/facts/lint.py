"""What ruff says of the Python files, by the platform's own settings."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from importlib import import_module
from itertools import islice
from pathlib import Path
from threading import Timer
from typing import Any

from microapp_cli.adapters.facts.tree import Tree, complaint

SECONDS = 60
SYNTAX = b"invalid-syntax"
"""What ruff says of a file that is no Python: the formatter then calls itself failed."""
MOST = 500
SETTINGS = (
    "line-length = 100",
    "target-version = 'py311'",
    "lint.select = ['E','F','I','B','UP','SIM','C4','RUF','S','PT','PTH','ARG','RET']",
    "lint.isort.known-first-party = ['app', 'microapp_kit']",
    "lint.per-file-ignores = {'tests/**' = ['S101','S105','S106','S603','S607']}",
)
"""What a new repository's pyproject.toml says; a change of that file loosens nothing here."""
BY_PROGRAM = "app/migrations/"
COMMANDS = (("check",), ("format", "--check"))


class Lint:
    """Ruff at work on some files; started at once, asked for its answer later.

    It reads no configuration of the repository: one could name files outside of it.
    """

    def __init__(self, tree: Tree, paths: Iterable[str]) -> None:
        self.tree = tree
        self.problems: list[str] = []
        self.running: list[tuple[subprocess.Popen[bytes], Timer]] = []
        files = [f"./{path}" for path in paths if not path.startswith(BY_PROGRAM)]
        if files:
            self._start(files)

    def facts(self) -> dict[str, Any]:
        """Everything found, or what kept ruff from finding it."""
        lines = dict.fromkeys(line for process in self.running for line in self._lines(*process))
        found = [self._finding(line) for line in lines]
        found.sort(key=lambda entry: (entry["path"], entry["line"], entry["column"], entry["code"]))
        return {"lint": found, "unreadable": [complaint("", text) for text in self.problems]}

    def _start(self, files: list[str]) -> None:
        try:
            program = str(import_module("ruff").find_ruff_bin())
        except (ImportError, OSError):
            self.problems.append(
                "ruff is not here, so no Python was linted. Install microapp anew."
            )
            return
        settings = [word for line in SETTINGS for word in ("--config", line)]
        common = ["--isolated", "--no-cache", "--quiet", "--output-format=json-lines", *settings]
        for words in COMMANDS:
            process = subprocess.Popen(
                [program, *words, *common, "--", *files],
                cwd=self.tree.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            watch = Timer(SECONDS, process.kill)
            watch.start()
            self.running.append((process, watch))

    def _lines(self, process: subprocess.Popen[bytes], watch: Timer) -> list[bytes]:
        with process:
            lines = list(islice(process.stdout or (), MOST + 1))
            if len(lines) > MOST:
                process.kill()
        watch.cancel()
        if len(lines) > MOST:
            self.problems.append(f"ruff finds more than {MOST} places; the first ones are told.")
        elif process.returncode not in (0, 1) and not any(SYNTAX in line for line in lines):
            self.problems.append(
                f"ruff failed (exit code {process.returncode}): nothing was linted."
            )
        return lines[:MOST]

    def _finding(self, line: bytes) -> dict[str, Any]:
        entry = json.loads(line)
        place = entry.get("location") or {}
        return {
            "path": Path(entry["filename"]).relative_to(self.tree.folder).as_posix(),
            "line": place.get("row") or 1,
            "column": place.get("column") or 1,
            "code": entry.get("code") or "",
            "message": entry.get("message") or "",
        }
