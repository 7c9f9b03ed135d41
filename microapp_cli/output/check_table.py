"""What a person reads after a check: what, where, why, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from microapp_cli.core.checked import Checked
from microapp_cli.core.findings import Finding, Report, Severity
from microapp_cli.output import check_fleet
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
from microapp_cli.output.harmless import columns, cut, logged, printable, wrapped
from microapp_cli.output.look import PLAIN, Look

MOST_PLACES = 6
HARDLY_MORE = 2
"""So few more are shown too: a line that leaves out one place is no shorter than the place."""
MOST_LINES = 4
NARROWEST, WIDEST = 48, 120
INDENT = "  "
LABEL = 5
REPAIRED = ("microapp fix", "ruff format")
"""What the advice of a finding names where microapp fix does it."""


def as_table(checked: Checked, look: Look = PLAIN) -> str:
    """One repository in full; of many, a row each, worst first."""
    look = Look(max(min(look.width, WIDEST), NARROWEST), look.colour)
    is_one = len(checked.reports) + len(checked.unjudged) == 1
    if is_one and checked.reports:
        lines = one(checked.reports[0], look, checked.fail_on, checked.base)
    else:
        lines = check_fleet.lines(checked, look)
    return "\n".join(map(logged, lines))


def one(report: Report, look: Look, fail_on: Severity, base: str = "") -> Iterator[str]:
    """Everything about one repository, worst first, and a line that sums it up."""
    for group in groups(report.open):
        yield from _group(group, look)
        yield ""
    yield from _waived(report, look)
    yield from _known(report, base, look)
    yield from _end(report, look, fail_on)


def _group(group: Group, look: Look) -> Iterator[str]:
    word = look.paint(f"{group.severity.upper():<8}", group.severity)
    places = len(group.findings)
    behind = f"  {group.first.id}" + (f", {places} places" if places > 1 else "")
    title = broken(printable(group.first.title))
    head, *rest = wrapped(title, look.width - 8 - columns(behind))
    yield word + look.paint(head, "strong") + look.paint(behind, "quiet")
    yield from (" " * 8 + look.paint(line, "strong") for line in rest)
    shown = group.findings if places <= MOST_PLACES + HARDLY_MORE else group.findings[:MOST_PLACES]
    for finding in shown:
        yield from _place(finding, look)
        if len(group.fixes) > 1:
            yield from _labelled("fix", finding.fix, look, indent=INDENT * 2)
    if places > len(shown):
        more = f"… and {places - len(shown)} more (all of them: --format json)"
        yield from _bounded(more, look.width - 2, INDENT)
    yield from _labelled("why", group.first.why, look)
    if len(group.fixes) == 1:
        yield from _labelled("fix", group.fixes[0], look, style="fine")


def _place(finding: Finding, look: Look) -> Iterator[str]:
    """Where, and what is wrong there: on one line where both fit."""
    where = printable(finding.place or "the repository")
    what = printable(finding.message)
    if 2 + columns(where) + 2 + columns(what) <= look.width:
        yield f"{INDENT}{look.paint(where, 'strong')}  {what}"
        return
    yield INDENT + look.paint(cut(where, look.width - 2), "strong")
    yield from _bounded(what, look.width - 4, INDENT * 2)


def _labelled(
    label: str, text: str, look: Look, *, indent: str = INDENT, style: str = "quiet"
) -> Iterator[str]:
    if not text:
        return
    room = look.width - len(indent) - LABEL
    head, *rest = _bounded(printable(text), room, "")
    yield f"{indent}{look.paint(f'{label:<{LABEL}}', style)}{head}"
    yield from (f"{indent}{'':<{LABEL}}{line}" for line in rest)


def _bounded(text: str, width: int, indent: str) -> Iterator[str]:
    """A text in a few lines, however long it is."""
    lines = list(wrapped(text, width))
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], cut(lines[MOST_LINES - 1], width - 1) + "…"]
    yield from (indent + line for line in lines)


def _waived(report: Report, look: Look) -> Iterator[str]:
    """The exceptions: what each covers, until when, and who answers for it."""
    covered = waived(report)
    if not covered:
        return
    yield f"Waived by exceptions: {counted(len(covered), 'finding')}"
    for group in groups(covered):
        count = len(group.findings)
        times = f" ({count})" if count > 1 else ""
        said = f"{printable(group.first.title)}  {group.first.id}{times}"
        yield from _bounded(said, look.width - 2, INDENT)
        yield from _bounded(printable(group.first.waived), look.width - 4, INDENT * 2)
    yield ""


def _known(report: Report, base: str, look: Look) -> Iterator[str]:
    found = known(report)
    if found:
        since = f" at {printable(base)}" if base else ""
        said = f"There already{since}, so not counted: {counted(len(found), 'finding')}"
        yield from wrapped(said, look.width)
        yield ""


def _end(report: Report, look: Look, fail_on: Severity) -> Iterator[str]:
    """The last line, which is the only one when all is fine."""
    name = printable(report.name or report.folder, 60)
    judged = f"{counted(report.rules, 'rule')}, tier {printable(report.tier or 'unknown', 20)}"
    if not report.open:
        due = len(unproven(report))
        also = f"; {summary(report)}" if summary(report) else ""
        also += f"; {counted(due, 'control')} to prove before review" if due else ""
        lines = list(wrapped(f"{name} is fine: {judged}{also}.", look.width))
    else:
        verdict = "does not pass" if report.fails(fail_on) else "passes"
        lines = list(wrapped(f"{name} {verdict}: {summary(report)} ({judged}).", look.width))
    style = "error" if report.fails(fail_on) else "fine"
    yield from (look.paint(line, style) for line in lines)
    if report.open:
        yield from _hints(report, look)


def _hints(report: Report, look: Look) -> Iterator[str]:
    yield from wrapped(f"More on a rule: microapp check --explain {report.open[0].id}", look.width)
    if any(name in one.fix for one in report.open for name in REPAIRED):
        yield from wrapped("Repair what can be repaired safely: microapp fix", look.width)
