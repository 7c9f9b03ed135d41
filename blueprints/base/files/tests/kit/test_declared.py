"""Proof that a mistake in `app/` stops the start with one line that says where it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path.cwd()
GOOD = """from microapp_kit import Record, Resource


class Thing(Record):
    name: str


"""
ROUTES = "from microapp_kit import APIRouter\n\nrouter = APIRouter()\n"


def start(folder: Path, resources: str) -> subprocess.CompletedProcess[str]:
    """Start an app with this `app/resources.py`."""
    (folder / "app").mkdir()
    (folder / "app" / "__init__.py").touch()
    (folder / "app" / "resources.py").write_text(resources)
    (folder / "app" / "routes.py").write_text(ROUTES)
    (folder / "microapp.yaml").write_bytes((HERE / "microapp.yaml").read_bytes())
    command = [sys.executable, "-c", "from microapp_kit.run import run; run()"]
    environ = os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{HERE}", "PORT": "1"}
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(
    ("resources", "says"),
    [
        (GOOD + "resources = [Resource('things', Thing, filters=['nope'])]\n", "filters names"),
        (GOOD + "resources = [Resource('things', Thing), Resource('things', Thing)]\n", "two res"),
        (GOOD + "resources = [thing]\n", "app/resources.py, line 8: NameError"),
        (GOOD + "resources = [\n", "app/resources.py, line 8: SyntaxError"),
        (GOOD, "app/resources.py has no `resources`"),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path: Path, resources: str, says: str) -> None:
    done = start(tmp_path, resources)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert done.stderr.startswith("Cannot start: ")
    assert says in done.stderr


def test_migrations_that_do_not_fit_are_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    migrations = tmp_path / "app" / "migrations"
    migrations.mkdir()
    for number in ("0001", "0002"):
        text = f"revision = {number!r}\ndown_revision = None\n\n\ndef upgrade():\n    pass\n"
        (migrations / f"{number}_start.py").write_text(text)
    (tmp_path / "app" / "__init__.py").touch()
    (tmp_path / "app" / "resources.py").write_text(GOOD + "resources = []\n")

    done = subprocess.run(
        [sys.executable, "-m", "microapp_kit.migrate"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{HERE}"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "app/migrations" in done.stderr
