"""A check as JUnit's XML: a test case for each finding, and for each control that a file proves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as Xml

from microapp_cli.core.checked import Checked, Unjudged
from microapp_cli.core.findings import Evidence, Finding, Report
from microapp_cli.output.harmless import printable, whole

WHOLE = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error"}
COUNTED = {**WHOLE, "skipped": "testcase/skipped"}


def as_junit(checked: Checked) -> str:
    """One suite for each repository; what fails the check is a failure, and only that."""
    suites = [_suite(report, checked) for report in checked.reports]
    suites += [_lost(lost) for lost in checked.unjudged]
    root = Xml.Element("testsuites", {"name": "microapp check", **_totals(suites, WHOLE)})
    root.extend(suites)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True)


def _suite(report: Report, checked: Checked) -> Xml.Element:
    cases = [_finding(finding, checked) for finding in report.findings]
    cases += [_control(item) for item in report.evidence]
    if not cases:
        cases = [_case("microapp check", f"{report.rules} rules hold")]
    return _wrapped(report.name or report.folder, report.today, cases)


def _lost(lost: Unjudged) -> Xml.Element:
    case = _case("microapp check", "The repository can be judged")
    Xml.SubElement(case, "error", {"message": _fit(lost.problem)})
    return _wrapped(lost.folder, "", [case])


def _finding(finding: Finding, checked: Checked) -> Xml.Element:
    case = _case(finding.id, f"{finding.title} ({finding.place or 'the repository'})")
    said = {"message": _fit(finding.message)}
    if not finding.is_open:
        reason = finding.waived or f"known since {checked.base}"
        Xml.SubElement(case, "skipped", {"message": _fit(reason)})
    elif finding.severity == "error" or checked.fail_on == "warning":
        failure = Xml.SubElement(case, "failure", {**said, "type": finding.severity})
        failure.text = _fit(f"{finding.place}: {finding.message} {finding.why} {finding.fix}")
    else:
        note = Xml.SubElement(case, "system-out")
        note.text = _fit(f"warning: {finding.message} {finding.fix}")
    return case


def _control(item: Evidence) -> Xml.Element:
    proof = ", ".join(item.proof)
    case = _case("controls", f"{item.control}: {item.title}")
    if item.state == "held":
        Xml.SubElement(case, "system-out").text = _fit(f"proven by {proof}")
    else:
        said = f"{item.state}: {item.because or proof or 'no proof'}"
        Xml.SubElement(case, "skipped", {"message": _fit(said)})
    return case


def _case(kind: str, name: str) -> Xml.Element:
    return Xml.Element("testcase", {"classname": _fit(kind), "name": _fit(name), "time": "0"})


def _wrapped(name: str, day: str, cases: Iterable[Xml.Element]) -> Xml.Element:
    suite = Xml.Element("testsuite", {"name": _fit(name)})
    suite.extend(cases)
    suite.attrib.update(_totals([suite], COUNTED))
    if day:
        suite.set("timestamp", f"{day}T00:00:00")
    return suite


def _totals(suites: list[Xml.Element], counted: Mapping[str, str]) -> dict[str, str]:
    return {
        name: str(sum(len(suite.findall(what)) for suite in suites))
        for name, what in counted.items()
    }


def _fit(text: str) -> str:
    """Text that XML can hold, on one line."""
    shown = printable(whole(text))
    return "".join("\N{REPLACEMENT CHARACTER}" if c in "\ufffe\uffff" else c for c in shown) or "-"
