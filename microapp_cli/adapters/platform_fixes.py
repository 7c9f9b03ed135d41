"""The platform's files as the layers bring them, and the lock that fits."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from microapp_cli import __version__
from microapp_cli.adapters import renderer, repository
from microapp_cli.adapters.facts import lock as locks
from microapp_cli.adapters.facts.tree import Tree
from microapp_cli.adapters.layers import Layers
from microapp_cli.core import lock, plan
from microapp_cli.core.blueprints import choose
from microapp_cli.core.manifest import schema, template_values
from microapp_cli.core.plan import LOCK, SCHEMA, Plan
from microapp_cli.core.policies import Policies
from microapp_cli.core.repairs import Repair

PLATFORM = "platform"
JUDGED = ("lock", "layers", "tier", "controls", "files")
"""What of a lock must fit; the rest is renewed along with it."""


@dataclass(frozen=True)
class Brought:
    """What the layers of this microapp bring to one repository, rendered with its manifest."""

    plan: Plan
    contents: Mapping[str, bytes]


def repairs(
    tree: Tree, manifest: Mapping[str, Any], policies: Policies, layers: Layers
) -> tuple[list[Repair], list[str]]:
    """The platform's files and the lock, where they differ; and what a person must do."""
    state = locks.Lock(tree, manifest, layers)
    if not state.brought.verified:
        made = "layers of other versions than those that this microapp ships"
        return [], [f"Platform files stay as they are: the repository was made from {made}."]
    brought = _brought(manifest, layers)
    if SCHEMA not in tree.files or _locked(state, SCHEMA) != tree.hashes[SCHEMA]:
        due = {SCHEMA: repository.as_json(schema(policies.questionnaire)).encode()}
    else:
        due = {SCHEMA: tree.files[SCHEMA]}
    owners = brought.plan.owners
    due |= {path: text for path, text in brought.contents.items() if owners[path] == PLATFORM}
    found = [
        Repair(path, content, _why(path, tree))
        for path, content in sorted(due.items())
        if tree.files.get(path) != content
    ]
    return [*found, *_lock(tree, state, brought, due, manifest)], []


def _why(path: str, tree: Tree) -> str:
    return "put back as the layers bring it" if path in tree.files else "it was missing"


def _brought(manifest: Mapping[str, Any], layers: Layers) -> Brought:
    named = {kind: str(manifest[kind]) for kind in ("blueprint", "runtime", "ci")}
    chosen = plan.build(choose(layers.all, **named))
    values = template_values(
        manifest, dependencies=chosen.dependencies, version=__version__, image=chosen.image
    )
    with tempfile.TemporaryDirectory(prefix="microapp-fix-") as place:
        made = renderer.render(chosen, values, layers, Path(place))
        contents = {file.path: (made / file.path).read_bytes() for file in chosen.files}
    return Brought(chosen, contents)


def _lock(
    tree: Tree,
    state: locks.Lock,
    brought: Brought,
    due: Mapping[str, bytes],
    manifest: Mapping[str, Any],
) -> Iterator[Repair]:
    """The lock of what the layers bring: what lies in the repository has no say in it."""
    hashes = {
        path: _sha256(due[path]) if path in due else _first(path, state, brought, tree)
        for path in brought.plan.owners
        if path != LOCK
    }
    data = lock.build(brought.plan, version=__version__, manifest=manifest, hashes=hashes)
    old = state.data or {}
    if any(old.get(key) != data[key] for key in JUDGED):
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
        yield Repair(LOCK, text.encode(), "fits the repository again", is_made_again=True)


def _first(path: str, state: locks.Lock, brought: Brought, tree: Tree) -> str:
    """The hash of a file that is not the platform's, as it was in the beginning."""
    known = _locked(state, path)
    if known:
        return known
    return _sha256(brought.contents.get(path) or tree.files.get(path, b""))


def _locked(state: locks.Lock, path: str) -> str:
    entry = state.locked.get(path)
    found = entry.get("sha256") if isinstance(entry, dict) else None
    return found if isinstance(found, str) else ""


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
