"""The annotations of a check, read back as GitHub's runner reads them."""

from __future__ import annotations

import re

from microapp_cli.core.checked import Checked, Unjudged
from microapp_cli.output.check_github import as_github
from tests.output.reports import EVERYTHING, HARMFUL, WARNING, checked, finding, report

COMMAND = re.compile(r"::(?P<name>\w+) (?P<properties>.*?)::(?P<data>.*)")


def annotated(shown: Checked) -> list[tuple[str, dict[str, str], str]]:
    """Level, properties and message of each, unescaped in the runner's order."""
    found = []
    for line in as_github(shown).splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        pairs = (pair.partition("=") for pair in match["properties"].split(","))
        properties = {key: plain(value) for key, _, value in pairs}
        found.append((match["name"], properties, plain(match["data"])))
    return found


def plain(text: str) -> str:
    """The text that an escaped one stands for."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        text = text.replace(code, character)
    return text.replace("%25", "%")


def test_a_finding_stands_at_its_line_with_what_to_do() -> None:
    (level, properties, message), *_ = annotated(checked(report(finding(column=3))))

    assert level == "error"
    assert properties == {
        "file": "microapp.yaml",
        "line": "5",
        "col": "3",
        "title": "Broken rule: A person answers for this app (MA001)",
    }
    assert message.splitlines() == [
        "owner.email is missing.",
        "Alerts and audits would go to nobody.",
        "Write the address of the person who answers for it.",
    ]


def test_only_open_findings_are_annotated_and_the_last_line_sums_up() -> None:
    found = annotated(EVERYTHING)

    assert [level for level, _, _ in found] == ["error", "warning", "notice"]
    assert found[-1][2] == (
        "1 error, 1 warning, 1 waived, 1 known; 1 of 2 controls are not proven yet"
    )


def test_a_finding_without_a_line_stands_at_the_first() -> None:
    assert annotated(checked(report(WARNING)))[0][1]["line"] == "1"


def test_no_text_of_others_can_start_a_command_or_end_a_property() -> None:
    evil, *_ = [a for a in annotated(HARMFUL) if "evil" in a[2]]

    assert set(evil[1]) == {"file", "line", "col", "title"}
    assert evil[1]["file"].endswith(r"\x85")
    assert len(as_github(HARMFUL).splitlines()) == 3


def test_percent_colon_and_comma_come_back() -> None:
    said = finding(path="a,b:c=%0A.py", title="50%, or: more", message="100%0A")

    _, properties, message = annotated(checked(report(said)))[0]

    assert properties["file"] == "a,b:c=%0A.py"
    assert properties["title"] == "Broken rule: 50%, or: more (MA001)"
    assert message.startswith("100%0A\n")


def test_what_could_not_be_judged_is_an_error() -> None:
    shown = checked(unjudged=(Unjudged("x", "x: no such folder"),))

    assert as_github(shown) == "::error title=Not judged::x: no such folder"
