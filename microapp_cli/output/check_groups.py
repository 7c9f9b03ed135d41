"""The findings of a report by rule, so that two hundred of one rule do not drown the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from microapp_cli.core.findings import Finding, Report, Severity, ordered


@dataclass(frozen=True)
class Group:
    """All open findings of one rule, in the order of their places."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that speaks for all where they say the same."""
        return self.findings[0]

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.first.severity

    @property
    def fixes(self) -> tuple[str, ...]:
        """What to do next: one sentence for all, or one for each way to fix it."""
        return tuple(dict.fromkeys(finding.fix for finding in self.findings))


def groups(findings: Sequence[Finding]) -> list[Group]:
    """The findings by rule, errors first."""
    found = groupby(ordered(findings), key=lambda finding: (finding.severity, finding.id))
    return [Group(tuple(members)) for _, members in found]


def counted(number: int, noun: str) -> str:
    """A number with its noun, such as `2 errors`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def broken(title: str) -> str:
    """What holds when a rule is green, told of a rule that is not."""
    return f"Broken rule: {title}"


def waived(report: Report) -> tuple[Finding, ...]:
    """The findings that an exception covers."""
    return tuple(finding for finding in report.findings if finding.waived)


def known(report: Report) -> tuple[Finding, ...]:
    """The findings that were there at the base already, and are not waived."""
    return tuple(finding for finding in report.findings if finding.known and not finding.waived)


def unproven(report: Report) -> tuple[str, ...]:
    """The controls that are not held."""
    return tuple(item.control for item in report.evidence if item.state == "not held")


def summary(report: Report) -> str:
    """What the report comes to, in a few words."""
    parts = [
        (report.errors, "error"),
        (report.warnings, "warning"),
    ]
    words = [counted(number, noun) for number, noun in parts if number]
    words += [f"{len(waived(report))} waived"] if waived(report) else []
    words += [f"{len(known(report))} known"] if known(report) else []
    return ", ".join(words)
