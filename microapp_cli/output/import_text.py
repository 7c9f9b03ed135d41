"""Shows what an import came to."""

from __future__ import annotations

from collections.abc import Sequence

from microapp_cli.core.catalog.adoption import Imported

MOST_NAMES = 10


def imported(done: Imported) -> str:
    """What became of each app, and what it still needs."""
    counts = f"{len(done.new)} new, {len(done.changed)} changed, {len(done.same)} as they were."
    lines = [counts]
    held = done.held[:MOST_NAMES]
    if done.kept:
        lines.append(f"Left as their repositories registered them: {_names(done.kept)}.")
    if done.held:
        names = [name for name, _, __ in done.held]
        lines.append(
            f"In an earlier stage than claimed: {_names(names)}. "
            "Stages are reached by: microapp catalog move"
        )
        lines += [
            f"  {name} claims {claimed}, and is in {stage} here." for name, claimed, stage in held
        ]
    if done.untiered:
        lines.append(f"Without a tier, so the strictest holds: {_names(done.untiered)}.")
    if done.others:
        told = ", ".join(f"{number} {kind}" for kind, number in done.others.items())
        lines.append(f"Passed over: {told}.")
    return "\n".join(lines)


def _names(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
