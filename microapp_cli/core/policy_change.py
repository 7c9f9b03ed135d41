"""What a change of policies does to a fleet: which repositories it breaks, and by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microapp_cli.core.checked import Unjudged
from microapp_cli.core.findings import Finding, Report, Severity
from microapp_cli.core.fingerprints import with_known

Outcome = Report | Unjudged


@dataclass(frozen=True)
class Effect:
    """What one rule finds in the fleet that it did not find before, or no longer finds."""

    id: str
    title: str
    severity: Severity
    fix: str
    folders: tuple[str, ...]
    findings: int


@dataclass(frozen=True)
class PolicyChange:
    """The fleet under the old and the new policies."""

    fleet: int
    breaks: tuple[str, ...]
    """Repositories with an error that they do not have today."""
    green_today: int
    """How many of those have no error at all today."""
    red_today: int
    added: tuple[Effect, ...]
    gone: tuple[Effect, ...]
    unjudged: tuple[Unjudged, ...]
    """Repositories that the new policies cannot judge, though the old ones can."""
    skipped: tuple[Unjudged, ...]
    """Repositories that neither can judge."""

    @property
    def exit_code(self) -> int:
        """1 where it breaks an app, 2 where it could not be told for all, 0 otherwise."""
        return 1 if self.breaks or self.unjudged else 2 if self.skipped else 0


def compare(old: Sequence[Outcome], new: Sequence[Outcome]) -> PolicyChange:
    """What the new policies change; both sequences hold the same repositories in one order."""
    both: list[tuple[Report, Report]] = []
    unjudged: list[Unjudged] = []
    skipped: list[Unjudged] = []
    for before, after in zip(old, new, strict=True):
        if isinstance(before, Unjudged):
            skipped.append(before)
        elif isinstance(after, Unjudged):
            unjudged.append(after)
        else:
            both.append((before, after))
    added = {after.folder: _new(after, before) for before, after in both}
    gone = {before.folder: _new(before, after) for before, after in both}
    broken = [pair for pair in both if any(map(_is_error, added[pair[1].folder]))]
    return PolicyChange(
        fleet=len(old),
        breaks=tuple(after.folder for _, after in broken),
        green_today=sum(not before.errors for before, _ in broken),
        red_today=sum(bool(before.errors) for before, _ in both),
        added=_effects(added),
        gone=_effects(gone),
        unjudged=tuple(unjudged),
        skipped=tuple(skipped),
    )


def _new(report: Report, before: Report) -> list[Finding]:
    """The open findings of a report that another does not have."""
    return [finding for finding in with_known(report.open, before.open) if finding.is_open]


def _is_error(finding: Finding) -> bool:
    return finding.severity == "error"


def _effects(found: dict[str, list[Finding]]) -> tuple[Effect, ...]:
    """By rule: errors first, then the rule that meets most repositories."""
    by_rule: dict[str, list[tuple[str, Finding]]] = {}
    for folder, findings in found.items():
        for finding in findings:
            by_rule.setdefault(finding.id, []).append((folder, finding))
    effects = [_effect(places) for places in by_rule.values()]
    return tuple(sorted(effects, key=lambda e: (e.severity != "error", -len(e.folders), e.id)))


def _effect(places: Sequence[tuple[str, Finding]]) -> Effect:
    first = places[0][1]
    folders = tuple(dict.fromkeys(folder for folder, _ in places))
    return Effect(first.id, first.title, first.severity, first.fix, folders, len(places))
