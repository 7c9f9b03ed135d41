"""What a check found: findings, the evidence for every control, and the report that holds both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]
State = Literal["held", "not held", "waived"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning")
URGENT = ("secrets", "llm", "pii", "auth")
"""The layers whose findings come first: what has leaked, or is open to others right now."""
FORM = "MA004"
"""The rule about the form of the manifest, which all others read: nothing else is sure before."""


@dataclass(frozen=True)
class Finding:
    """One place where a rule does not hold: what, where, why, and what to do next."""

    id: str
    severity: Severity
    path: str
    line: int
    message: str
    title: str
    why: str
    fix: str
    controls: tuple[str, ...] = ()
    column: int = 0
    waived: str = ""
    known: bool = False
    layer: str = ""
    """The layer of the rule: some cannot wait."""

    @property
    def is_open(self) -> bool:
        """Whether somebody must act: neither waived nor known from the base of a comparison."""
        return not self.waived and not self.known

    @property
    def place(self) -> str:
        """Where it is, as editors and terminals link it."""
        parts = [self.path, str(self.line) if self.line else "", str(self.column or "")]
        return ":".join(parts).rstrip(":") if self.line else self.path

    @property
    def order(self) -> tuple[Any, ...]:
        """What sorts findings by what matters: open, errors and leaks first; then by place."""
        return (
            not self.is_open,
            SEVERITIES.index(self.severity),
            URGENT.index(self.layer) if self.layer in URGENT else len(URGENT),
            self.id != FORM,
            self.id,
            self.path,
            self.line,
            self.column,
            self.message,
        )


@dataclass(frozen=True)
class Evidence:
    """Whether one control that the manifest requires holds, and what proves it."""

    control: str
    title: str
    value: Any
    state: State
    proof: tuple[str, ...]
    """Rules (`MA012`), files (`docs/dpia.md`), tests (`tests/kit/….py::…`) or attestations."""
    because: str = ""


@dataclass(frozen=True)
class Report:
    """All that is known of one repository after a check."""

    folder: str
    name: str
    tier: str
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]
    rules: int
    layers: tuple[str, ...]
    engine: str
    policies: str
    """SHA-256 of the policies that judged."""
    facts: str
    """SHA-256 of what was judged."""
    today: str
    cached: bool = False
    exceptions: tuple[dict[str, Any], ...] = ()
    """Every exception of the manifest as resolved: rule, owner, expires, state, waived count."""

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that somebody must act on."""
        return tuple(finding for finding in self.findings if finding.is_open)

    @property
    def errors(self) -> int:
        """How many open findings stop a change."""
        return sum(finding.severity == "error" for finding in self.open)

    @property
    def warnings(self) -> int:
        """How many open findings are only told."""
        return sum(finding.severity == "warning" for finding in self.open)

    def fails(self, fail_on: Severity) -> bool:
        """Whether an open finding is as severe as `fail_on`, or more so."""
        return bool(self.errors or (fail_on == "warning" and self.warnings))


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by what matters, each once."""
    return tuple(sorted(set(findings), key=lambda finding: finding.order))
