"""The JUnit report of a check, read back by an XML parser and held against JUnit's schema."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from microapp_cli.core.checked import Checked, Unjudged
from microapp_cli.output.check_junit import as_junit
from tests.output.reports import EVERYTHING, HARMFUL, checked, finding, report

LOST = checked(report(), unjudged=(Unjudged("x", "no such folder"),))
XS = "{http://www.w3.org/2001/XMLSchema}"
SCHEMA = Xml.parse(Path(__file__).parent / "junit/junit-10.xsd").getroot()  # noqa: S314


def read(shown: Checked) -> Xml.Element:
    """The report as an XML parser sees it."""
    return Xml.fromstring(as_junit(shown))  # noqa: S314


def names(shown: Checked, what: str) -> list[str]:
    """The classes of the test cases that hold such an element."""
    return [
        case.get("classname", "")
        for case in read(shown).iter("testcase")
        if case.find(what) is not None
    ]


def declared(name: str) -> tuple[set[str], set[str], set[str]]:
    """What the schema says of an element: its attributes, those needed, and its children."""
    element = SCHEMA.find(f"{XS}element[@name='{name}']")
    assert element is not None, name
    attributes = {a.get("name", ""): a.get("use") for a in element.iter(f"{XS}attribute")}
    needed = {key for key, use in attributes.items() if use == "required"}
    return set(attributes), needed, {e.get("ref", "") for e in element.iter(f"{XS}element")}


@pytest.mark.parametrize("shown", [EVERYTHING, HARMFUL, LOST, checked(report(evidence=()))])
def test_every_element_and_attribute_is_one_of_the_schema(shown: Checked) -> None:
    for element in read(shown).iter():
        known, needed, children = declared(element.tag)
        assert needed <= set(element.attrib) <= known, element.tag
        assert {child.tag for child in element} <= children, element.tag


def test_what_fails_the_check_is_a_failure_and_only_that() -> None:
    assert names(EVERYTHING, "failure") == ["MA001"]
    assert names(EVERYTHING, "skipped") == ["MA072", "MA080", "controls"]
    assert names(checked(*EVERYTHING.reports, fail_on="warning"), "failure") == ["MA001", "MA012"]


def test_the_counts_are_those_of_the_cases() -> None:
    root = read(EVERYTHING)[0]

    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("6", "1", "3")


def test_a_failure_says_where_and_what_to_do() -> None:
    failure = read(checked(report(finding()))).find(".//failure")

    assert failure is not None
    assert failure.get("message") == "owner.email is missing."
    assert "microapp.yaml:5: " in str(failure.text)
    assert "Write the address" in str(failure.text)


def test_what_could_not_be_judged_is_an_error() -> None:
    assert names(LOST, "error") == ["microapp check"]


def test_text_of_others_comes_back_as_text() -> None:
    messages = [failure.get("message", "") for failure in read(HARMFUL).iter("failure")]

    assert any("]]> <script> %0A" in message for message in messages)
    assert len(as_junit(HARMFUL)) < 50_000
