"""Every rule on what the owners of an app write: one edit turns exactly that rule red."""

from __future__ import annotations

from pathlib import Path

import pytest

from microapp_cli.adapters import rego
from tests.policies.edits import (
    of_code,
    of_contract,
    of_deploy,
    of_manifest,
    of_models,
    of_pipelines,
)
from tests.policies.edits.apps import APPS, Apps
from tests.policies.edits.edit import Edit
from tests.rulebooks import POLICIES

EDITS = [*of_manifest.EDITS, *of_code.EDITS, *of_contract.EDITS, *of_models.EDITS]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_turns_exactly_its_rule_red(edit: Edit, apps: Apps, tmp_path: Path) -> None:
    report, found, due = edit.made(apps, tmp_path)

    assert found == due, [(one.place, one.id, one.message) for one in report.open]


@pytest.mark.parametrize("name", APPS)
def test_what_the_edits_are_made_in_is_green(name: str, apps: Apps) -> None:
    report = apps.checker(APPS[name].is_mixed).check(apps.folder_of(name))

    assert [(one.place, one.id, one.message) for one in report.open] == []


def test_every_rule_has_an_edit_and_no_edit_is_of_no_rule() -> None:
    edits = [*EDITS, *of_pipelines.EDITS, *of_deploy.EDITS]

    assert {edit.rule for edit in edits} == {rule.id for rule in rego.load(POLICIES).rules}


def test_an_edit_that_turns_two_rules_red_says_why() -> None:
    edits = [*EDITS, *of_pipelines.EDITS, *of_deploy.EDITS]

    two = [edit for edit in edits if {rule for rule, _, _ in edit.also} - {edit.rule}]

    assert [edit.name for edit in two if not edit.because] == []
