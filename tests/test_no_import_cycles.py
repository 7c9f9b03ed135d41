"""No two files import each other: not by way of others, nor in a function, nor for types."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = [
    ROOT / "microapp_cli",
    *sorted((ROOT / "blueprints").glob("*/files/microapp_*")),
]


def imports_of(path: Path, files: Container[str]) -> Iterator[str]:
    """Which of these modules a file imports, wherever in it."""
    nodes: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in files else node.module for name in inner)
        nodes += ast.iter_child_nodes(node)


def module_of(path: Path, package: Path) -> str:
    """The name by which others import a file."""
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def cycle_in(package: Path) -> list[str]:
    """A circle of imports in a package, if there is one."""
    files = {module_of(path, package): path for path in package.rglob("*.py")}
    graph = {name: {*imports_of(path, files)} - {name} for name, path in files.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(package: Path) -> None:
    assert cycle_in(package) == []


def test_a_circle_is_seen_though_one_import_waits_in_a_function(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "door.py").write_text("from house import key\n", "utf-8")
    (tmp_path / "house" / "key.py").write_text(
        "def turn():\n    from house.door import open\n", "utf-8"
    )
    assert set(cycle_in(tmp_path / "house")) == {"house.door", "house.key"}


def test_a_circle_is_seen_though_one_import_is_for_types_alone(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "door.py").write_text("from house import key\n", "utf-8")
    (tmp_path / "house" / "key.py").write_text(
        "if TYPE_CHECKING:\n    from house.door import Door\n", "utf-8"
    )
    assert set(cycle_in(tmp_path / "house")) == {"house.door", "house.key"}
