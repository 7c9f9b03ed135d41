"""Exceptions: which rules an app may leave unkept for a while, who agreed, and until when.

Everyone asks this one resolver: the command line, CI, the catalog. An exception holds on its last
day and never after. It waives findings of one rule, in one file or folder where it names one; a
waived finding stays visible and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from microapp_cli.core.exception_terms import Entry, Terms, faults, problems, text_of
from microapp_cli.core.findings import Finding, Report, Severity
from microapp_cli.core.meant import with_meant
from microapp_cli.core.rulebook import Rule

OWN = "MA019"
"""The rule that speaks of exceptions themselves."""
COMBINATIONS = "MA010"
"""The rule of answers that do not go together; the exception that opens one has its name."""
TOLD = (
    *("index", "line", "rule", "path", "reason", "compensating_control"),
    *("requested_by", "approved_by", "expires"),
)


@dataclass(frozen=True)
class Resolution:
    """The findings, some of them waived, those about exceptions among them; and each exception."""

    findings: tuple[Finding, ...]
    exceptions: tuple[dict[str, Any], ...]


def resolve(
    findings: Iterable[Finding],
    entries: Sequence[Entry],
    *,
    rules: Mapping[str, Rule],
    denied: Iterable[str] = (),
    terms: Terms,
) -> Resolution:
    """Waive what the exceptions allow, and say which of them are of no use.

    `rules` are all rules by id; `denied` names the combinations of answers that need an exception.
    What is wrong inside an entry is told by the rule MA019; this adds what needs the rule book.
    """
    names = set(denied)
    holding = {
        index
        for index, entry in enumerate(entries)
        if not _entry_problems(entry, terms) and not _misnamed(entry, rules, names)
    }
    judged, uses = [], dict.fromkeys(range(len(entries)), 0)
    for finding in findings:
        index = next((i for i in sorted(holding) if covers(entries[i], finding)), None)
        if index is None or not _may_be_waived(finding, rules):
            judged.append(replace(finding, waived=""))
        else:
            uses[index] += 1
            judged.append(replace(finding, waived=_words(entries[index])))
    own = [
        said
        for index, entry in enumerate(entries)
        for said in _told(entry, rules, names, used=uses[index] or index not in holding)
    ]
    resolved = (
        _resolved(entry, terms, rules, names, waived=uses[index])
        for index, entry in enumerate(entries)
    )
    return Resolution((*judged, *own), tuple(resolved))


def covers(entry: Entry, finding: Finding) -> bool:
    """Whether an exception is for this finding: its rule or combination, and its place."""
    rule, path = entry.get("rule"), entry.get("path")
    named = finding.id == rule or (finding.id == COMBINATIONS and rule in finding.controls)
    if not named or path is None:
        return named
    return finding.path == path or (str(path).endswith("/") and finding.path.startswith(str(path)))


def open_before(base: Report) -> tuple[Finding, ...]:
    """What was open at a base, for a comparison; an exception that has ended hides nothing.

    What it waived was never agreed to for longer than that, so it is news on the day after.
    """
    ended = [entry for entry in base.exceptions if entry["state"] == "expired"]
    return tuple(
        finding
        for finding in base.open
        if not any(covers(entry, finding) or _speaks_of(entry, finding) for entry in ended)
    )


def _speaks_of(entry: Entry, finding: Finding) -> bool:
    return finding.id == OWN and finding.line == entry["line"]


def _may_be_waived(finding: Finding, rules: Mapping[str, Rule]) -> bool:
    return finding.id == COMBINATIONS or (finding.id in rules and rules[finding.id].waivable)


def _entry_problems(entry: Entry, terms: Terms) -> list[str]:
    return [*map(str, entry.get("problems") or ()), *problems(entry, terms)]


def _misnamed(entry: Entry, rules: Mapping[str, Rule], names: set[str]) -> str:
    """What is wrong with the rule that an exception names, if anything."""
    rule = text_of(entry, "rule")
    if not rule or rule in names:
        return ""
    if rule not in rules:
        told = (
            f"there is no rule {rule}, and no combination of answers of this app has that name. "
            "The report says the id of a rule behind its finding."
        )
        return with_meant(told, rule, names)
    if not rules[rule].waivable:
        return f"{rule} cannot be waived. Do what the finding says instead."
    return ""


def _told(
    entry: Entry, rules: Mapping[str, Rule], names: set[str], *, used: object
) -> Iterable[Finding]:
    wrong = _misnamed(entry, rules, names)
    if wrong:
        yield _finding(entry, rules, wrong, "error")
    elif not used:
        yield _finding(entry, rules, "it waives nothing any more. Remove it.", "warning")


def _finding(entry: Entry, rules: Mapping[str, Rule], message: str, severity: Severity) -> Finding:
    rule = rules[OWN]
    return Finding(
        id=OWN,
        severity=severity,
        path="microapp.yaml",
        line=int(entry.get("line") or 1),
        message=f"exceptions.{entry.get('index', 0)}: {message}",
        title=rule.title,
        why=rule.why,
        fix=rule.fix,
        controls=rule.controls,
        layer=rule.layer,
    )


def _resolved(
    entry: Entry, terms: Terms, rules: Mapping[str, Rule], names: set[str], *, waived: int
) -> dict[str, Any]:
    misnamed = _misnamed(entry, rules, names)
    wrong = [*faults(entry, terms), *([misnamed] if misnamed else [])]
    return {
        **{key: entry.get(key) for key in TOLD},
        "problems": wrong,
        "state": _state(entry, terms, wrong, waived),
        "waived": waived,
    }


def _state(entry: Entry, terms: Terms, wrong: list[str], waived: int) -> str:
    if wrong:
        return "refused"
    if _entry_problems(entry, terms):
        return "expired"
    return "in force" if waived else "unused"


def _words(entry: Entry) -> str:
    parts = (
        f"until {text_of(entry, 'expires')}: {text_of(entry, 'reason')}",
        f"Instead: {text_of(entry, 'compensating_control')}",
        f"Approved by {text_of(entry, 'approved_by')}",
    )
    return " ".join(f"{part.rstrip('.')}." for part in parts)
