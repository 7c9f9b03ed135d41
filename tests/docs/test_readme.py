"""The two set-up commands of the README do what it says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import blocks

HOUSE = Path(__file__).parents[2]
PARTS = ("microapp_cli", "blueprints", "policies", "docs", "pyproject.toml", "README.md")
README = (HOUSE / "README.md").read_text()
COMMANDS = [block.code for block in blocks(README) if block.language == "sh"]


def copied_house(folder: Path) -> Path:
    """This repository as a fresh checkout has it: without environment, caches and git."""
    house = folder / "microapp"
    house.mkdir()
    for part in PARTS:
        source = HOUSE / part
        if source.is_dir():
            shutil.copytree(source, house / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, house / part)
    return house


@pytest.mark.slow
def test_the_first_command_installs_microapp_and_makes_a_micro_app(tmp_path: Path) -> None:
    house = copied_house(tmp_path)
    python = Path(sys.base_prefix) / "bin"
    path = f"{python}{os.pathsep}{os.environ['PATH']}"
    # What it installs runs only once. To pip, "no" is what turns "no compiling" on.
    environment = {**os.environ, "PATH": path, "PIP_NO_COMPILE": "no"}

    done = subprocess.run(COMMANDS[0], shell=True, cwd=house, env=environment, check=False)  # noqa: S602

    assert done.returncode == 0
    assert (tmp_path / "leave-helper/microapp.yaml").is_file()


def test_the_second_command_is_the_one_that_checks_everything() -> None:
    assert COMMANDS[1:] == ["python3 tests/all.py\n"]
    assert "python3 tests/all.py" in (HOUSE / ".ci/run").read_text()


def test_the_readme_has_at_most_a_hundred_lines() -> None:
    assert len(README.splitlines()) <= 100
