"""Proof that a mistake in `app/` stops the start with one line that says where it is."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from microapp_kit.run import run

HERE = Path.cwd()
GOOD = """from microapp_kit import Record, Resource


class Thing(Record):
    name: str


"""
ROUTES = "from microapp_kit import APIRouter\n\nrouter = APIRouter()\n"


def write(folder: Path, resources: str) -> None:
    """Write an app with this `app/resources.py`."""
    (folder / "app").mkdir()
    (folder / "app" / "__init__.py").touch()
    (folder / "app" / "resources.py").write_text(resources)
    (folder / "app" / "routes.py").write_text(ROUTES)
    (folder / "microapp.yaml").write_bytes((HERE / "microapp.yaml").read_bytes())


def run_module(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with the kit at hand."""
    environ = os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{HERE}", "PORT": "1"}
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose `app` is the one that a start in this process finds; its port is taken."""
    for name in loaded_of_the_app():
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        yield tmp_path
    for name in loaded_of_the_app():
        del sys.modules[name]


def loaded_of_the_app() -> list[str]:
    """Give the modules of `app` that are loaded."""
    return [name for name in sys.modules if name.partition(".")[0] == "app"]


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
def test_a_mistake_is_told_in_one_line(
    here: Path, resources: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, resources)

    with pytest.raises(SystemExit) as ended:
        run()

    told = capsys.readouterr().err
    assert (ended.value.code, told.count("\n")) == (2, 1), told
    assert told.startswith("Cannot start: ")
    assert says in told


def test_a_start_ends_with_that_line(tmp_path: Path) -> None:
    write(tmp_path, GOOD + "resources = [thing]\n")

    done = run_module(tmp_path, "-c", "from microapp_kit.run import run; run()")

    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert done.stderr.startswith("Cannot start: app/resources.py, line 8: NameError")


def test_migrations_that_do_not_fit_are_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    migrations = tmp_path / "app" / "migrations"
    migrations.mkdir()
    for number in ("0001", "0002"):
        text = f"revision = {number!r}\ndown_revision = None\n\n\ndef upgrade():\n    pass\n"
        (migrations / f"{number}_start.py").write_text(text)
    (tmp_path / "app" / "__init__.py").touch()
    (tmp_path / "app" / "resources.py").write_text(GOOD + "resources = []\n")

    done = run_module(tmp_path, "-m", "microapp_kit.migrate")

    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "app/migrations" in done.stderr
