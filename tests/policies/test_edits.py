"""Every rule, on a repository as it is rendered: one realistic edit turns exactly that rule red."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.edits import of_code, of_contract, of_deploy, of_manifest, of_pipelines
from tests.policies.edits.apps import Apps
from tests.policies.edits.edit import Edit

EDITS = [
    *of_manifest.EDITS,
    *of_code.EDITS,
    *of_contract.EDITS,
    *of_pipelines.EDITS,
    *of_deploy.EDITS,
]


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Apps:
    """The repositories, each rendered once."""
    return Apps(tmp_path_factory.mktemp("apps"))


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_turns_exactly_its_rule_red(edit: Edit, apps: Apps, tmp_path: Path) -> None:
    report, found, due = edit.made(apps, tmp_path)

    assert found == due, [(one.place, one.id, one.message) for one in report.open]
