"""Every blueprint with every CI system: rendered clean, its own tests green, quick to start."""

from __future__ import annotations

import itertools
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.servers.issuer import Issuer
from tests.servers.kit_tests import Files, proven
from tests.servers.rendered import Repository, render
from tests.servers.service import Service
from tests.yaml_text import parsed

HOUSE = Path(__file__).parents[2]
TRIES = 10
MOST_PYTHONS = 300
"""How many times the work of starting Python a start may take; on a quiet machine it is half."""
LOCK = ".microapp/lock.json"


def layers(kind: str) -> list[str]:
    """Give the names of all layers of a kind."""
    found = [parsed(path.read_text()) for path in HOUSE.glob("blueprints/**/layer.yaml")]
    return sorted(layer["name"] for layer in found if layer["kind"] == kind)


COMBINATIONS = list(itertools.product(layers("blueprint"), layers("ci")))


@pytest.fixture(scope="module", params=COMBINATIONS, ids="-".join)
def repository(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Repository:
    """A rendered repository of each combination."""
    blueprint, ci = request.param
    return render(tmp_path_factory.mktemp("combination"), blueprint=blueprint, ci=ci)


@pytest.fixture(scope="module")
def tested() -> dict[str, Files]:
    """The files of each blueprint whose own tests were green."""
    return {}


def manifest(folder: Path) -> dict[str, Any]:
    """Give what `microapp.yaml` says."""
    told: dict[str, Any] = parsed((folder / "microapp.yaml").read_text("utf-8"))
    return told


def without_ci(folder: Path) -> Files:
    """Give every file of a repository that has nothing to do with its CI system, and the facts."""
    lock = json.loads((folder / LOCK).read_text("utf-8"))
    of_ci = {path for path in lock["files"] if path.startswith((".github/", ".gitlab"))}
    names = set(lock["files"]) - of_ci - {LOCK, "microapp.yaml"}
    told = {name: value for name, value in manifest(folder).items() if name != "ci"}
    facts = json.dumps(told, sort_keys=True, default=str).encode()
    return {"facts": facts, **{name: (folder / name).read_bytes() for name in names}}


def run(repository: Repository, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a module with the repository's Python, as its owner does."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [str(repository.python), "-m", *words],
        cwd=repository.folder,
        env=kept,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_there_is_something_to_combine() -> None:
    assert {"crud"} <= set(layers("blueprint"))
    assert {"github", "gitlab"} <= set(layers("ci"))


@pytest.mark.parametrize("words", [("format", "--check", "."), ("check", ".")], ids=" ".join)
def test_ruff_finds_nothing(repository: Repository, words: tuple[str, ...]) -> None:
    found = run(repository, "ruff", *words)

    assert found.returncode == 0, found.stdout + found.stderr


LOCKED = b'[[package]]\nname = "jinja2"\nversion = "%d"\nsource = {registry = "x"}\n'
TESTED = {
    "microapp_kit/auth.py": b"x = 1",
    "tests/kit/test_auth.py": b"import auth",
    "tests/kit/test_declared.py": b"Path.cwd()",
    "uv.lock": LOCKED % 1,
}


@pytest.mark.parametrize(
    ("change", "left_out"),
    [
        ({}, ["tests/kit/test_auth.py"]),
        ({"app/resources.py": b"y = 2"}, ["tests/kit/test_auth.py"]),
        ({"microapp_kit/auth.py": b"x = 2"}, []),
        ({"microapp_kit/more.py": b""}, []),
        ({"tests/kit/test_declared.py": b"Path.cwd() "}, []),
        ({"uv.lock": LOCKED % 2}, []),
    ],
)
def test_only_what_ran_on_the_very_same_kit_is_left_out(change: Files, left_out: list[str]) -> None:
    assert proven(TESTED | change, [TESTED]) == left_out
    assert proven(TESTED | change, []) == []


@pytest.mark.slow
def test_its_own_tests_are_green(repository: Repository, tested: dict[str, Files]) -> None:
    """What two CI systems or two blueprints are given alike is tested once."""
    files = without_ci(repository.folder) | {
        "uv.lock": (repository.folder / "uv.lock").read_bytes()
    }
    blueprint = manifest(repository.folder)["blueprint"]
    if blueprint in tested:
        assert files == tested[blueprint]
        return

    left_out = [f"--ignore={path}" for path in proven(files, tested.values())]
    done = run(repository, "pytest", "-p", "no:cacheprovider", *left_out)

    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
    tested[blueprint] = files


def test_it_starts_within_the_work_of_starting_python_three_hundred_times(
    repository: Repository, issuer: Issuer, tmp_path: Path
) -> None:
    took = (start_once(repository, issuer, tmp_path / name) for name in ("first", "second try"))

    assert any(seconds < MOST_PYTHONS * start_of_python() for seconds in took)


def start_of_python() -> float:
    """Give the CPU seconds that Python alone takes now: a busy machine makes both slower."""
    before = cpu_of_ended_children()
    for _ in range(TRIES):
        subprocess.run([sys.executable, "-c", "pass"], check=True)
    return (cpu_of_ended_children() - before) / TRIES


def start_once(repository: Repository, issuer: Issuer, folder: Path) -> float:
    """Start with an empty database; give the CPU seconds until the first answer to a good token."""
    folder.mkdir()
    database = f"sqlite:///{folder / 'app.db'}"
    service = Service(repository, issuer=issuer, database=database, folder=folder)
    before = cpu_of_ended_children()
    try:
        service.start(from_nothing=True)
    finally:
        service.kill()
    return cpu_of_ended_children() - before


def cpu_of_ended_children() -> float:
    """Give the seconds of CPU that processes started here have used; other work does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
