"""The manifest says everything that was answered and decided, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from microapp_cli.core import sample
from microapp_cli.core.answers import parse_answers
from microapp_cli.core.controls import required
from microapp_cli.core.manifest import build, template_values
from microapp_cli.core.policies import Policies
from microapp_cli.core.questionnaire import assess

DAY = date(2026, 11, 23)
TEMPLATE_NAMES = {
    *("name", "title", "purpose", "owner_name", "owner_email", "owner_team"),
    *("backup_owner_email", "blueprint", "ci", "runtime", "tier", "created"),
    *("microapp_version", "_dependencies", "_image"),
}


def manifest(policies: Policies, **changes: Any) -> dict[str, Any]:
    """The manifest of the sample answers, some of them changed."""
    told = {**sample.answers("crud"), **changes}
    answers = parse_answers(
        told, policies.questionnaire, blueprints=["crud"], runtimes=["container"], cis=["github"]
    )
    assessment = assess(policies.questionnaire, answers.answers, "crud")
    return build(answers, assessment, required(policies.controls, assessment), created=DAY)


def test_every_control_says_why(policies: Policies) -> None:
    controls = manifest(policies)["controls"]

    reasons = [entry["because"] for group in controls.values() for entry in group.values()]
    assert len(reasons) > 30
    assert all(reason.strip() for reason in reasons)
    assert controls["quotas"]["rpm_app"]["value"] == 300


def test_an_app_ends_when_its_tier_says(policies: Policies) -> None:
    team = {**sample.answers("crud")["answers"], "audience": "me_team"}

    assert manifest(policies)["lifecycle"]["expires"] == "2027-11-23"
    assert manifest(policies, answers=team)["lifecycle"]["expires"] == "2027-05-22"


@pytest.mark.parametrize("backup", [None, sample.answers("crud")["backup_owner"]])
def test_templates_may_print_exactly_these_names(policies: Policies, backup: object) -> None:
    told = manifest(policies, backup_owner=backup)

    values = template_values(told, dependencies=["a>=1"], version="9.9.9")

    assert set(values) == TEMPLATE_NAMES
    assert values["backup_owner_email"] == ("bob" if backup else "ann") + "@acme.example"
    assert values["_dependencies"] == ["a>=1"]
