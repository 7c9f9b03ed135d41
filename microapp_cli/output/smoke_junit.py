"""A run of a collection as JUnit's XML, which CI systems show test by test."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree as Xml

from microapp_cli.core.contract.smoke.run import Outcome

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(name: str, outcomes: Sequence[Outcome]) -> str:
    """Give one suite per folder with one case per test."""
    root = Xml.Element("testsuites", _totals(name, outcomes))
    for folder, group in groupby(outcomes, key=lambda outcome: outcome.folder):
        members = list(group)
        suite = Xml.SubElement(root, "testsuite", _totals(folder or name, members))
        for outcome in members:
            _add_cases(suite, outcome)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_cases(suite: Xml.Element, outcome: Outcome) -> None:
    seconds = outcome.milliseconds / 1000 / max(len(outcome.checks), 1)
    for check in outcome.checks:
        named = {"classname": outcome.name, "name": check.title, "time": f"{seconds:.4f}"}
        case = Xml.SubElement(suite, "testcase", {k: _fit(v) for k, v in named.items()})
        if check.problem:
            failure = Xml.SubElement(case, "failure", {"message": _fit(check.problem)})
            failure.text = _fit(f"{outcome.method} {outcome.target} answered {outcome.status}")


def _totals(name: str, outcomes: Sequence[Outcome]) -> dict[str, str]:
    checks = [check for outcome in outcomes for check in outcome.checks]
    return {
        "name": _fit(name),
        "tests": str(len(checks)),
        "failures": str(sum(bool(check.problem) for check in checks)),
        "errors": "0",
        "time": f"{sum(outcome.milliseconds for outcome in outcomes) / 1000:.3f}",
    }


def _fit(text: str) -> str:
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
