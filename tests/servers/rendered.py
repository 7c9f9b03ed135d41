"""Rendered repositories, and the one installed environment they share."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from uv import find_uv_bin

from microapp_cli.core.sample import USES_AI
from tests.answers import ANSWERS, NAME
from tests.servers.cache import kept


@dataclass(frozen=True)
class Repository:
    """A rendered repository and the Python that has its locked packages."""

    folder: Path
    python: Path


def render(parent: Path, **changes: Any) -> Repository:
    """Render a repository into `parent` with the very command a person types."""
    answers = parent / "answers.yaml"
    given = {**ANSWERS, **changes}
    if "answers" not in changes and (about_ai := USES_AI.get(given["blueprint"])):
        given["answers"] = {**ANSWERS["answers"], "ai_and_egress": about_ai}
    answers.write_text(yaml.safe_dump(given), "utf-8")
    command = [sys.executable, "-m", "microapp_cli", "new", "--answers", str(answers), "--no-input"]
    done = subprocess.run([*command, "--output", str(parent)], capture_output=True, text=True)
    answers.unlink()
    if done.returncode:
        raise RuntimeError(f"microapp new failed\n{done.stdout}{done.stderr}")
    folder = parent / NAME
    return Repository(folder, installed(folder))


def installed(folder: Path) -> Path:
    """Give the Python with what the lock file lists; installed once for all repositories."""
    content = (folder / "uv.lock").read_bytes() + sys.version.encode()

    def sync(environment: Path) -> None:
        command = [
            find_uv_bin(),
            "sync",
            "--locked",
            "--quiet",
            "--compile-bytecode",
            "--project",
            str(folder),
        ]
        target = {"UV_PROJECT_ENVIRONMENT": str(environment / "venv"), "UV_PYTHON": sys.executable}
        done = subprocess.run(command, env={**os.environ, **target}, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"uv sync --locked failed\n{done.stdout}{done.stderr}")

    return kept("env", content, sync) / "venv" / "bin" / "python"
