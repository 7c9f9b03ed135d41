"""Shows the calls that `microapp try` made."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from microapp_cli.core.walk import Call

WIDTH = 75


def as_lines(call: Call) -> str:
    """One call: method, path, status and time; below it what was asked and what came back."""
    mark = "" if call.is_fine else "  FAILED"
    took = f"{call.milliseconds:.0f} ms"
    lines = [f"{call.method:<7}{call.path:<64}{call.status:>4}{took:>9}{mark}"]
    for mark, text in (("#", call.summary), (">", call.asked), ("<", call.answered)):
        lines += _below(mark, text)
    return "\n".join(lines)


def as_ending(calls: Sequence[Call]) -> str:
    """How all of it went, and what to do next."""
    failed = sum(not call.is_fine for call in calls)
    said = f"{failed} of {len(calls)} calls FAILED." if failed else f"{len(calls)} calls, all fine."
    return f"\n{said} (> asked, < answered.) Make your own with: microapp new"


def _below(mark: str, text: str) -> list[str]:
    wrapped = textwrap.wrap(text, WIDTH, max_lines=2, placeholder=" …")
    return [f"       {mark if not number else ' '} {line}" for number, line in enumerate(wrapped)]


def as_data(blueprint: str, calls: Iterable[Call]) -> dict[str, Any]:
    """All calls, for a program."""
    rows = [
        {
            "method": call.method,
            "path": call.path,
            "status": call.status,
            "milliseconds": call.milliseconds,
            "ok": call.is_fine,
            "summary": call.summary,
            "asked": call.asked,
            "answered": call.answered,
        }
        for call in calls
    ]
    return {"blueprint": blueprint, "ok": all(row["ok"] for row in rows), "calls": rows}
