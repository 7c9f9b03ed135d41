"""A layer on disk is read strictly, and what running it left behind is not part of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters.layers import Layers
from microapp_cli.core.errors import BadLayer
from tests.houses import write_layer


def test_hidden_files_and_templates_are_part_of_a_layer(tmp_path: Path) -> None:
    write_layer(tmp_path / "crud")
    for path in (".gitignore", "a.md.jinja", "uv.lock"):
        (tmp_path / "crud/files" / path).write_text("x")

    (layer,) = Layers(tmp_path).all

    assert layer.files == (".gitignore", "a.md.jinja", "uv.lock")


@pytest.mark.parametrize(
    "debris", ["__pycache__/a.pyc", "app/__pycache__/b.pyc", ".local/app.db", ".venv/x", "a.pyc"]
)
def test_what_running_a_blueprint_leaves_behind_is_passed_over(tmp_path: Path, debris: str) -> None:
    write_layer(tmp_path / "crud")
    path = tmp_path / "crud/files" / debris
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")

    (layer,) = Layers(tmp_path).all

    assert layer.files == ()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind": "theme"}, "kind must be one of"),
        ({"version": 1}, "version must be text"),
        ({"extra": "x"}, "missing or unknown: extra"),
        ({"classes": [{"path": "**", "class": "mine"}]}, "one of yours, shared"),
        ({"classes": [{"path": "**", "class": "yours", "x": 1}]}, "needs a path and a class"),
        ({"dependencies": "aiohttp"}, "list of requirements"),
    ],
)
def test_a_wrong_layer_file_is_refused_by_name(
    tmp_path: Path, changes: dict[str, Any], problem: str
) -> None:
    write_layer(tmp_path / "crud", **changes)

    with pytest.raises(BadLayer, match=rf"^crud/layer.yaml: .*{problem}"):
        Layers(tmp_path)


def test_two_layers_of_one_name_are_refused(tmp_path: Path) -> None:
    write_layer(tmp_path / "one", name="crud")
    write_layer(tmp_path / "two", name="crud")

    with pytest.raises(BadLayer, match=r"two/layer\.yaml: a blueprint named crud exists already"):
        Layers(tmp_path)


def test_a_folder_without_layers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLayer, match="no layers here"):
        Layers(tmp_path)
