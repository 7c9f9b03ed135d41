"""Shows what changed between two contracts: as a table, as JSON, or as Markdown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from microapp_cli.core.contract.comparison.moves import Change, Level

MOST_OPERATIONS = 3
HEADINGS = {
    Level.BREAKING: "Breaking",
    Level.NON_BREAKING: "Not breaking",
    Level.DOCUMENTATION: "Documentation",
}


def as_table(changes: Sequence[Change]) -> str:
    """One block for each breaking change, one line for each other."""
    lines = [summary(changes)]
    for level, group in groupby(changes, key=lambda change: change.level):
        lines += ["", HEADINGS[level]]
        for change in group:
            lines += _block(change)
    return "\n".join(map(_printable, lines))


def as_markdown(changes: Sequence[Change]) -> str:
    """A table for each level, for a comment on a pull request."""
    lines = [f"**{summary(changes)}**"]
    for level, group in groupby(changes, key=lambda change: change.level):
        breaks = level is Level.BREAKING
        columns = ["Where", "Direction", "What", "Pointer"]
        columns += ["Whom it breaks", "How to avoid it"] if breaks else []
        lines += ["", f"### {HEADINGS[level]}", "", _row(columns), _row(["---"] * len(columns))]
        for change in group:
            cells = [_where(change), change.direction, change.what, _place(change)]
            lines.append(
                _row([_cell(c) for c in cells + [change.breaks, change.avoid][: 2 * breaks]])
            )
    return "\n".join(lines)


def as_json(changes: Sequence[Change]) -> str:
    """All of it, for a program."""
    counts = {level.value: _count(changes, level) for level in Level}
    data = {"counts": counts, "changes": [_data(change) for change in changes]}
    return json.dumps(data, indent=2, ensure_ascii=False)


def summary(changes: Sequence[Change]) -> str:
    """How many there are of each level."""
    if not changes:
        return "No changes."
    counts = [f"{_count(changes, level)} {level.value}" for level in Level]
    return f"{', '.join(counts[:-1])} and {counts[-1]} changes."


FORMATS = {"table": as_table, "json": as_json, "markdown": as_markdown}


def _block(change: Change) -> list[str]:
    lines = [f"  {_where(change)} ({change.direction}): {change.what}"]
    if change.level is Level.DOCUMENTATION:
        return lines
    lines.append(f"    at      {_place(change)}")
    if change.breaks:
        lines += [f"    breaks  {change.breaks}", f"    avoid   {change.avoid}"]
    return lines


def _where(change: Change) -> str:
    if not change.operations:
        return "The whole API"
    named = ", ".join(change.operations[:MOST_OPERATIONS])
    more = len(change.operations) - MOST_OPERATIONS
    return f"{named} and {more} more" if more > 0 else named


def _place(change: Change) -> str:
    return f"{change.pointer} (old)" if change.document == "old" else change.pointer


def _count(changes: Sequence[Change], level: Level) -> int:
    return sum(change.level is level for change in changes)


def _data(change: Change) -> dict[str, Any]:
    return {
        "rule": change.rule,
        "effect": change.effect,
        "level": change.level,
        "direction": change.direction,
        "operations": list(change.operations),
        "pointer": change.pointer,
        "document": change.document,
        "what": change.what,
        "breaks": change.breaks,
        "avoid": change.avoid,
    }


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Text that Markdown shows as it is: names in a contract are anybody's."""
    shown = _printable(text)
    for character in "\\`*_{}[]<>|#~@":
        shown = shown.replace(character, f"\\{character}")
    return shown


def _printable(text: str) -> str:
    """Text in which nothing moves the cursor or starts a new line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
