"""From what the engine found to a report: words, exceptions and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from microapp_cli.core.evidence import gather
from microapp_cli.core.exception_terms import Terms
from microapp_cli.core.exceptions import resolve
from microapp_cli.core.findings import Finding, Report, ordered
from microapp_cli.core.policies import Policies
from microapp_cli.core.rulebook import RuleBook

REPAIR = "microapp fix"
PUT_BACK = ("changed", "missing", "forged")
WAY_BACK = f"Run: {REPAIR}  (the platform keeps this file, and it puts it back)"


def report_of(
    facts: Mapping[str, Any],
    found: Sequence[Mapping[str, Any]],
    rulebook: RuleBook,
    policies: Policies,
    *,
    folder: str,
) -> Report:
    """The report on these facts; `found` is what the engine says of them."""
    manifest = facts["manifest"] or {}
    demanded = facts["demanded"] or {}
    resolved = resolve(
        _with_the_way_back(map(rulebook.finding, found), facts),
        facts["exceptions"],
        rules=rulebook.by_id,
        denied=demanded.get("denied", ()),
        terms=Terms.of(demanded, date.fromisoformat(facts["today"])),
    )
    return Report(
        folder=folder,
        name=_text(manifest.get("name")),
        tier=_text(manifest.get("tier")),
        findings=ordered(resolved.findings),
        evidence=gather(
            facts,
            rules=rulebook.of_layers(facts["layers"]),
            findings=resolved.findings,
            table=rulebook.data.get("evidence", {}),
            titles={found.id: found.title for found in policies.controls.definitions},
            confirmed=rulebook.data.get("confirmations"),
        ),
        rules=len(rulebook.of_layers(facts["layers"])),
        layers=tuple(facts["layers"]),
        engine="",
        policies=rulebook.sha256,
        facts="",
        today=facts["today"],
        exceptions=resolved.exceptions,
    )


def _with_the_way_back(findings: Iterable[Finding], facts: Mapping[str, Any]) -> Iterator[Finding]:
    """The findings; in a file of the platform that was changed, the fix is to put it back."""
    changed = {entry["path"] for entry in facts["platform"] if entry["state"] in PUT_BACK}
    for finding in findings:
        is_theirs = finding.path in changed and REPAIR not in finding.fix
        yield replace(finding, fix=WAY_BACK) if is_theirs else finding


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
