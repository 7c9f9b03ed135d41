"""What ruff says of the Python files, by the platform's own settings."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from microapp_cli.adapters.facts.tree import Tree, complaint

SECONDS = 60
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
    """Ruff at work on some files; started at once, asked for its answer later."""

    def __init__(self, tree: Tree, paths: Iterable[str]) -> None:
        self.tree = tree
        self.paths = [f"./{path}" for path in paths if not path.startswith(BY_PROGRAM)]
        self.problem = ""
        self.running: list[subprocess.Popen[bytes]] = []
        if self.paths:
            self._start()

    def facts(self) -> dict[str, Any]:
        """Everything found, or what kept ruff from finding it."""
        found: list[dict[str, Any]] = []
        for process in self.running:
            found += self._ended(process)
        found.sort(key=lambda entry: (entry["path"], entry["line"], entry["column"]))
        failed = [complaint("", self.problem)] if self.problem else []
        return {"lint": found, "unreadable": failed}

    def _start(self) -> None:
        try:
            from ruff import find_ruff_bin

            program = str(find_ruff_bin())
        except (ImportError, FileNotFoundError):
            self.problem = "ruff is not installed, so no Python was linted. Install microapp again."
            return
        settings = [word for line in SETTINGS for word in ("--config", line)]
        common = ["--isolated", "--no-cache", "--quiet", "--output-format=json-lines", *settings]
        for words in COMMANDS:
            self.running.append(self._run([program, *words, *common, "--", *self.paths]))

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd=self.tree.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _ended(self, process: subprocess.Popen[bytes]) -> list[dict[str, Any]]:
        try:
            output, errors = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.problem = f"ruff took more than {SECONDS} seconds."
            return []
        if process.returncode not in (0, 1):
            said = errors.decode("utf-8", "replace").strip().splitlines() or ["no word"]
            self.problem = f"ruff failed: {said[0][:200]}"
            return []
        return [self._finding(json.loads(line)) for line in output.splitlines()[:MOST]]

    def _finding(self, entry: dict[str, Any]) -> dict[str, Any]:
        place = entry.get("location") or {}
        path = Path(entry["filename"]).relative_to(self.tree.folder).as_posix()
        return {
            "path": path,
            "line": place.get("row") or 1,
            "column": place.get("column") or 1,
            "code": entry.get("code") or "",
            "message": entry.get("message") or "",
        }
