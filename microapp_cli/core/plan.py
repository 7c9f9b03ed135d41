"""The files of a repository before any is written: where each comes from, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from microapp_cli.core.blueprints import Layer
from microapp_cli.core.errors import BadLayer

TEMPLATE_SUFFIX = ".jinja"
MANIFEST = "microapp.yaml"
LOCK = ".microapp/lock.json"
SCHEMA = ".microapp/manifest.schema.json"
CATALOG_INFO = "catalog-info.yaml"
DATA_FILES = {MANIFEST: "yours", LOCK: "platform", SCHEMA: "platform", CATALOG_INFO: "derived"}
"""Files that are built as values and dumped; no layer brings them."""

PLAIN_PATH = re.compile(r"[A-Za-z0-9._@+-]+(/[A-Za-z0-9._@+-]+)*")


@dataclass(frozen=True)
class File:
    """One file of a repository that a layer brings."""

    path: str
    owner: str
    """Its ownership class: yours, shared, platform or derived."""
    layer: Layer
    source: str
    """Its path inside the layer."""

    @property
    def is_template(self) -> bool:
        """Whether it is rendered; every other file is copied byte for byte."""
        return self.source.endswith(TEMPLATE_SUFFIX)


@dataclass(frozen=True)
class Plan:
    """All that the layers bring, in the order of the paths."""

    layers: tuple[Layer, ...]
    files: tuple[File, ...]
    dependencies: tuple[str, ...]

    @property
    def image(self) -> tuple[str, ...]:
        """What the layers want in an image beside what every app has there."""
        return tuple(sorted({path for layer in self.layers for path in layer.image}))

    @property
    def owners(self) -> dict[str, str]:
        """Every path of the finished repository with its class, data files included."""
        brought = {file.path: file.owner for file in self.files}
        return dict(sorted({**brought, **DATA_FILES}.items()))

    @property
    def copied(self) -> tuple[str, ...]:
        """The shortest list of files and folders that covers every file that is no template.

        A folder without a template is one entry: cookiecutter compiles a Jinja template for the
        name of each entry that it visits, which is most of the time a render takes.
        """
        templates = {file.path for file in self.files if file.is_template}
        mixed = {PurePosixPath(".")}
        mixed |= {folder for path in templates for folder in PurePosixPath(path).parents}
        plain = (PurePosixPath(file.path) for file in self.files if not file.is_template)
        return tuple(sorted({str(_outermost(path, mixed)) for path in plain}))


def build(layers: Iterable[Layer]) -> Plan:
    """Lay the layers together; a path that two of them bring is an error."""
    chosen = tuple(layers)
    files: dict[str, File] = {}
    taken = {path.lower(): "microapp itself" for path in DATA_FILES}
    for layer in chosen:
        for file in _files(layer):
            # Two spellings of one name are one file on macOS and Windows.
            other = taken.setdefault(file.path.lower(), layer.name)
            if other != layer.name or file.path in files:
                raise BadLayer(f"{file.path} comes from {other} and from {layer.name}.")
            files[file.path] = file
    dependencies = {dependency for layer in chosen for dependency in layer.dependencies}
    return Plan(chosen, tuple(files[path] for path in sorted(files)), tuple(sorted(dependencies)))


def owner_of(path: str, layers: Iterable[Layer]) -> str:
    """The class of a file at this path, by the first layer that speaks of it; empty if none."""
    if path in DATA_FILES:
        return DATA_FILES[path]
    found = (
        owner
        for layer in layers
        for pattern, owner in layer.classes
        if _regex(pattern).fullmatch(path)
    )
    return next(found, "")


def _files(layer: Layer) -> Iterator[File]:
    for source in layer.files:
        path = source.removesuffix(TEMPLATE_SUFFIX)
        # The renderer treats a path as a template and a pattern, so a path must mean only itself.
        if not PLAIN_PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
            raise BadLayer(f"{layer.name}: {source!r} is no plain path. Rename the file.")
        yield File(path, _owner(path, layer), layer, source)


def _owner(path: str, layer: Layer) -> str:
    for pattern, owner in layer.classes:
        if _regex(pattern).fullmatch(path):
            return owner
    raise BadLayer(f"{layer.name}: {path} has no class. Add a line to classes in its layer.yaml.")


def _outermost(path: PurePosixPath, mixed: set[PurePosixPath]) -> PurePosixPath:
    """The outermost folder of this path that holds no template, or the path itself."""
    return next((folder for folder in reversed(path.parents) if folder not in mixed), path)


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    """`**` stands for any path, `*` for any name within one folder."""
    parts = {"**/": "(?:.+/)?", "**": ".+", "*": "[^/]*"}
    words = re.split(r"(\*\*/|\*\*|\*)", pattern)
    return re.compile("".join(parts.get(word, re.escape(word)) for word in words))
