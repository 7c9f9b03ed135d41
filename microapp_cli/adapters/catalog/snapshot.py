"""Reads what lies in a repository: its manifest and lock, its hashes, and where it comes from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from microapp_cli.adapters import strict_json, strict_yaml
from microapp_cli.adapters.facts import git, tree
from microapp_cli.adapters.facts.tree import Tree
from microapp_cli.core.catalog.entry import Snapshot
from microapp_cli.core.errors import CatalogError
from microapp_cli.core.file_names import LOCK, MANIFEST

CONTRACT = "openapi.yaml"
LOGIC = ("app/", "tests/", "docs/", "README.md")
PROOFS = ("tests/kit/",)
"""Part of the platform, although it lies among the tests."""
KEPT = (MANIFEST, LOCK, CONTRACT)
"""The files that the catalog keeps for an auditor."""
LOCKED = ("uv.lock", "requirements.txt")
"""What tells its dependencies; the first that is there is kept too."""
SAFE = "/%:@!$&'()*+,;=~"
SCP = re.compile(r"(?:[^@/]+@)?(?P<host>[\w.-]+):(?P<path>[^/].*)")


@dataclass(frozen=True)
class Taken:
    """A snapshot, and the texts to keep with it: path → hash and text."""

    snapshot: Snapshot
    files: Mapping[str, tuple[str, str]]


def take(folder: Path) -> Taken:
    """The repository in a folder as it stands."""
    found = tree.read(folder)
    manifest = _mapping(found, MANIFEST)
    snapshot = Snapshot(
        manifest=manifest,
        lock=_mapping(found, LOCK),
        contract=found.hashes.get(CONTRACT, ""),
        content=found.sha256,
        outside=_hash(f"{found.hashes[path]} {path}" for path in found.files if not _logic(path)),
        repository=_repository(found.folder),
        commit=_git(found.folder, "rev-parse", "--verify", "--quiet", "HEAD"),
    )
    locked = [path for path in LOCKED if path in found.files][:1]
    kept = {path: found.files[path] for path in (*KEPT, *locked) if path in found.files}
    return Taken(
        snapshot,
        {
            path: (found.hashes[path], body.decode("utf-8", "replace"))
            for path, body in kept.items()
        },
    )


def _logic(path: str) -> bool:
    return path.startswith(LOGIC) and not path.startswith(PROOFS)


def _mapping(found: Tree, path: str) -> Mapping[str, Any]:
    content = found.files.get(path)
    if content is None:
        raise CatalogError(f"{path} is missing. Restore it from git.")
    try:
        if path.endswith(".json"):
            data: object = strict_json.parse(content)
        else:
            data = strict_yaml.parse(content.decode("utf-8"))
    except ValueError as error:
        raise CatalogError(f"{path}: {error}") from None
    if not isinstance(data, dict):
        raise CatalogError(f"{path} holds no mapping. Restore it from git.")
    return data


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(lines).encode("utf-8", "backslashreplace")).hexdigest()


def _repository(folder: Path) -> str:
    """Where the repository lives, without the password that CI may have put there."""
    return plain_address(_git(folder, "remote", "get-url", "origin"))


def plain_address(text: str) -> str:
    """`git@host:a/b.git` and `https://token@host/a/b.git` as `https://host/a/b`."""
    scp = SCP.fullmatch(text)
    if scp and "://" not in text:
        text = f"ssh://{scp['host']}/{scp['path']}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    place = f"{host}:{port}" if port and parts.scheme in ("http", "https") else host
    path = quote(parts.path.rstrip("/").removesuffix(".git"), safe=SAFE)
    return f"https://{place.lower()}{path}"[:300]


def _git(folder: Path, *words: str) -> str:
    told = git.run(folder, *words)
    return told.decode("utf-8", "replace").strip() if told else ""
