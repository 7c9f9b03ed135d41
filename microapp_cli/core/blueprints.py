"""Layers as values: what each adds to a repository, and which ones a micro-app is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from microapp_cli.core.errors import BadLayer
from microapp_cli.core.meant import with_meant

KINDS = ("base", "blueprint", "runtime", "ci")
CLASSES = ("yours", "shared", "platform", "derived")
FIELDS = ("name", "kind", "title", "description", "version", "dependencies", "classes")
OPTIONAL = ("image",)
IN_IMAGE = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z]+)?")


@dataclass(frozen=True)
class Layer:
    """A folder of files that is added to a repository."""

    name: str
    kind: str
    title: str
    description: str
    version: str
    dependencies: tuple[str, ...]
    classes: tuple[tuple[str, str], ...]
    """Pairs of a path pattern and a class; the first pattern that matches a file decides."""
    files: tuple[str, ...]
    """Paths relative to the layer's folder of files, with forward slashes."""
    image: tuple[str, ...] = ()
    """What the running service needs beside `app/`, the kit and the manifest."""


def parse(raw: object, files: Iterable[str], where: str) -> Layer:
    """The layer that a layer.yaml describes, or what is wrong with it."""
    if not isinstance(raw, Mapping):
        raise BadLayer(f"{where}: a mapping is needed, with {', '.join(FIELDS)}.")
    wrong = sorted(map(str, set(raw) - set(OPTIONAL) ^ set(FIELDS)))
    if wrong:
        raise BadLayer(f"{where}: missing or unknown: {', '.join(wrong)}.")
    for field in ("name", "kind", "title", "description", "version"):
        if not isinstance(raw[field], str) or not raw[field].strip():
            raise BadLayer(f"{where}: {field} must be text.")
    if raw["kind"] not in KINDS:
        raise BadLayer(f"{where}: kind must be one of {', '.join(KINDS)}.")
    return Layer(
        name=raw["name"],
        kind=raw["kind"],
        title=raw["title"],
        description=raw["description"],
        version=raw["version"],
        dependencies=_dependencies(raw["dependencies"], where),
        classes=_classes(raw["classes"], where),
        files=tuple(sorted(files)),
        image=_image(raw.get("image", []), where),
    )


def of_kind(layers: Iterable[Layer], kind: str) -> tuple[Layer, ...]:
    """All layers of one kind, by name."""
    return tuple(sorted((x for x in layers if x.kind == kind), key=lambda layer: layer.name))


def names(layers: Iterable[Layer], kind: str) -> tuple[str, ...]:
    """The words a person may give for one kind."""
    return tuple(layer.name for layer in of_kind(layers, kind))


def find(layers: Iterable[Layer], kind: str, name: str) -> Layer:
    """The layer with this kind and name; a wrong name is answered with the right ones."""
    known = of_kind(layers, kind)
    for layer in known:
        if layer.name == name:
            return layer
    choices = ", ".join(layer.name for layer in known) or "none"
    told = f"There is no {kind} named {name!r}. There are: {choices}."
    raise BadLayer(with_meant(told, name, [layer.name for layer in known]))


def choose(layers: Iterable[Layer], *, blueprint: str, runtime: str, ci: str) -> tuple[Layer, ...]:
    """The layers of one micro-app, in the order in which they are added."""
    available = tuple(layers)
    wanted = (("base", "base"), ("blueprint", blueprint), ("runtime", runtime), ("ci", ci))
    return tuple(find(available, kind, name) for kind, name in wanted)


def _dependencies(raw: object, where: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(x, str) and x.strip() for x in raw):
        raise BadLayer(f"{where}: dependencies must be a list of requirements.")
    return tuple(raw)


def _image(raw: object, where: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(
        isinstance(path, str) and IN_IMAGE.fullmatch(path) for path in raw
    ):
        raise BadLayer(f"{where}: image must be a list of names at the top of the repository.")
    return tuple(raw)


def _classes(raw: object, where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(raw, list):
        raise BadLayer(f"{where}: classes must be a list.")
    return tuple(_class(line, where) for line in raw)


def _class(line: object, where: str) -> tuple[str, str]:
    match line:
        case {"path": str(path), "class": str(name), **more} if name in CLASSES and not more:
            return path, name
    raise BadLayer(f"{where}: {line!r} needs a path and a class, one of {', '.join(CLASSES)}.")
