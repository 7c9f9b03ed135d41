"""Shows the calls that `microapp try` made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from microapp_cli.core.walk import Call


def as_line(call: Call) -> str:
    """One call: method, path, status and time."""
    mark = "" if call.is_fine else "  FAILED"
    took = f"{call.milliseconds:.0f} ms"
    return f"{call.method:<7}{call.path:<64}{call.status:>4}{took:>9}{mark}"


def as_data(blueprint: str, calls: Iterable[Call]) -> dict[str, Any]:
    """All calls, for a program."""
    rows = [
        {
            "method": call.method,
            "path": call.path,
            "status": call.status,
            "milliseconds": call.milliseconds,
            "ok": call.is_fine,
        }
        for call in calls
    ]
    return {"blueprint": blueprint, "ok": all(row["ok"] for row in rows), "calls": rows}
