"""Many repositories at a glance: a row each, worst first, and the rules that fail most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from microapp_cli.core.checked import Checked
from microapp_cli.core.findings import Report
from microapp_cli.output.check_groups import counted, waived
from microapp_cli.output.harmless import columns, cut, printable, wrapped
from microapp_cli.output.look import Look

MOST_RULES = 10
NUMBERS = ("errors", "warnings", "waived")
NUMBERS_WIDTH = sum(len(name) + 2 for name in NUMBERS)
LONGEST_NAME = 60


def lines(checked: Checked, look: Look) -> Iterator[str]:
    """The table, what fails most, and a line that sums it up."""
    if checked.reports:
        yield from _table(checked, look)
        yield ""
    yield from _rules(checked.reports, look)
    for lost in checked.unjudged:
        head, *rest = wrapped(f"not judged  {printable(lost.problem)}", look.width)
        yield look.paint(head, "error")
        yield from rest
    yield from _end(checked, look)


def _table(checked: Checked, look: Look) -> Iterator[str]:
    names = {id(report): printable(_name(report), LONGEST_NAME) for report in checked.reports}
    room = look.width - 2 - 6 - NUMBERS_WIDTH
    width = min(max([len("repository"), *map(columns, names.values())]), room)
    heading = f"{'repository':<{width}}  tier  " + "  ".join(NUMBERS)
    yield look.paint(heading, "strong")
    for report in sorted(checked.reports, key=_worst_first):
        name = cut(names[id(report)], width)
        counts = (report.errors, report.warnings, len(waived(report)))
        cells = [f"{n or '-':>{len(word)}}" for n, word in zip(counts, NUMBERS, strict=True)]
        padded = name + " " * (width - columns(name))
        row = f"{padded}  {cut(printable(report.tier or '?', 20), 4):<4}  {'  '.join(cells)}"
        yield look.paint(row, "error" if report.fails(checked.fail_on) else "fine")


def _rules(reports: tuple[Report, ...], look: Look) -> Iterator[str]:
    """The rules that most repositories fail."""
    titles = {found.id: found.title for report in reports for found in report.open}
    failing = Counter(rule for report in reports for rule in {found.id for found in report.open})
    if not failing:
        return
    yield look.paint("What fails most", "strong")
    ranked = sorted(failing.items(), key=lambda item: (-item[1], item[0]))
    for rule, number in ranked[:MOST_RULES]:
        behind = f"  {rule}, {number} of {len(reports)}"
        yield f"  {cut(printable(titles[rule]), look.width - 2 - columns(behind))}{behind}"
    if len(ranked) > MOST_RULES:
        more = f"… and {len(ranked) - MOST_RULES} more rules (--format json)"
        yield f"  {cut(more, look.width - 2)}"
    yield from wrapped("What, where, why and how to fix: microapp check FOLDER", look.width)
    yield ""


def _end(checked: Checked, look: Look) -> Iterator[str]:
    failing = sum(report.fails(checked.fail_on) for report in checked.reports)
    everything = counted(len(checked.reports) + len(checked.unjudged), "repository")
    everything = everything.replace("repositorys", "repositories")
    if not failing and not checked.unjudged:
        yield look.paint(f"All fine: {everything}.", "fine")
        return
    words = [f"{len(checked.reports) - failing} pass", f"{failing} do not pass"]
    words += [f"{len(checked.unjudged)} could not be judged"] if checked.unjudged else []
    for line in wrapped(f"{everything}: {', '.join(words)}.", look.width):
        yield look.paint(line, "error")


def _name(report: Report) -> str:
    return report.folder if report.folder not in ("", ".") else report.name


def _worst_first(report: Report) -> tuple[int, int, str]:
    return -report.errors, -report.warnings, _name(report)
