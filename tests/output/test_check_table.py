"""The table of a check: what, where, why and what to do, for somebody in a hurry."""

from __future__ import annotations

import re

import pytest

from microapp_cli.core.checked import Checked, Unjudged
from microapp_cli.output.check_table import as_table
from microapp_cli.output.harmless import columns
from microapp_cli.output.look import Look
from tests.output.reports import EVERYTHING, HARMFUL, WARNING, checked, finding, report

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
FINE = report(evidence=())


def test_a_finding_says_what_where_why_and_what_to_do() -> None:
    said = as_table(checked(report(finding(column=3))))

    assert said.splitlines()[:4] == [
        "ERROR   Broken rule: A person answers for this app  MA001",
        "  microapp.yaml:5:3  owner.email is missing.",
        "  why  Alerts and audits would go to nobody.",
        "  fix  Write the address of the person who answers for it.",
    ]
    assert "leave-helper does not pass: 1 error (48 rules, tier T1)." in said
    assert "microapp check --explain MA001" in said


@pytest.mark.parametrize(
    ("advice", "is_told"),
    [
        ("Write the address.", False),
        ("Run: microapp fix  (it puts the file back)", True),
        ("Run: .venv/bin/ruff format . && .venv/bin/ruff check --fix .", True),
    ],
)
def test_fix_is_offered_only_where_it_can_repair_something(advice: str, is_told: bool) -> None:
    said = as_table(checked(report(finding(), finding(line=9, fix=advice))))

    assert ("Repair what can be repaired safely: microapp fix" in said) == is_told


def test_when_all_is_fine_there_is_one_green_line() -> None:
    said = as_table(checked(FINE), Look(colour=True))

    assert said == "\x1b[1;32mleave-helper is fine: 48 rules, tier T1.\x1b[0m"


def test_errors_come_before_warnings_and_exceptions_are_counted_with_their_end() -> None:
    said = as_table(EVERYTHING)

    found = [said.index(word) for word in ("ERROR", "WARNING", "Waived", "There already at main")]
    assert found == sorted(found)
    assert "Waived by exceptions: 1 finding" in said
    assert "until 2027-01-01: moved next month" in said
    assert "1 error, 1 warning, 1 waived, 1 known" in said


def test_what_has_leaked_comes_before_all_else_that_is_an_error() -> None:
    leaked = finding(id="MA030", layer="secrets", title="No secret lies in a file")
    warned = finding(id="MA100", layer="pii", severity="warning", title="No address")

    said = as_table(checked(report(finding(layer="base"), warned, leaked)))

    found = [said.index(id) for id in ("MA030", "MA001", "MA100")]
    assert found == sorted(found)


def test_two_hundred_findings_of_one_rule_take_a_few_lines() -> None:
    many = [finding(id="MA030", path=f"app/{n:03}.py", title="No secret") for n in range(200)]

    said = as_table(checked(report(*many, finding()))).splitlines()

    assert len(said) < 25
    assert "ERROR   Broken rule: No secret  MA030, 200 places" in said
    assert "  … and 194 more (all of them: --format json)" in said


def test_each_way_to_fix_a_rule_stands_at_its_own_place() -> None:
    said = as_table(checked(report(finding(fix="Do A."), finding(line=9, fix="Do B."))))

    assert re.search(r"yaml:5 .*\n    fix  Do A\.\n.*yaml:9 .*\n    fix  Do B\.", said)


@pytest.mark.parametrize("width", [48, 80, 120, 300])
@pytest.mark.parametrize("shown", [EVERYTHING, HARMFUL, checked(FINE, report(finding()))])
def test_no_line_is_wider_than_the_terminal(shown: Checked, width: int) -> None:
    said = as_table(shown, Look(width, colour=True))

    assert max(columns(ESCAPE.sub("", line)) for line in said.splitlines()) <= width


def test_wide_letters_are_counted_as_a_terminal_shows_them() -> None:
    said = as_table(checked(report(finding(message="漢字" * 60))), Look(80))

    assert max(map(columns, said.splitlines())) <= 80


def test_nothing_in_it_moves_the_cursor_or_speaks_to_a_ci_system() -> None:
    said = as_table(HARMFUL)

    assert not [c for c in said if c != "\n" and not c.isprintable()]
    assert not [line for line in said.splitlines() if line.lstrip().startswith("::")]
    assert not re.search(r"##\w*\[", said)


def test_a_megabyte_of_message_is_a_few_lines() -> None:
    assert len(as_table(HARMFUL)) < 10_000


def test_a_file_has_no_colours() -> None:
    assert "\x1b" not in as_table(EVERYTHING)


def test_of_many_repositories_each_is_a_row_worst_first() -> None:
    many = checked(
        report(folder="apps/fine"),
        report(WARNING, folder="apps/warned"),
        report(finding(), folder="apps/red"),
    )

    said = as_table(many).splitlines()

    assert [line.split()[0] for line in said[:4]] == [
        "repository",
        "apps/red",
        "apps/warned",
        "apps/fine",
    ]
    assert said[1].split() == ["apps/red", "T1", "1", "-", "-"]
    assert "  A person answers for this app  MA001, 1 of 3" in said
    assert said[-1] == "3 repositories: 2 pass, 1 do not pass."


def test_one_that_could_not_be_judged_hides_none_of_the_others() -> None:
    lost = Unjudged("apps/broken", "apps/broken: microapp.yaml is missing.")

    said = as_table(checked(report(folder="apps/fine"), unjudged=(lost,)))

    assert "apps/fine" in said
    assert "not judged  apps/broken: microapp.yaml is missing." in said
    assert said.endswith("2 repositories: 1 pass, 0 do not pass, 1 could not be judged.")


def test_a_warning_fails_only_when_that_is_asked() -> None:
    assert "passes" in as_table(checked(report(WARNING)))
    assert "does not pass" in as_table(checked(report(WARNING), fail_on="warning"))
