"""Loads rules, shared functions and data: ours, and those that an organisation adds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from microapp_cli.adapters.policy_files import check_overlay
from microapp_cli.adapters.policy_text import read, visible
from microapp_cli.adapters.rego import data_files, metadata
from microapp_cli.core import shape
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.rulebook import Rule, RuleBook, check_unique

MAIN = "main.rego"
TEST = "_test.rego"


def load(folder: Path, overlay: Path | None = None) -> RuleBook:
    """The rules and data of this folder, with those that an organisation's overlay adds."""
    sources = {MAIN: read(folder / MAIN, MAIN), **dict(_library(folder))}
    rules = _rules(folder, sources)
    if not rules:
        raise BadPolicy(f"{folder}/rules: no rules in there, so nothing would be judged.")
    data = data_files.load(folder / "data")
    if overlay is not None:
        check_overlay(overlay)
        rules += _overlaid(overlay, sources, known={rule.key: rule for rule in rules})
        data = data_files.tightened(data, overlay / "data", overlay)
    check_unique(rules)
    values = {name: file.values for name, file in data.items()}
    return RuleBook(tuple(rules), sources, values, _hash(sources, values))


def rule_folders(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every rule's layer/name and folder; BadPolicy for a Rego file where none is read."""
    for layer in visible(folder):
        _check_place(layer)
        for rule in visible(layer):
            _check_place(rule)
            for file in visible(rule):
                _check_file(file, rule.name)
            yield f"{layer.name}/{rule.name}", rule


def _rules(
    folder: Path, sources: dict[str, str], *, root: Path | None = None, prefix: str = ""
) -> list[Rule]:
    """The rules in this folder; their Rego is added to the sources."""
    found = []
    for key, place in rule_folders(folder / "rules"):
        file = place / f"{place.name}.rego"
        path = f"{prefix}rules/{key}/{file.name}"
        sources[path] = read(file, path, root=root)
        found.append(metadata.rule(sources[path], key=key, path=path, ours=root is None))
    return found


def _overlaid(overlay: Path, sources: dict[str, str], known: Mapping[str, Rule]) -> list[Rule]:
    """The rules an organisation adds; one that stands in the place of ours is refused."""
    if not (overlay / "rules").exists():
        return []
    added = _rules(overlay, sources, root=overlay, prefix=f"{overlay}/")
    if not added:
        raise BadPolicy(f"{overlay}/rules: no rules in there. Add one, or remove the folder.")
    for rule in added:
        if rule.key in known:
            raise BadPolicy(
                f"{rule.path}: {rule.key} is a rule of ours, and an overlay may only add. "
                "Give yours another name."
            )
    return added


def _library(folder: Path) -> Iterator[tuple[str, str]]:
    for file in visible(folder / "lib") if (folder / "lib").exists() else []:
        if file.suffix == ".rego" and not file.name.endswith(TEST):
            yield f"lib/{file.name}", read(file, f"lib/{file.name}")


def _check_place(folder: Path) -> None:
    if folder.is_file() and folder.suffix != ".rego":
        return
    if not folder.is_dir():
        raise BadPolicy(f"{folder} would not be read. Rules lie in rules/<layer>/<rule>/.")
    shape.word(folder.name, f"{folder}")


def _check_file(file: Path, rule: str) -> None:
    is_known = file.name in (f"{rule}.rego", f"{rule}{TEST}")
    if (file.suffix == ".rego" or file.is_dir()) and not is_known:
        raise BadPolicy(f"{file} would not be read. Known is {rule}.rego.")


def _hash(sources: Mapping[str, str], data: Mapping[str, Any]) -> str:
    everything = json.dumps([sources, data], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(everything.encode()).hexdigest()
