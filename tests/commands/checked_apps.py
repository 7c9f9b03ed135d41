"""Repositories to check and repair: fresh ones, in git, and spoilt."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from microapp_cli.adapters import repository
from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.blueprints import sample_design
from tests.houses import house

NAME = "leave-helper"
EXCEPTION = """
exceptions:
  - rule: MA031
    path: app/ask.py
    reason: The proxy does not offer this model before December.
    compensating_control: Only made-up texts are sent, and the platform team reads the log each day.
    requested_by: ann@acme.example
    approved_by: zoe@acme.example
    expires: '2026-11-30'
"""


@pytest.fixture(scope="session")
def fresh_app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository as microapp makes it; not to be changed."""
    target = tmp_path_factory.getbasetemp() / "fresh" / NAME
    if target.exists():  # each module that imports this fixture has one of its own
        return target
    target.parent.mkdir()
    bench = house()
    design = sample_design(bench, "crud", ci="github", runtime="container")
    return repository.write(design, bench.layers, target)


@pytest.fixture
def real_bench() -> Workbench:
    """A workbench with the real policies and layers."""
    return house()


@pytest.fixture
def app(fresh_app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of one's own in the folder we are in; nothing is kept from check to check."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(fresh_app, tmp_path / NAME))


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def commit(folder: Path) -> None:
    """Put everything that is in a folder into git."""
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "A state")


def git(folder: Path, *words: str) -> str:
    """Run git in a folder, as somebody invented."""
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@acme.example"]
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *words], check=True, capture_output=True, text=True
    )
    return done.stdout
