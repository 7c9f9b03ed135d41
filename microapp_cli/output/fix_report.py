"""What `microapp fix` says: what was repaired, or would be, and what is left for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from microapp_cli.core.repairs import Repairs
from microapp_cli.output.check_groups import counted
from microapp_cli.output.harmless import logged, printable


def as_text(repairs: Repairs, *, dry_run: bool) -> str:
    """The repairs for a person."""
    return "\n".join(map(logged, _lines(repairs, dry_run=dry_run)))


def as_data(repairs: Repairs, *, dry_run: bool) -> dict[str, Any]:
    """The repairs for a program."""
    return {
        "name": repairs.name,
        "dry_run": dry_run,
        "repairs": [
            {"path": repair.path, "why": repair.why, "details": list(repair.details)}
            for repair in repairs.repairs
        ],
        "left": list(repairs.left),
    }


def _lines(repairs: Repairs, *, dry_run: bool) -> Iterator[str]:
    if not repairs.repairs:
        yield f"{repairs.name}: nothing that can be repaired safely."
    else:
        files = counted(len(repairs.repairs), "file")
        verb = "would be" if dry_run else "was" if len(repairs.repairs) == 1 else "were"
        yield f"{repairs.name}: {files} {verb} repaired."
    for repair in repairs.repairs:
        yield f"  {printable(repair.path)}: {repair.why}"
        yield from (f"    {printable(detail, 300)}" for detail in repair.details)
    for text in repairs.left:
        yield f"  left for you: {printable(text, 500)}"
