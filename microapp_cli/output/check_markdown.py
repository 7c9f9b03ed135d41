"""A check as Markdown, for the summary of a job or a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from microapp_cli.core.checked import Checked, seen_from_here
from microapp_cli.core.findings import Finding, Report
from microapp_cli.output.check_groups import (
    Group,
    broken,
    counted,
    groups,
    known,
    summary,
    unproven,
    waived,
)
from microapp_cli.output.harmless import in_markdown

MOST_PLACES = 10
MOST_CHARACTERS = 60_000
"""A comment on GitHub holds 65,536 characters."""
LONGEST = 500
CUT = "\n\n… and more. `microapp check` in the repository shows all of it.\n"


def as_markdown(checked: Checked) -> str:
    """A heading for each repository, a section for each rule that found something."""
    lines = [line for report in checked.reports for line in _report(report, checked)]
    for lost in checked.unjudged:
        lines += [f"## {_text(lost.folder)}: not judged", "", _text(lost.problem), ""]
    text = "\n".join(lines).rstrip("\n")
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[: text.rindex("\n", 0, MOST_CHARACTERS)] + CUT


def _report(report: Report, checked: Checked) -> Iterator[str]:
    verdict = "does not pass" if report.fails(checked.fail_on) else "is fine"
    yield from (f"## {_text(report.name or report.folder)} {verdict}", "")
    counts = summary(report) or f"all {counted(report.rules, 'rule')} hold"
    yield from (f"Tier {_text(report.tier or 'unknown')}: {counts}.", "")
    for group in groups(report.open):
        yield from _group(group, report)
    if waived(report):
        yield from ("### Waived by an exception", "")
        yield from _table(("Rule", "Where", "Why it may"), map(_waived, waived(report)))
    if known(report):
        since = f" at {_text(checked.base)}" if checked.base else ""
        yield from (f"{counted(len(known(report)), 'finding')} there already{since}.", "")
    if unproven(report):
        names = ", ".join(map(_text, unproven(report)))
        yield from (f"Controls that are not proven yet: {names}.", "")


def _group(group: Group, report: Report) -> Iterator[str]:
    first = group.first
    title = broken(_text(first.title))
    yield from (f"### {group.severity.capitalize()}: {title} ({first.id})", "")
    yield from (_text(first.why), "")
    if len(group.fixes) == 1:
        yield from (f"**What to do:** {_text(first.fix)}", "")
    yield from _table(*_places(group, report))
    if len(group.findings) > MOST_PLACES:
        yield from (f"… and {len(group.findings) - MOST_PLACES} more places.", "")


def _places(group: Group, report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Where and what; and what to do, where that is not the same everywhere."""
    shown = group.findings[:MOST_PLACES]
    rows = [(seen_from_here(report, found.place), found.message, found.fix) for found in shown]
    if len(group.fixes) == 1:
        return ("Where", "What"), [row[:2] for row in rows]
    return ("Where", "What", "What to do"), list(rows)


def _waived(finding: Finding) -> tuple[str, ...]:
    return f"{finding.title} ({finding.id})", finding.place, finding.waived


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(heading)
    yield _row("---" for _ in heading)
    for row in rows:
        yield _row(map(_text, row))
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    return in_markdown(text, LONGEST)
