"""What `microapp contract` says: the files, what is stale, and what could not be expressed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from microapp_cli.core.contract.derived import Derived

CURE = "Run: microapp contract"


def as_data(*, folder: Path, derived: Derived, stale: Sequence[str] | None) -> dict[str, Any]:
    """The outcome as data; `stale` is there only when files were compared."""
    return {
        "folder": str(folder),
        "files": sorted(derived.files),
        **({} if stale is None else {"stale": list(stale)}),
        "notes": [{"where": note.where, "what": note.what} for note in derived.notes],
    }


def as_text(*, folder: Path, derived: Derived, stale: Sequence[str] | None) -> str:
    """The outcome for a person."""
    if stale is None:
        lines = [f"Wrote {len(derived.files)} files below {folder}."]
    elif stale:
        lines = [*(f"{path} is stale." for path in stale), CURE]
    else:
        lines = ["Everything follows from the contract as it is."]
    if stale is None and derived.notes:
        lines += ["", "What the connectors cannot express:"]
        lines += [f"  {note.where}: {note.what}" for note in derived.notes]
    return "\n".join(lines)
