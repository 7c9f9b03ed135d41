"""The lock: which tool and layers made a repository, from which answers, and what each file was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microapp_cli.core.blueprints import Layer
from microapp_cli.core.file_names import LOCK
from microapp_cli.core.plan import Plan

LOCK_VERSION = 1
ANSWER_KEYS = (
    *("name", "title", "purpose", "owner", "backup_owner", "blueprint", "runtime", "ci", "answers"),
)


def build(
    plan: Plan, *, version: str, manifest: Mapping[str, Any], hashes: Mapping[str, str]
) -> dict[str, Any]:
    """The lock as data; `hashes` gives the sha256 of every file but the lock itself."""
    files = {
        path: {"class": owner, "sha256": hashes[path]}
        for path, owner in plan.owners.items()
        if path != LOCK
    }
    return {
        **heading(plan, version=version),
        "answers": {key: manifest[key] for key in ANSWER_KEYS},
        "tier": manifest["tier"],
        "controls": _values(manifest["controls"]),
        "files": files,
    }


def heading(plan: Plan, *, version: str) -> dict[str, Any]:
    """What is known of a repository before anybody gave an answer."""
    return {
        "lock": LOCK_VERSION,
        "microapp": version,
        "layers": [_layer(layer) for layer in plan.layers],
    }


def _layer(layer: Layer) -> dict[str, str]:
    return {"kind": layer.kind, "name": layer.name, "version": layer.version}


def _values(controls: Mapping[str, Any]) -> dict[str, Any]:
    return {
        group: {name: control["value"] for name, control in names.items()}
        for group, names in controls.items()
    }
