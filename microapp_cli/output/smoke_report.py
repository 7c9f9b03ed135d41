"""Shows how a run of a collection went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from microapp_cli.core.contract.smoke.run import Outcome


def as_lines(outcome: Outcome) -> str:
    """One request: a line, and one more for every test that failed."""
    mark = "" if outcome.is_fine else "  FAILED"
    took = f"{outcome.milliseconds:.0f} ms"
    status = outcome.status or "-"
    row = f"{outcome.method:<7}{printable(outcome.target):<64}{status:>4}{took:>9}{mark}"
    problems = [f"  {check.title}: {check.problem}" for check in outcome.checks if check.problem]
    return "\n".join([row, *map(printable, problems)])


def as_summary(outcomes: Sequence[Outcome]) -> str:
    """All in one line."""
    tests = [check for outcome in outcomes for check in outcome.checks]
    failed = sum(bool(check.problem) for check in tests)
    ended = f"{failed} failed" if failed else "all held"
    return f"\n{_count(outcomes, 'request')}, {_count(tests, 'test')}: {ended}."


def as_data(name: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All of it, for a program."""
    return {
        "collection": name,
        "ok": all(outcome.is_fine for outcome in outcomes),
        "requests": [_data(outcome) for outcome in outcomes],
    }


def printable(text: str) -> str:
    """Give text in which nothing moves the cursor or starts a new line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _data(outcome: Outcome) -> dict[str, Any]:
    return {
        "folder": outcome.folder,
        "name": outcome.name,
        "method": outcome.method,
        "path": outcome.target,
        "status": outcome.status,
        "milliseconds": outcome.milliseconds,
        "ok": outcome.is_fine,
        "tests": [
            {"name": check.title, "ok": not check.problem, "problem": check.problem}
            for check in outcome.checks
        ],
    }


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"
