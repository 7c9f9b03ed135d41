"""Writes a designed repository: render the layers, dump the data files, publish in one rename."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from microapp_cli import __version__
from microapp_cli.adapters import contract_files, lockfile, renderer
from microapp_cli.adapters.catalog import entity_text
from microapp_cli.adapters.drafts import draft_of
from microapp_cli.adapters.layers import Layers
from microapp_cli.core.design import Design
from microapp_cli.core.manifest import HEADER, template_values
from microapp_cli.core.plan import CATALOG_INFO, MANIFEST, SCHEMA

LONGEST_LINE = 1000


def _nobody(_: Path) -> None:
    """Judges nothing."""


def write(
    design: Design, layers: Layers, target: Path, *, judge: Callable[[Path], None] = _nobody
) -> Path:
    """Make the repository at the target, all or nothing; gives its full path.

    Before it appears there, `judge` sees it whole, and may refuse it with a MicroappError.
    """
    values = template_values(
        design.manifest,
        dependencies=design.plan.dependencies,
        version=__version__,
        image=design.plan.image,
    )
    with draft_of(target) as draft:
        repository = renderer.render(design.plan, values, layers, draft.folder)
        write_data(repository, {MANIFEST: design.manifest, SCHEMA: design.schema})
        text = entity_text.of_manifest(design.manifest)
        (repository / CATALOG_INFO).write_text(text, encoding="utf-8", newline="\n")
        contract_files.fill_in(repository, design.manifest)
        lockfile.write(repository, design.plan, design.manifest)
        judge(repository)
        draft.publish(repository)
        return draft.target


def write_data(repository: Path, files: dict[str, dict[str, Any]]) -> None:
    """Dump data files; a value is data whatever it looks like."""
    for path, data in files.items():
        target = repository / path
        target.parent.mkdir(exist_ok=True)
        text = as_json(data) if path.endswith(".json") else as_yaml(data)
        target.write_text(text, encoding="utf-8", newline="\n")


def as_json(data: dict[str, Any]) -> str:
    """The data as JSON that a person can read and git can compare."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def as_yaml(data: dict[str, Any]) -> str:
    """The manifest as YAML, with its two-line header."""
    body = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LONGEST_LINE)
    return HEADER + body


class _Dumper(yaml.SafeDumper):
    """Writes lists, and mappings that hold one control, on one line each, and never an anchor."""

    def ignore_aliases(self, _: object) -> bool:
        return True

    def represent_sequence(self, tag: str, sequence: Any, _: bool | None = None) -> Any:
        return super().represent_sequence(tag, sequence, flow_style=True)

    def represent_mapping(self, tag: str, mapping: Any, _: bool | None = None) -> Any:
        is_control = set(mapping) == {"value", "because"}
        return super().represent_mapping(tag, mapping, flow_style=is_control)
