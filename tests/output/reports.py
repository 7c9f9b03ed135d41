"""Reports to show: a fine one, one with everything in it, and one that means harm."""

from __future__ import annotations

from typing import Any

from microapp_cli.core.checked import Checked
from microapp_cli.core.findings import Evidence, Finding, Report, ordered

EVIL = (
    "a\nb\r::error::x ##[add-path]/evil ]]> <script> %0A, : `x` @ann | [c](http://evil.example) "
    "{0} \x1b[2J \u202e \ufffe \x00 \ud800 \x85"
)
HELD = Evidence("identity.owner", "An owner", True, "held", ("MA001",))
DUE = Evidence("pii.dpia", "An assessment", "required", "not held", ("docs/dpia.md",), "no page")


def finding(**changes: Any) -> Finding:
    """An error in the manifest, unless the changes say otherwise."""
    plain: dict[str, Any] = {
        "id": "MA001",
        "severity": "error",
        "path": "microapp.yaml",
        "line": 5,
        "message": "owner.email is missing.",
        "title": "A person answers for this app",
        "why": "Alerts and audits would go to nobody.",
        "fix": "Write the address of the person who answers for it.",
        "controls": ("identity.owner",),
    }
    return Finding(**{**plain, **changes})


def report(*findings: Finding, **changes: Any) -> Report:
    """The report with these findings."""
    plain: dict[str, Any] = {
        "folder": ".",
        "name": "leave-helper",
        "tier": "T1",
        "findings": ordered(findings),
        "evidence": (HELD, DUE),
        "rules": 48,
        "layers": ("auth", "base"),
        "engine": "embedded",
        "policies": "a" * 64,
        "facts": "b" * 64,
        "today": "2026-11-23",
    }
    return Report(**{**plain, **changes})


def checked(*reports: Report, **changes: Any) -> Checked:
    """One call that gave these reports."""
    return Checked(reports, **changes)


WARNING = finding(id="MA012", severity="warning", title="Answers are in date", line=0)
WAIVED = finding(id="MA072", waived="until 2027-01-01: moved next month", path="deploy/a.yaml")
KNOWN = finding(id="MA080", known=True, path="deploy/b.yaml")
HOSTILE = finding(
    **dict.fromkeys(("path", "message", "title", "why", "fix"), EVIL), column=7, waived=""
)
EVERYTHING = checked(
    report(
        finding(column=3),
        WARNING,
        WAIVED,
        KNOWN,
        exceptions=({"rule": "MA072", "expires": "2027-01-01", "state": "in force"},),
    ),
    base="main",
)
HARMFUL = checked(report(HOSTILE, finding(message="x" * 1_000_000), name=EVIL, folder=EVIL))
