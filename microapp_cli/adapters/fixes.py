"""Repairs a repository where that is safe: every file whole, or not at all."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from microapp_cli.adapters import (
    contract_files,
    manifest_fixes,
    openapi_text,
    platform_fixes,
    ruff_fixes,
)
from microapp_cli.adapters.catalog import entity_text
from microapp_cli.adapters.contract_files import CONNECTORS, CONTRACT
from microapp_cli.adapters.facts import git, lint, lock, manifest
from microapp_cli.adapters.facts.tree import Tree
from microapp_cli.adapters.layers import Layers
from microapp_cli.core.contract.connectors import derive_all
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.errors import CannotWrite, MicroappError, NotAMicroApp
from microapp_cli.core.plan import CATALOG_INFO, MANIFEST
from microapp_cli.core.policies import Policies
from microapp_cli.core.repairs import Repair, Repairs


def plan(found: Tree, policies: Policies, layers: Layers) -> Repairs:
    """All repairs of a repository; NotAMicroApp where its manifest says too little."""
    first, left = manifest_fixes.repair(found, policies)
    tightened = _with(found, [first] if first else [])
    told = _manifest(tightened, policies)
    more, undone = platform_fixes.repairs(tightened, told, policies, layers)
    restored = _with(tightened, more)
    derived, unclear = _derived(restored)
    formatted = _formatted(restored, told, layers)
    repairs = [*filter(None, [first]), *more, *_entity(tightened, told), *derived, *formatted]
    return Repairs(str(told["name"]), tuple(repairs), (*left, *undone, *unclear))


def at_risk(found: Tree, repairs: Iterable[Repair]) -> list[str]:
    """The files whose present content would be lost: git does not have it."""
    return [
        repair.path
        for repair in repairs
        if not repair.is_made_again
        and repair.path in found.files
        and git.show(found.folder, "HEAD", repair.path) != found.files[repair.path]
    ]


def write(folder: Path, repairs: Iterable[Repair]) -> None:
    """Write every file whole, in the place of what was there."""
    root = Path(os.path.realpath(folder))
    for repair in repairs:
        place = root / repair.path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _must_be_inside(place, root)
            _replace(place, repair.content)
        except OSError as error:
            said = f"{repair.path}: {error.strerror}. Make room for the file, then again."
            raise CannotWrite(said) from None


def _manifest(found: Tree, policies: Policies) -> Mapping[str, Any]:
    facts = manifest.facts(found, policies)
    problems = facts["manifest_problems"]
    if problems or facts["manifest"] is None:
        first = problems[0] if problems else {"line": 1, "pointer": "", "message": "is empty."}
        said = f"{first['pointer']} {first['message']}".strip()
        cure = "Only a person can mend that; then again: microapp fix"
        raise NotAMicroApp(f"{MANIFEST}:{first['line']}: {said} {cure}")
    told: Mapping[str, Any] = facts["manifest"]
    return told


def _entity(found: Tree, told: Mapping[str, Any]) -> Iterator[Repair]:
    """What Backstage shows of the app, where it does not follow from the manifest."""
    text = entity_text.of_manifest(told).encode("utf-8", "replace")
    if found.files.get(CATALOG_INFO) != text:
        yield Repair(CATALOG_INFO, text, f"derived from {MANIFEST}", is_made_again=True)


def _derived(found: Tree) -> tuple[list[Repair], list[str]]:
    """The connectors that do not follow from the contract."""
    content = found.files.get(CONTRACT)
    if content is None:
        gone = f"{CONTRACT} is not there, or cannot be read: restore it from git."
        return [], [f"The connectors stay as they are: {gone}"]
    try:
        contract = Contract.parse(openapi_text.parse(content, CONTRACT))
        made = contract_files.contents(derive_all(contract, contract_files.stamp_of(content)))
    except MicroappError as error:
        return [], [f"The connectors stay as they are: {error}"]
    return [
        Repair(path, text, f"derived from {CONTRACT}", is_made_again=True)
        for path, text in ((f"{CONNECTORS}/{name}", text) for name, text in made.items())
        if found.files.get(path) != text
    ], []


def _formatted(found: Tree, told: Mapping[str, Any], layers: Layers) -> Iterator[Repair]:
    """Python files that are not the platform's, as ruff formats them."""
    state = lock.Lock(found, told, layers)
    files = {
        path: content
        for path, content in found.files.items()
        if path.endswith((".py", ".pyi"))
        and state.owners[path] != platform_fixes.PLATFORM
        and not path.startswith(lint.BY_PROGRAM)
    }
    for path, content in sorted(ruff_fixes.fixed(files).items()):
        yield Repair(path, content, "formatted, and fixed where ruff calls it safe")


def _with(found: Tree, repairs: Iterable[Repair]) -> Tree:
    """The tree as it will be."""
    files = {**found.files, **{repair.path: repair.content for repair in repairs}}
    return dataclasses.replace(found, files=dict(sorted(files.items())))


def _must_be_inside(place: Path, root: Path) -> None:
    real = os.path.realpath(place.parent)
    if real != str(place.parent):
        raise CannotWrite(f"{place.relative_to(root)}: its folder is a link. Put a real one there.")


def _replace(place: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=".microapp-", dir=place.parent)
    draft = Path(name)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123
            file.write(content)
        draft.chmod(0o755 if content[:2] == b"#!" else 0o644)
        draft.replace(place)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
