"""A house with tiny layers, so that a test of the renderer takes milliseconds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.blueprints import sample_design
from microapp_cli.core.design import Design
from tests.read_once import ROOT, ReadOnce

__all__ = ["ROOT", "TODAY", "house", "tiny_design", "tiny_house", "tree", "write_layer"]

TODAY = {"SOURCE_DATE_EPOCH": "1795392000"}

README = """\
# {{ cookiecutter.title }}

{{ cookiecutter.purpose }}
"""
LIST = """\
{% for dependency in cookiecutter._dependencies %}
- {{ dependency }}
{% endfor %}
"""
LAYERS: dict[str, tuple[str, str, dict[str, str], dict[str, str]]] = {
    "base": (
        "base",
        "base",
        {
            "README.md.jinja": README,
            "needs.txt.jinja": LIST,
            "microapp_kit/kit.py": "A = '{{ 1 }}'\n",
        },
        {"README.md": "yours", "needs.txt": "shared", "microapp_kit/**": "platform"},
    ),
    "crud": (
        "blueprint",
        "crud",
        {"app/__main__.py": "print('hello')\n", "app/start.sh": "#!/bin/sh\n", ".hidden": "x\n"},
        {"app/**": "yours", ".hidden": "shared"},
    ),
    "runtimes/container": (
        "runtime",
        "container",
        {"deploy/Dockerfile": "FROM x\n"},
        {"deploy/**": "platform"},
    ),
    "ci/github": (
        "ci",
        "github",
        {".github/workflows/ci.yml": "on: ${{ github.ref }}\n"},
        {".github/**": "platform"},
    ),
}


def write_layer(folder: Path, **changes: Any) -> None:
    """Write a layer.yaml that is fine unless the changes say otherwise."""
    layer = {
        "name": folder.name,
        "kind": "blueprint",
        "title": "T",
        "description": "D",
        "version": "1.0.0",
        "dependencies": ["b>=1", "a>=1"],
        "classes": [{"path": "**", "class": "yours"}],
        **changes,
    }
    (folder / "files").mkdir(parents=True, exist_ok=True)
    (folder / "layer.yaml").write_text(json.dumps(layer), encoding="utf-8")


def tiny_house(folder: Path) -> Workbench:
    """A workbench whose blueprints are a handful of small files; the policies are the real ones."""
    for place, (kind, name, files, classes) in LAYERS.items():
        layer = folder / "blueprints" / place
        lines = [{"path": path, "class": owner} for path, owner in classes.items()]
        write_layer(layer, kind=kind, name=name, classes=lines)
        for path, text in files.items():
            target = layer / "files" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    (folder / "policies").symlink_to(ROOT / "policies")
    return house(folder)


def house(assets: Path = ROOT) -> Workbench:
    """A workbench without a terminal, on a day that never changes."""
    return ReadOnce(assets=assets, environ=TODAY, is_terminal=False, ask=_nobody)


def tiny_design(bench: Workbench) -> Design:
    """The design of an invented app with the tiny crud."""
    return sample_design(bench, "crud", ci="github", runtime="container")


def tree(folder: Path) -> Mapping[str, str]:
    """Every file below a folder with its mode and the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): (
            f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _nobody(*_: Any, **__: Any) -> dict[str, Any]:
    raise AssertionError("Nobody is there to answer.")
