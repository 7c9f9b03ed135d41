"""Every rule on pipelines, packages and deployment: one edit turns exactly that rule red."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.edits import of_deploy, of_pipelines
from tests.policies.edits.apps import Apps
from tests.policies.edits.edit import Edit

EDITS = [*of_pipelines.EDITS, *of_deploy.EDITS]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_turns_exactly_its_rule_red(edit: Edit, apps: Apps, tmp_path: Path) -> None:
    report, found, due = edit.made(apps, tmp_path)

    assert found == due, [(one.place, one.id, one.message) for one in report.open]
