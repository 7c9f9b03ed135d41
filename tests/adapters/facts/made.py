"""What the tests of facts have in common: a repository, its facts, and git."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from microapp_cli.adapters import facts, repository
from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.blueprints import sample_design
from microapp_cli.core.policies import Policies
from microapp_cli.main import workbench

TODAY = date(2026, 11, 23)
KEYS = {
    *("format", "today", "layers", "manifest", "lines", "manifest_problems", "demanded"),
    *("weakened", "lock", "lock_problems", "lock_verified", "platform", "files", "stale"),
    "unreadable",
    *("contract", "workflows", "dockerfiles", "compose", "kubernetes", "kubernetes_problems"),
    *("python", "hosts", "key_names", "secrets", "dependencies", "lint", "documents"),
    "exceptions",
    "llm",
    *("attestations", "previous"),
}


def make(target: Path) -> Path:
    """A repository made by the layers that ship."""
    design = sample_design(bench(), "crud", ci="github", runtime="container")
    return repository.write(design, bench().layers, target)


def read(folder: Path, base: str | None = None) -> dict[str, Any]:
    """The facts of a repository, by the policies that ship."""
    return facts.read(folder, policies=policies(), layers=bench().layers, today=TODAY, base=base)


def complaints(found: dict[str, Any]) -> dict[str, str]:
    """What could not be read, by its path."""
    return {entry["path"]: entry["message"] for entry in found["unreadable"]}


def edit(folder: Path, path: str, old: str, new: str) -> None:
    """Change one place of a file."""
    text = (folder / path).read_text("utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {path}"
    (folder / path).write_text(text.replace(old, new, 1), "utf-8")


def git(folder: Path, *words: str) -> str:
    """Run git as a person would, with nobody's own settings."""
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@acme.example")
    command = ["git", *who, "-C", str(folder), *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def commit(folder: Path) -> str:
    """Put all there is into git; gives the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=x")
    return git(folder, "rev-parse", "HEAD").strip()


@cache
def bench() -> Workbench:
    """The adapters of a real run."""
    return workbench()


@cache
def policies() -> Policies:
    """The policies that ship."""
    return bench().policies(None)
