"""What a person reads while they answer: the tier, what is new, why, and what is not allowed."""

from typing import Any

import pytest

from microapp_cli.adapters.policy_files import Policies
from microapp_cli.core.controls import required
from microapp_cli.core.explanation import consequence, every_control, summary
from microapp_cli.core.questionnaire import assess, assess_so_far

MILD = {
    "data": "internal",
    "audience": "me_team",
    "actions": "own_data",
    "ai_and_egress": "none",
    "outage": "annoying",
}
RAW: dict[str, Any] = {
    "name": "leave-helper",
    "title": "Leave helper",
    "purpose": "Shows who is away, and until when, for the team.",
    "owner": {"name": "Ann", "email": "ann@acme.example", "team": "HR"},
    "backup_owner": None,
    "blueprint": "crud",
    "runtime": "container",
    "ci": "github",
}


def said(policies: Policies, before: dict[str, str], **answer: str) -> list[str]:
    """What is said at once after one more answer."""
    questionnaire = policies.questionnaire
    return consequence(
        policies,
        assess_so_far(questionnaire, before),
        assess_so_far(questionnaire, {**before, **answer}),
    )


def test_a_mild_first_answer_shows_the_promise(policies: Policies) -> None:
    assert said(policies, {}, data="public") == [
        "T0 personal. Live in minutes, and nobody has to approve it."
    ]


def test_an_answer_that_brings_nothing_says_so(policies: Policies) -> None:
    lines = said(policies, {"data": "personal"}, audience="company")

    assert lines == ["T2 sensitive. This asks for nothing more."]


def test_an_answer_that_raises_the_tier_shows_the_strongest_controls_and_why(
    policies: Policies,
) -> None:
    lines = said(policies, {"data": "public"}, audience="partners")

    assert lines[:3] == [
        "T2 sensitive. Build and test at once. One reviewer looks before production, within a day.",
        "  because you said “Named outside partners or contractors”:",
        "  - People who approve before production: 1",
    ]
    assert len([line for line in lines if line.startswith("  - ")]) == 5
    assert lines[-1].endswith("more protections")


def test_an_escalation_is_explained_in_its_own_words(policies: Policies) -> None:
    lines = said(policies, {"data": "personal"}, audience="partners")

    assert "  because personal data reaches people outside the company:" in lines


@pytest.mark.parametrize("question", list(MILD))
def test_not_knowing_never_sounds_like_a_dead_end(question: str, policies: Policies) -> None:
    before = {key: answer for key, answer in MILD.items() if key != question}

    lines = said(policies, before, **{question: "unknown"})

    assert lines[-1] == "You can build and test without knowing. Production waits until you do."


def test_a_combination_that_is_not_allowed_names_the_way_out(policies: Policies) -> None:
    (line,) = said(policies, {"data": "regulated"}, ai_and_egress="approved_ext")

    assert line == (
        "Not allowed as it stands: pay, health, legal or bank data may only go to private AI "
        "models. Change an answer, or ask for the exception regulated-data-to-outside-model."
    )


def test_the_summary_of_a_mild_app_is_short(policies: Policies) -> None:
    assessment = assess(policies.questionnaire, MILD, "crud")
    kept = [c for c in required(policies.controls, assessment).items if not c.is_grant]

    lines = summary(policies, RAW, assessment)

    assert lines[0] == "Leave helper (leave-helper)"
    assert lines[-2:] == [
        "T0 personal. Live in minutes, and nobody has to approve it.",
        f"  {len(kept)} protections that every micro-app has, all listed in microapp.yaml",
    ]


def test_the_summary_says_what_is_still_open(policies: Policies) -> None:
    answers = {**MILD, "data": "unknown", "outage": "unknown"}

    lines = summary(policies, RAW, assess(policies.questionnaire, answers, "crud"))

    assert lines[-1].startswith("Still open: the data, an outage. ")


def test_every_control_is_listed_once_grants_apart(policies: Policies) -> None:
    controls = required(policies.controls, assess(policies.questionnaire, MILD, "crud"))

    lines = every_control(controls)

    keeps, uses = lines.index("What it keeps to"), lines.index("What it may use")
    listed = [line for line in lines if line.startswith("  - ")]
    assert sorted(listed) == sorted(f"  - {control.words}" for control in controls.items)
    for control in controls.items:
        assert (lines.index(f"  - {control.words}") > uses > keeps) == control.is_grant
