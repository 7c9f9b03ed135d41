"""What `microapp new` says when the repository is there, or would be."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from microapp_cli.core.design import Design
from microapp_cli.output.tree import tree

WITH_UV = ("uv sync", ".venv/bin/python -m app")
WITHOUT_UV = (
    "python3 -m venv .venv && .venv/bin/pip install --require-hashes -r requirements-dev.txt",
    ".venv/bin/python -m app",
)


def next_commands(folder: Path, *, has_uv: bool) -> list[str]:
    """The three commands to type next."""
    return [f"cd {shlex.quote(str(folder))}", *(WITH_UV if has_uv else WITHOUT_UV)]


def as_text(design: Design, folder: Path, commands: list[str]) -> str:
    """The result for a person."""
    lines = [f"{design.name} is ready in {folder}.", _tier(design), "", "Next:"]
    return "\n".join([*lines, *(f"  {command}" for command in commands)])


def dry_text(design: Design, folder: Path) -> str:
    """What would be written, for a person."""
    files = tree(design.name, design.plan.owners)
    return f"{files}\n\n{_tier(design)}\nNothing was written; it would go to {folder}."


def as_data(design: Design, folder: Path, commands: list[str], *, dry_run: bool) -> dict[str, Any]:
    """The result for a program."""
    return {
        "name": design.name,
        "path": str(folder),
        "dry_run": dry_run,
        "tier": design.manifest["tier"],
        "blueprint": design.manifest["blueprint"],
        "files": [{"path": path, "class": owner} for path, owner in design.plan.owners.items()],
        "next": commands,
    }


def _tier(design: Design) -> str:
    tier = design.assessment.tier
    causes = [reason.because for reason in design.assessment.reasons if reason.tier == tier]
    return f"Tier {tier}, because {' and '.join(causes)}."
