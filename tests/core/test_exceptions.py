"""An exception waives one rule for a while, when two people have agreed; never more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from microapp_cli.core.exception_terms import Terms
from microapp_cli.core.exceptions import Resolution, resolve
from microapp_cli.core.findings import Finding
from microapp_cli.core.people import person
from microapp_cli.core.rulebook import Rule

TODAY = date(2026, 11, 23)
NAMES = [
    "rule_id",
    "app",
    "reason",
    "compensating_control",
    "requested_by",
    "approved_by",
    "expires_at",
]
DEMANDED = {"controls": {"exceptions": {"max_days": 90, "required_fields": NAMES}}}
ENTRY = {
    "index": 0,
    "line": 120,
    "rule": "MA015",
    "path": None,
    "reason": "Made by a program.",
    "compensating_control": "It is reviewed.",
    "requested_by": "ann@acme.example",
    "approved_by": "bob@acme.example",
    "expires": "2026-12-31",
    "problems": [],
}


def rule(id: str, *, waivable: bool = True) -> Rule:
    """A rule of which only the id matters."""
    texts = {"title": "T", "description": "D", "why": "W", "fix": "F", "path": "p"}
    return Rule(
        id=id,
        layer="base",
        name=id,
        severity="error",
        controls=(),
        waivable=waivable,
        **texts,
    )


RULES = {
    "MA010": rule("MA010", waivable=False),
    "MA012": rule("MA012", waivable=False),
    "MA015": rule("MA015"),
    "MA016": rule("MA016"),
    "MA019": rule("MA019", waivable=False),
}


def found(id: str = "MA015", path: str = "app/a.py", *controls: str) -> Finding:
    """A finding of this rule."""
    return Finding(id, "error", path, 3, "m", "T", "W", "F", controls)


def resolved(*findings: Finding, today: date = TODAY, **changes: Any) -> Resolution:
    """What one exception, somewhat changed, makes of the findings."""
    denied = ("regulated-data-to-outside-model",)
    terms = Terms.of(DEMANDED, today)
    return resolve(findings, [{**ENTRY, **changes}], rules=RULES, denied=denied, terms=terms)


def test_a_waived_finding_stays_visible_and_is_counted() -> None:
    done = resolved(found(), found())

    assert [finding.is_open for finding in done.findings] == [False, False]
    assert "bob@acme.example" in done.findings[0].waived
    assert (done.exceptions[0]["state"], done.exceptions[0]["waived"]) == ("in force", 2)


@pytest.mark.parametrize("days", range(-3, 60))
def test_an_exception_never_outlives_its_date(days: int) -> None:
    today = TODAY + timedelta(days=days)

    done = resolved(found(), today=today, expires="2026-12-01")

    assert bool(done.findings[0].waived) == (today <= date(2026, 12, 1))
    assert done.exceptions[0]["state"] == ("in force" if today <= date(2026, 12, 1) else "expired")


@pytest.mark.parametrize(
    "approver",
    [
        *("ann@acme.example", "ANN@ACME.example", " ann@acme.example ", "ann+boss@acme.example"),
        *("\uff41nn@acme.example", "\u0430nn@acme.example", "Bob <bob@acme.example>", "bob", ""),
    ],
)
def test_nobody_approves_for_themselves_however_it_is_written(approver: str) -> None:
    done = resolved(found(), approved_by=approver)

    assert done.findings[0].is_open
    assert done.exceptions[0]["state"] == "refused"


@pytest.mark.parametrize(
    "changes",
    [
        {"expires": "2027-02-22"},
        {"expires": "2026-02-30"},
        {"expires": None},
        {"reason": " "},
        {"compensating_control": None},
        {"path": "/etc/passwd"},
        {"path": "../a.py"},
        {"path": "app/*"},
        {"path": ""},
        {"path": 5},
        {"problems": ["must be a mapping."]},
    ],
)
def test_a_malformed_exception_waives_nothing(changes: dict[str, Any]) -> None:
    assert resolved(found(), **changes).findings[0].is_open


def test_it_may_last_as_long_as_the_tier_allows_and_no_longer() -> None:
    assert resolved(found(), expires="2027-02-21").findings[0].waived
    assert not resolved(found(), expires="2027-02-22").findings[0].waived


@pytest.mark.parametrize("other", ["MA010", "MA012", "MA016", "MA019"])
def test_another_rule_is_never_waived(other: str) -> None:
    done = resolved(found(other), found())

    assert done.findings[0].is_open
    assert not done.findings[1].is_open


def test_a_path_narrows_it_to_a_file_or_a_folder() -> None:
    file = resolved(found(path="app/a.py"), found(path="app/a.pyc"), path="app/a.py")
    folder = resolved(found(path="app/x/a.py"), found(path="apps/a.py"), path="app/")

    assert [finding.is_open for finding in file.findings] == [False, True]
    assert [finding.is_open for finding in folder.findings] == [False, True]


@pytest.mark.parametrize(
    ("changes", "severity"),
    [({"rule": "MA999"}, "error"), ({"rule": "MA012"}, "error"), ({}, "warning")],
)
def test_one_that_cannot_be_used_is_told(changes: dict[str, Any], severity: str) -> None:
    done = resolved(found("MA012"), **changes)

    assert done.findings[0].is_open
    assert [(own.id, own.severity, own.line) for own in done.findings[1:]] == [
        ("MA019", severity, 120)
    ]


def test_a_combination_of_answers_is_opened_by_its_name_alone() -> None:
    name = "regulated-data-to-outside-model"
    denied = found("MA010", "microapp.yaml", name)

    assert not resolved(denied, rule=name).findings[0].is_open
    assert resolved(found("MA010", "microapp.yaml", "other"), rule=name).findings[0].is_open
    assert resolved(denied, rule="MA010").findings[0].is_open


def test_without_a_tier_nothing_is_waived() -> None:
    done = resolve([found()], [ENTRY], rules=RULES, terms=Terms.of(None, TODAY))

    assert done.findings[0].is_open


def test_an_address_is_one_person_with_or_without_a_tag() -> None:
    assert person("Ann+x@Acme.Example") == person("ann@acme.example") == "ann@acme.example"
    assert person("not an address") == person(None) == ""
