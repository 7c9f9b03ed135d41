"""A check as JSON: everything known, in a form that only ever grows (see check_schema.py)."""

from __future__ import annotations

import json
from typing import Any

from microapp_cli import __version__
from microapp_cli.core.checked import Checked
from microapp_cli.core.findings import Evidence, Finding, Report
from microapp_cli.core.fingerprints import fingerprints
from microapp_cli.output.check_groups import known, waived
from microapp_cli.output.harmless import whole

FORMAT = 1


def as_json(checked: Checked) -> str:
    """The document as text."""
    return json.dumps(_sound(as_data(checked)), indent=2, ensure_ascii=False)


def as_data(checked: Checked) -> dict[str, Any]:
    """The document: every repository that was named, judged or not."""
    return {
        "format": FORMAT,
        "microapp": __version__,
        "exit_code": checked.exit_code,
        "fail_on": checked.fail_on,
        "base": checked.base or None,
        "reports": [report_data(report, checked) for report in checked.reports],
        "not_judged": [
            {"folder": lost.folder, "problem": lost.problem} for lost in checked.unjudged
        ],
    }


def report_data(report: Report, checked: Checked) -> dict[str, Any]:
    """One repository: its findings, and what proves every control that it needs."""
    marks = fingerprints(report.findings)
    return {
        "folder": report.folder,
        "name": report.name,
        "tier": report.tier or None,
        "passes": not report.fails(checked.fail_on),
        "counts": {
            "errors": report.errors,
            "warnings": report.warnings,
            "waived": len(waived(report)),
            "known": len(known(report)),
        },
        "findings": [
            _finding(finding, mark) for finding, mark in zip(report.findings, marks, strict=True)
        ],
        "evidence": [_evidence(item) for item in report.evidence],
        "exceptions": [dict(given) for given in report.exceptions],
        "judged": {
            "today": report.today,
            "engine": report.engine,
            "layers": list(report.layers),
            "rules": report.rules,
            "policies_sha256": report.policies,
            "facts_sha256": report.facts,
            "cached": report.cached,
        },
    }


def _finding(finding: Finding, mark: str) -> dict[str, Any]:
    return {
        "id": finding.id,
        "severity": finding.severity,
        "path": finding.path,
        "line": finding.line or None,
        "column": finding.column or None,
        "message": finding.message,
        "title": finding.title,
        "why": finding.why,
        "fix": finding.fix,
        "controls": list(finding.controls),
        "state": "waived" if finding.waived else "known" if finding.known else "open",
        "waived": finding.waived or None,
        "fingerprint": mark,
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "control": item.control,
        "title": item.title,
        "value": item.value,
        "state": item.state.replace(" ", "_"),
        "proof": list(item.proof),
        "because": item.because,
    }


def _sound(data: Any) -> Any:
    """The same with every text as UTF-8 can hold it."""
    if isinstance(data, str):
        return whole(data)
    if isinstance(data, dict):
        return {whole(str(key)): _sound(value) for key, value in data.items()}
    return [_sound(value) for value in data] if isinstance(data, list | tuple) else data
