"""From what the engine found to a report: words, exceptions and evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from microapp_cli.core.findings import Report, ordered
from microapp_cli.core.policies import Policies
from microapp_cli.core.rulebook import RuleBook


def report_of(
    facts: Mapping[str, Any],
    found: Sequence[Mapping[str, Any]],
    rulebook: RuleBook,
    policies: Policies,  # noqa: ARG001
    *,
    folder: str,
) -> Report:
    """The report on these facts; `found` is what the engine says of them."""
    manifest = facts["manifest"] or {}
    findings = ordered(rulebook.finding(raw) for raw in found)
    return Report(
        folder=folder,
        name=_text(manifest.get("name")),
        tier=_text(manifest.get("tier")),
        findings=findings,
        evidence=(),
        rules=len(rulebook.of_layers(facts["layers"])),
        layers=tuple(facts["layers"]),
        engine="",
        policies=rulebook.sha256,
        facts="",
        today=facts["today"],
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
