"""Every pinned file is what its inputs come to; tests/relock.py rewrites them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from uv import find_uv_bin

from microapp_cli.adapters import repository
from microapp_cli.commands.blueprints import sample_design
from tests import relock
from tests.houses import ROOT, house

PIN = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)
BLUEPRINTS = [layer.name for layer in house().layers.all if layer.kind == "blueprint"]


@pytest.fixture
def app(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A repository made from the blueprint in the test's name."""
    bench = house()
    design = sample_design(bench, request.param, ci="github", runtime="container")
    return repository.write(design, bench.layers, tmp_path / "app")


def pins(path: Path) -> dict[str, str]:
    """Every pinned package of a requirements file."""
    return dict(PIN.findall(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("app", BLUEPRINTS, indirect=True)
def test_the_lock_is_that_of_the_project_file(app: Path) -> None:
    done = subprocess.run(
        [find_uv_bin(), "lock", "--check", "--offline"], cwd=app, capture_output=True, text=True
    )

    assert done.returncode == 0, f"run tests/relock.py\n{done.stderr}"


@pytest.mark.parametrize("app", BLUEPRINTS, indirect=True)
@pytest.mark.parametrize(
    ("name", "words"), [("requirements.txt", ["--no-dev"]), ("requirements-dev.txt", [])]
)
def test_the_requirements_are_those_of_the_lock(app: Path, name: str, words: list[str]) -> None:
    export = [find_uv_bin(), *relock.EXPORT, *words, "--offline", "--quiet"]

    fresh = subprocess.run(export, cwd=app, check=True, capture_output=True, text=True).stdout

    assert (app / name).read_text(encoding="utf-8") == fresh, "run tests/relock.py"


@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_the_tests_run_on_the_versions_that_an_app_gets(blueprint: str) -> None:
    layers = house().layers
    (layer,) = (layer for layer in layers.all if layer.name == blueprint)

    ours = pins(ROOT / "tests" / "requirements.txt")
    theirs = pins(layers.folder(layer) / "files" / "requirements-dev.txt")

    different = {name for name in theirs if ours.get(name, theirs[name]) != theirs[name]}
    assert different == set()


def test_every_pin_has_a_hash() -> None:
    for path in [ROOT / "tests/requirements.txt", *ROOT.glob("blueprints/*/files/require*.txt")]:
        entries = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
