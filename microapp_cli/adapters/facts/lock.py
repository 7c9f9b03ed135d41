"""`.microapp/lock.json` as facts: which platform files are not what the layers brought."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from microapp_cli import __version__
from microapp_cli.adapters import strict_json
from microapp_cli.adapters.facts.tree import Tree, complaint
from microapp_cli.adapters.layers import Layers
from microapp_cli.core import plan
from microapp_cli.core.blueprints import Layer
from microapp_cli.core.errors import BadLayer
from microapp_cli.core.file_names import LOCK, SCHEMA
from microapp_cli.core.plan import File

PLATFORM = "platform"
KINDS = ("base", "blueprint", "runtime", "ci")
LINE = re.compile(r"line (\d+): ")
MARK = re.compile(r"([ \t]*\{%.*%\}\n?|\{\{.*?\}\})", re.DOTALL)


@dataclass(frozen=True)
class Brought:
    """The files that layers of this microapp bring to one repository."""

    chosen: tuple[Layer, ...]
    """The shipped layers with the kind and name that the lock gives, or else the manifest."""
    verified: bool
    """Whether all of them have the versions that the lock names."""
    files: Mapping[str, File]
    layers: Layers

    def owner(self, path: str, locked: Mapping[str, Any]) -> str:
        """Whose a file is; the layers have the last word, the lock speaks where they are silent."""
        return plan.owner_of(path, self.chosen) or str(_entry(locked, path).get("class") or "")

    def fits(self, path: str, content: bytes) -> bool | None:
        """Whether a file is what its layer brings; None where that cannot be told."""
        file = self.files.get(path) if self.verified else None
        if file is None:
            return None
        shipped = self.layers.content(file)
        return _fits_template(shipped, content) if file.is_template else shipped == content

    def is_untouched(self, path: str, content: bytes) -> bool:
        """Whether a file is, byte for byte, one that this microapp brings."""
        file = self.files.get(path)
        return file is not None and not file.is_template and self.layers.content(file) == content


def facts(tree: Tree, told: Mapping[str, Any] | None, layers: Layers) -> dict[str, Any]:
    """The lock, what is wrong in it, and the state of every file with its class."""
    return Lock(tree, told or {}, layers).facts()


class Lock:
    """The lock of one tree, held against the tree and against the layers."""

    def __init__(self, tree: Tree, told: Mapping[str, Any], layers: Layers) -> None:
        self.tree = tree
        self.told = told
        self.data, self.unreadable = _read(tree)
        self.locked = _mapping(self.data, "files")
        self.brought = _brought(self.data, told, layers)

    def facts(self) -> dict[str, Any]:
        """All that rules ask of it."""
        return {
            "lock": self.data,
            "lock_problems": [{"line": 1, "message": text} for text in self._problems()],
            "lock_verified": self.brought.verified,
            "platform": list(self._platform()),
            "files": [
                {
                    "path": path,
                    "size": len(content),
                    "sha256": self.tree.hashes[path],
                    "class": self.owners[path],
                }
                for path, content in self.tree.files.items()
            ],
            "unreadable": self.unreadable,
        }

    @cached_property
    def owners(self) -> dict[str, str]:
        """Every file with its class."""
        return {path: self.brought.owner(path, self.locked) for path in self.tree.files}

    def _platform(self) -> Iterator[dict[str, Any]]:
        named = {*self.locked, *self.brought.files, *self.tree.files}
        refused = {str(entry["path"]) for entry in self.tree.unreadable}
        for path in sorted(named - {LOCK}):
            if self.brought.owner(path, self.locked) == PLATFORM:
                state = self._state(path, refused)
                if state:
                    yield {"path": path, "state": state, "class": PLATFORM}

    def _state(self, path: str, refused: set[str]) -> str:
        content = self.tree.files.get(path)
        if content is None:
            return "changed" if path in refused else "missing"
        if self.data is None and (path == SCHEMA or self.brought.fits(path, content)):
            return ""  # that there is no lock is a finding of its own; here the layers speak
        if path not in self.locked and path not in self.brought.files:
            return "added"
        locked = _entry(self.locked, path).get("sha256")
        if self.brought.fits(path, content) is False:
            return "forged" if locked in (None, self.tree.hashes[path]) else "changed"
        return "" if locked == self.tree.hashes[path] else "changed"

    def _problems(self) -> Iterator[str]:
        if self.data is None:
            return
        for kind in KINDS:
            wanted = "base" if kind == "base" else self.told.get(kind)
            stated = [layer.get("name") for layer in _layers(self.data) if layer["kind"] == kind]
            if isinstance(wanted, str) and stated != [wanted]:
                yield f"names {_shown(stated)} as {kind}; microapp.yaml says {wanted}."
        yield from self._versions()
        for path in sorted(self.locked):
            owner = plan.owner_of(path, self.brought.chosen)
            if owner and owner != _entry(self.locked, path).get("class"):
                yield f"gives {path} another class than {owner}."

    def _versions(self) -> Iterator[str]:
        """A microapp brings one version of a layer; another in its name was written by hand."""
        stated = {
            (layer["kind"], layer["name"]): layer.get("version") for layer in _layers(self.data)
        }
        for layer in self.brought.chosen:
            version = stated.get((layer.kind, layer.name), layer.version)
            if version != layer.version and self.data and self.data.get("microapp") == __version__:
                yield (
                    f"names version {str(version)[:40]} of {layer.name}; "
                    f"microapp {__version__} brings {layer.version}."
                )


def _read(tree: Tree) -> tuple[dict[str, Any] | None, list[dict[str, object]]]:
    content = tree.files.get(LOCK)
    if content is None:
        return None, []
    try:
        data = strict_json.parse(content)
    except ValueError as error:
        return None, [complaint(LOCK, str(error), _line(str(error)))]
    if not isinstance(data, dict):
        return None, [complaint(LOCK, "holds no mapping. Restore it from git.", 1)]
    return data, []


def _line(said: str) -> int:
    """The line that a complaint begins with, or else the first."""
    found = LINE.match(said)
    return int(found[1]) if found else 1


def _brought(data: Mapping[str, Any] | None, told: Mapping[str, Any], layers: Layers) -> Brought:
    """The layers by the manifest's word: a lock that leaves one out is not believed.

    Where no manifest can be read, which is a finding of its own, there is the lock's word alone.
    """
    versions = {(layer["kind"], layer.get("name")): layer for layer in _layers(data)}
    word = told or {layer["kind"]: layer["name"] for layer in _layers(data)}
    wanted = [(kind, "base" if kind == "base" else word.get(kind)) for kind in KINDS]
    chosen = tuple(layer for layer in layers.all if (layer.kind, layer.name) in wanted)
    verified = len(chosen) == len(KINDS) and all(
        versions.get((layer.kind, layer.name), {}).get("version") in (layer.version, None)
        for layer in chosen
    )
    try:
        files = {file.path: file for file in plan.build(chosen).files}
    except BadLayer:
        files = {}
    return Brought(chosen, verified, files, layers)


def _layers(data: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    stated = data.get("layers") if data else None
    entries = stated if isinstance(stated, list) else []
    return [
        entry
        for entry in entries
        if isinstance(entry, dict)
        and isinstance(entry.get("kind"), str)
        and isinstance(entry.get("name"), str)
    ]


def _mapping(data: Mapping[str, Any] | None, key: str) -> Mapping[str, Any]:
    found = data.get(key) if data else None
    return found if isinstance(found, dict) else {}


def _entry(locked: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    found = locked.get(path)
    return found if isinstance(found, dict) else {}


def _shown(names: list[Any]) -> str:
    return " and ".join(str(name)[:40] for name in names) or "nothing"


def _fits_template(template: bytes, content: bytes) -> bool:
    """Whether all fixed text of a template stands in a file, in its order.

    What the template prints may be any text on its line; whether it is the right one is a rule's
    to say. Rendering would cost more than all other facts together. From the first {% to the last
    one, any text may stand.
    """
    try:
        text, found = template.decode("utf-8"), content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    at, gap = 0, ""
    for index, part in enumerate(MARK.split(text)):
        if index % 2:
            gap = "block" if part.lstrip().startswith("{%") or gap == "block" else "line"
        elif part:
            place = found.find(part, at)
            if place < 0 or (gap == "" and place != at):
                return False
            if gap == "line" and "\n" in found[at:place]:
                return False
            at, gap = place + len(part), ""
    return gap != "" or at == len(found)
