"""The layers on disk: a folder with a layer.yaml and, beside it, the files it brings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from microapp_cli.adapters import strict_yaml
from microapp_cli.core.blueprints import Layer, parse
from microapp_cli.core.errors import BadLayer
from microapp_cli.core.plan import File

# What running a blueprint where it lies leaves behind; none of it belongs to a repository.
DEBRIS = {
    "__pycache__",
    ".DS_Store",
    ".hypothesis",
    ".local",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
}


class Layers:
    """All layers below one folder."""

    def __init__(self, root: Path) -> None:
        self._folders: dict[tuple[str, str], Path] = {}
        self._contents: dict[tuple[str, str, str], bytes] = {}
        self.all: tuple[Layer, ...] = tuple(self._read(root))

    def source(self, file: File) -> Path:
        """Where the content of a planned file lies."""
        return self.folder(file.layer) / "files" / file.source

    def content(self, file: File) -> bytes:
        """The bytes of a planned file as its layer has them; read once for all repositories."""
        key = (file.layer.kind, file.layer.name, file.source)
        if key not in self._contents:
            self._contents[key] = self.source(file).read_bytes()
        return self._contents[key]

    def folder(self, layer: Layer) -> Path:
        """Where a layer.yaml lies."""
        return self._folders[layer.kind, layer.name]

    def _read(self, root: Path) -> Iterator[Layer]:
        found = sorted([*root.glob("*/layer.yaml"), *root.glob("*/*/layer.yaml")])
        if not found:
            raise BadLayer(f"{root}: no layers here. Install microapp again.")
        for path in found:
            where = path.relative_to(root).as_posix()
            layer = parse(_yaml(path, where), _files(path.parent / "files"), where)
            if (layer.kind, layer.name) in self._folders:
                raise BadLayer(f"{where}: a {layer.kind} named {layer.name} exists already.")
            self._folders[layer.kind, layer.name] = path.parent
            yield layer


def _yaml(path: Path, where: str) -> object:
    try:
        return strict_yaml.parse(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadLayer(f"{where}: {error}") from None


def _files(folder: Path) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in DEBRIS]
        for name in names:
            if name not in DEBRIS and not name.endswith(".pyc"):
                yield (Path(parent) / name).relative_to(folder).as_posix()
