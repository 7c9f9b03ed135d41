"""Exceptions and attestations as facts: each says what keeps it from holding on the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from microapp_cli.adapters.facts import entries
from tests.adapters.facts.made import policies

TODAY = date(2026, 11, 23)
EXCEPTION = {
    "rule": "MA047",
    "path": "openapi.yaml",
    "reason": "The field was never used by anybody.",
    "compensating_control": "All callers were asked.",
    "requested_by": "ann@acme.example",
    "approved_by": "bob@acme.example",
    "expires": "2026-12-01",
    "problems": [],
}
ATTESTATION = {
    "control": "pii.dpia",
    "says": "The assessment was made and is kept by the data protection officer.",
    "by": "ann@acme.example",
    "on": "2026-11-01",
    "problems": [],
}


def exception_problems(demanded: Any = ..., **changes: Any) -> list[str]:
    """What keeps the exception with these changes from holding, for an app that allows 90 days."""
    allowed = {"controls": {"exceptions": {"max_days": 90}}} if demanded is ... else demanded
    told = {"demanded": allowed, "exceptions": [{**EXCEPTION, **changes}], "attestations": []}
    (entry,) = entries.judged(told, policies(), TODAY)["exceptions"]
    found: list[str] = entry["problems"]
    return found


def test_a_complete_exception_holds() -> None:
    assert exception_problems() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rule": ""}, "rule is missing"),
        ({"requested_by": None}, "requested_by is missing"),
        ({"approved_by": ""}, "approved_by is missing"),
        ({"expires": None}, "expires is missing"),
        ({"approved_by": "ann@acme.example"}, "somebody else"),
        ({"approved_by": "ANN@acme.example "}, "somebody else"),
        ({"approved_by": "ann+boss@acme.example"}, "somebody else"),
        ({"approved_by": "the boss"}, "plain e-mail address"),
        ({"expires": "2026-11-22"}, "expired"),
        ({"expires": "2027-02-22"}, "90 days"),
        ({"expires": "never"}, "must be a day"),
    ],
)
def test_what_keeps_an_exception_from_holding_is_said(changes: dict[str, Any], words: str) -> None:
    assert words in " ".join(exception_problems(**changes))


@pytest.mark.parametrize("last", ["2026-11-23", "2027-02-21"])
def test_the_first_and_the_last_day_that_a_tier_allows_hold(last: str) -> None:
    assert exception_problems(expires=last) == []


def test_without_answers_nothing_can_be_waived() -> None:
    assert "five questions" in " ".join(exception_problems(demanded=None))


def test_what_the_form_lacks_already_is_not_said_twice() -> None:
    assert exception_problems(problems=["is no mapping."], rule="") == ["is no mapping."]


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"control": "nothing.known"}, False),
        ({"by": ""}, False),
        ({"on": "2026-11-24"}, False),
        ({"on": "soon"}, False),
    ],
)
def test_an_attestation_of_a_known_control_made_by_somebody_until_today_holds(
    changes: dict[str, Any], holds: bool
) -> None:
    control = policies().controls.definitions[0].id
    told = {
        "demanded": None,
        "exceptions": [],
        "attestations": [{**ATTESTATION, "control": control, **changes}],
    }

    (entry,) = entries.judged(told, policies(), TODAY)["attestations"]

    assert (entry["problems"] == []) is holds
