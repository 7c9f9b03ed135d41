"""A check as commands of GitHub Actions, which shows each finding at its line of the change."""

from __future__ import annotations

from collections.abc import Iterator

from microapp_cli.core.checked import Checked, seen_from_here
from microapp_cli.core.file_names import MANIFEST
from microapp_cli.core.findings import Finding, Report
from microapp_cli.output.check_groups import broken, summary, unproven
from microapp_cli.output.harmless import printable, whole

LINE_END = "%0A"


def as_github(checked: Checked) -> str:
    """One annotation for each open finding, worst first, and a notice that sums it up."""
    lines = [line for report in checked.reports for line in _annotations(report)]
    lines += [
        f"::error title=Not judged::{_data(lost.problem or lost.folder)}"
        for lost in checked.unjudged
    ]
    lines += [_notice(report) for report in checked.reports]
    return "\n".join(lines)


def _annotations(report: Report) -> Iterator[str]:
    for finding in report.open:
        properties = ",".join(f"{key}={_property(value)}" for key, value in _where(finding, report))
        said = LINE_END.join(map(_data, filter(None, [finding.message, finding.why, finding.fix])))
        yield f"::{finding.severity} {properties}::{said}"


def _where(finding: Finding, report: Report) -> Iterator[tuple[str, str]]:
    yield "file", seen_from_here(report, finding.path or MANIFEST)
    yield "line", str(finding.line or 1)
    if finding.line and finding.column:
        yield "col", str(finding.column)
    yield "title", f"{broken(finding.title)} ({finding.id})"


def _notice(report: Report) -> str:
    due = len(unproven(report))
    words = [summary(report) or f"all {report.rules} rules hold"]
    words += [f"{due} of {len(report.evidence)} controls are not proven yet"] if due else []
    name = _property(f"microapp check: {report.name or report.folder}")
    return f"::notice title={name}::{_data('; '.join(words))}"


def _data(text: str) -> str:
    return printable(whole(text)).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
