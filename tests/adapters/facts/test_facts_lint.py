"""Ruff judges by the platform's settings, runs nothing of the repository, and never fails open."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters.facts import lint
from tests.adapters.facts.made import complaints, edit, read


def codes(found: dict[str, Any]) -> set[tuple[str, int, str]]:
    return {(entry["path"], entry["line"], entry["code"]) for entry in found["lint"]}


def test_lint_and_format_are_told_with_their_place(app: Path) -> None:
    (app / "app" / "more.py").write_text('"""More."""\n\nimport os\n\nA = eval("1")\nB=2\n')

    assert codes(read(app)) == {
        ("app/more.py", 3, "F401"),
        ("app/more.py", 5, "S307"),
        ("app/more.py", 6, "unformatted"),
    }


def test_a_syntax_error_is_told(app: Path) -> None:
    (app / "app" / "more.py").write_text("def f(:\n")

    assert ("app/more.py", 1, "invalid-syntax") in codes(read(app))


@pytest.mark.parametrize("config", ["[tool.ruff]\nexclude = ['*']\n", "[tool.ruff\n", "\xff"])
def test_the_settings_of_the_repository_loosen_nothing(app: Path, config: str) -> None:
    (app / "app" / "more.py").write_text("import os\n")
    (app / "app" / "pyproject.toml").write_text(config, "latin-1")
    (app / "ruff.toml").write_text("extend = '/etc/passwd'\n")

    assert ("app/more.py", 1, "F401") in codes(read(app))


def test_a_file_whose_name_looks_like_an_option_is_linted(app: Path) -> None:
    (app / "--fix.py").write_text("import os\n")

    assert ("--fix.py", 1, "F401") in codes(read(app))
    assert (app / "--fix.py").read_text() == "import os\n"


def test_a_changed_kit_file_is_linted_an_unchanged_one_is_not(app: Path) -> None:
    edit(app, "microapp_kit/auth.py", "\n", "\nimport antigravity\n")

    assert {path for path, _, _ in codes(read(app))} == {"microapp_kit/auth.py"}


def test_more_places_than_anybody_reads_are_cut_and_said(app: Path) -> None:
    (app / "app" / "more.py").write_text("import os\n" * 100_000)

    found = read(app)

    assert len(found["lint"]) <= 2 * lint.MOST
    assert "more than 500 places" in complaints(found)[""]


def test_the_settings_are_those_of_a_new_repository(original: Path) -> None:
    stated = tomllib.loads((original / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]
    ours: dict[str, Any] = {}
    for line in lint.SETTINGS:
        name, _, value = line.partition(" = ")
        ours[name] = tomllib.loads(f"x = {value}")["x"]

    assert ours == {
        "line-length": stated["line-length"],
        "target-version": stated["target-version"],
        "lint.select": stated["lint"]["select"],
        "lint.isort.known-first-party": stated["lint"]["isort"]["known-first-party"],
        "lint.per-file-ignores": stated["lint"]["per-file-ignores"],
    }
    assert stated["extend-exclude"] == [lint.BY_PROGRAM.rstrip("/")]
    assert len(lint.SETTINGS) == len(stated) + len(stated["lint"]) - 2
