"""Puts the facts of one repository together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from microapp_cli.adapters import git_past
from microapp_cli.adapters.contract_files import CONTRACT
from microapp_cli.adapters.facts import (
    catalog_info,
    code,
    codeowners,
    contract,
    dependencies,
    deploy,
    documents,
    entries,
    git,
    lint,
    llm,
    lock,
    manifest,
    owner_files,
    pipelines,
    tree,
)
from microapp_cli.adapters.facts.tree import Tree
from microapp_cli.adapters.layers import Layers
from microapp_cli.core.file_names import MANIFEST
from microapp_cli.core.policies import Policies

FORMAT = 1
PROMPTS = "prompts/"
READERS: tuple[Callable[[Mapping[str, bytes]], dict[str, Any]], ...] = (
    pipelines.facts,
    deploy.facts,
    dependencies.facts,
    documents.facts,
    codeowners.facts,
)
"""What reads files alone; each gives its own keys, whatever is in the files."""


def gathered(
    folder: Path,
    *,
    policies: Policies,
    layers: Layers,
    today: date,
    base: str | None,
    files: Tree | None,
) -> dict[str, Any]:
    """All facts, in one document."""
    found = files or tree.read(folder)
    start = git.commit(found.folder, base) if base else None
    told = manifest.facts(found, policies)
    told |= entries.judged(told, policies, today)
    state = lock.Lock(found, told["manifest"] or {}, layers)
    linting = lint.Lint(found, _to_lint(found, state))
    files_alone = catalog_info.without_entities(found.files)
    parts = [
        {"unreadable": list(found.unreadable)},
        state.facts(),
        catalog_info.facts(found, told),
        *(reader(files_alone) for reader in READERS),
        llm.facts(files_alone, _prompts_before(found, start)),
        code.facts(_own(found, state), state.owners),
    ]
    before = git.show(found.folder, start, CONTRACT) if start else None
    facts = {
        "format": FORMAT,
        "today": today.isoformat(),
        **told,
        "contract": contract.facts(found, before),
        "previous": _previous(found.folder, start),
    }
    told_all = _joined(facts, [*parts, linting.facts()])
    return {**told_all, "unreadable": [*told_all["unreadable"], *_unparsed(told_all)]}


def _own(found: Tree, state: lock.Lock) -> dict[str, bytes]:
    """All files but the platform's that are, byte for byte, as they ship: our tests judge those."""
    return {
        path: content
        for path, content in found.files.items()
        if state.owners[path] != lock.PLATFORM or not state.brought.is_untouched(path, content)
    }


def _to_lint(found: Tree, state: lock.Lock) -> list[str]:
    return [
        path
        for path, content in found.files.items()
        if path.endswith((".py", ".pyi")) and not state.brought.is_untouched(path, content)
    ]


def _joined(facts: dict[str, Any], parts: list[dict[str, Any]]) -> dict[str, Any]:
    """All keys of all parts; what any of them could not read stands in one list."""
    unreadable = [entry for part in parts for entry in part.get("unreadable", [])]
    for part in parts:
        facts.update({key: value for key, value in part.items() if key != "unreadable"})
    return {**facts, "unreadable": unreadable}


def _unparsed(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Python that we cannot parse and ruff says nothing of: newer, or not given to it."""
    told = {entry["path"] for entry in facts["lint"] if entry["code"] == lint.SYNTAX.decode()}
    problems = facts["python"]["problems"]
    return [entry for entry in problems if entry["line"] and entry["path"] not in told]


def _prompts_before(found: Tree, commit: str | None) -> dict[str, bytes]:
    """The prompts of a proxy at the base that are not there now, or not as they were."""
    if commit is None or llm.MODELS not in found.files:
        return {}
    return {
        path: content
        for path, content in git_past.changed(found.folder, commit, PROMPTS, found.files).items()
        if owner_files.kind_of(path) == "prompt"
    }


def _previous(folder: Path, commit: str | None) -> dict[str, Any] | None:
    """What the manifest said at the base; null where it was none."""
    content = git.show(folder, commit, MANIFEST) if commit else None
    if content is None:
        return None
    data, _, _ = manifest.parse(content)
    return {"manifest": data if isinstance(data, dict) else None}
