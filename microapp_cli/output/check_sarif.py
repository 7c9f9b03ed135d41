"""A check as SARIF 2.1.0, which code hosts show beside the lines of a change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from microapp_cli import __version__
from microapp_cli.core.checked import Checked, Unjudged, seen_from_here
from microapp_cli.core.file_names import MANIFEST
from microapp_cli.core.findings import Finding, Report
from microapp_cli.core.fingerprints import fingerprints
from microapp_cli.output.harmless import in_markdown, printable, whole

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "microapp/v1"
ROOT = "%SRCROOT%"


def as_sarif(checked: Checked) -> str:
    """One run for each repository, each with an id of its own."""
    runs = [_run(report, checked) for report in checked.reports]
    runs += [_failed(lost) for lost in checked.unjudged]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": runs}
    return json.dumps(log, indent=2, ensure_ascii=False)


def _run(report: Report, checked: Checked) -> dict[str, Any]:
    rules = _rules(report.findings)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    marks = fingerprints(report.findings)
    return {
        "tool": _tool(rules),
        "automationDetails": {"id": f"microapp/{_text(report.name or report.folder)}/"},
        "invocations": [{"executionSuccessful": True, "exitCode": checked.exit_code}],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, mark, index[finding.id], report, checked)
            for finding, mark in zip(report.findings, marks, strict=True)
        ],
    }


def _failed(lost: Unjudged) -> dict[str, Any]:
    """A run that says that it could not judge: no results, and not a pass."""
    notice = {"level": "error", "message": {"text": _message(lost.problem)}}
    return {
        "tool": _tool([]),
        "automationDetails": {"id": f"microapp/{_text(lost.folder)}/"},
        "invocations": [
            {
                "executionSuccessful": False,
                "exitCode": 2,
                "toolExecutionNotifications": [notice],
            }
        ],
    }


def _tool(rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {"driver": {"name": "microapp", "semanticVersion": __version__, "rules": rules}}


def _rules(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The rules that found something, with what a reader needs to know of each."""
    first = {finding.id: finding for finding in reversed(list(findings))}
    return [_rule(first[id]) for id in sorted(first)]


def _rule(finding: Finding) -> dict[str, Any]:
    markdown = f"{in_markdown(finding.why)}\n\n**What to do:** {in_markdown(finding.fix)}"
    return {
        "id": _text(finding.id),
        "shortDescription": {"text": _text(finding.title)},
        "fullDescription": {"text": _text(finding.why or finding.title)},
        "help": {"text": _text(f"{finding.why} {finding.fix}"), "markdown": markdown},
        "defaultConfiguration": {"level": finding.severity},
        "properties": {"tags": ["security", *map(_text, finding.controls)]},
    }


def _result(
    finding: Finding, mark: str, index: int, report: Report, checked: Checked
) -> dict[str, Any]:
    return {
        "ruleId": _text(finding.id),
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": _message(f"{finding.message} — {finding.fix}")},
        "locations": [{"physicalLocation": _location(finding, report)}],
        "partialFingerprints": {FINGERPRINT: mark},
        "suppressions": _suppressions(finding),
        **({"baselineState": _since(finding)} if checked.base else {}),
    }


def _location(finding: Finding, report: Report) -> dict[str, Any]:
    path = seen_from_here(report, finding.path or MANIFEST)
    region = {"startLine": finding.line or 1}
    if finding.line and finding.column:
        region["startColumn"] = finding.column
    return {"artifactLocation": {"uri": as_uri(path), "uriBaseId": ROOT}, "region": region}


def as_uri(path: str) -> str:
    """A path as a relative URI: percent-encoded, and never one with a scheme."""
    return quote(path, safe="/", errors="replace")


def _suppressions(finding: Finding) -> list[dict[str, Any]]:
    if not finding.waived:
        return []
    return [{"kind": "external", "status": "accepted", "justification": _text(finding.waived)}]


def _since(finding: Finding) -> str:
    return "unchanged" if finding.known else "new"


def _message(text: str) -> str:
    """Text in which SARIF sees neither a placeholder nor a link."""
    plain = _text(text).replace("{", "{{").replace("}", "}}")
    return plain.replace("](", "\\](")


def _text(text: str) -> str:
    return printable(whole(text)) or "-"
