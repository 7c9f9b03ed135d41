"""The wheel carries all that microapp needs, and works where there is no checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from uv import find_uv_bin

from microapp_cli.core import sample
from tests.houses import ROOT, TODAY, tree

CARRIED = ("blueprints", "policies")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that only this wheel is installed in."""
    folder = tmp_path_factory.mktemp("installed")
    words = ["--no-deps", "--offline", "--quiet", "--target", str(folder)]
    subprocess.run([find_uv_bin(), "pip", "install", *words, str(wheel)], check=True)
    return folder


def in_git(folder: str) -> set[str]:
    """The files that belong to a folder of this checkout, committed or about to be."""
    words = ["ls-files", "--cached", "--others", "--exclude-standard", folder]
    listed = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True)
    return {path for path in listed.stdout.splitlines() if (ROOT / path).is_file()}


def test_the_wheel_holds_the_code_the_blueprints_and_the_policies_and_nothing_else(
    wheel: Path,
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}

    carried = {f"microapp_cli/{path}" for folder in CARRIED for path in in_git(folder)}
    assert found == in_git("microapp_cli") | carried


def test_hidden_and_locked_files_of_a_blueprint_are_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        found = set(archive.namelist())

    blueprints = "microapp_cli/blueprints"
    assert f"{blueprints}/ci/github/files/.github/workflows/ci.yml" in found
    assert f"{blueprints}/base/files/.gitignore" in found
    assert f"{blueprints}/crud/files/uv.lock" in found


def new(package: Path, folder: Path) -> Path:
    """A repository made by the microapp that lies in this folder."""
    answers = folder / "answers.json"
    answers.write_text(json.dumps(sample.answers("crud")), encoding="utf-8")
    environ = {**os.environ, **TODAY, "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    code = "import microapp_cli; print(microapp_cli.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environ, capture_output=True, text=True
    )
    assert where.stdout.startswith(str(package))
    command = [sys.executable, "-m", "microapp_cli", "new", "--no-input", "--answers", str(answers)]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "leave-helper"


def test_an_installed_wheel_makes_the_same_repository_as_the_checkout(
    installed: Path, tmp_path: Path
) -> None:
    for name in ("wheel", "checkout"):
        (tmp_path / name).mkdir()

    from_wheel = new(installed, tmp_path / "wheel")
    from_checkout = new(ROOT, tmp_path / "checkout")

    assert tree(from_wheel) == tree(from_checkout)
