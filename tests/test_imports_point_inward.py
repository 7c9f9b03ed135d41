"""Imports point one way: commands → core, adapters, output; adapters and output → core."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1] / "microapp_cli"
ALLOWED = {
    "core": {"core"},
    "output": {"output", "core"},
    "adapters": {"adapters", "core"},
    "commands": {"commands", "core", "adapters", "output"},
}
IMPURE = {"http", "os", "pathlib.Path", "random", "shutil", "socket", "subprocess", "tempfile"}


def imported(path: Path) -> set[str]:
    """Every name that a file imports, wherever in the file, with its module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_folder_imports_only_what_lies_further_in(folder: str) -> None:
    for path in sorted((HOUSE / folder).rglob("*.py")):
        ours = [name.split(".") for name in imported(path) if name.startswith("microapp_cli.")]
        assert {name[1] for name in ours} <= {*ALLOWED[folder], "__version__"}, path


def test_core_imports_only_pure_parts_of_the_standard_library() -> None:
    for path in sorted((HOUSE / "core").rglob("*.py")):
        others = {name for name in imported(path) if not name.startswith("microapp_cli.")}
        assert {name.split(".")[0] for name in others} <= sys.stdlib_module_names, path
        assert not {name for name in others if name in IMPURE or name.split(".")[0] in IMPURE}, path
