"""GitHub's three documents of a thousand operations: every connector holds before its judge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microapp_cli.adapters import contract_files
from microapp_cli.core.contract.derived import Derived
from microapp_cli.core.contract.smoke.collection import read_collection
from tests.core.contract.make_app import unresolved
from tests.core.contract.power_platform import faults
from tests.interop.zapier_app import App
from tests.servers import node

pytestmark = [pytest.mark.interop, pytest.mark.slow]
SOURCE = Path(__file__).parent / "contract"
GITHUB = "node_modules/@octokit/openapi/generated"


@pytest.fixture(scope="module", params=["api.github.com", "ghec", "ghes-3.17"])
def derived(request: pytest.FixtureRequest) -> Derived:
    """Everything that is derived from one of them, once."""
    folder = node.installed("contract", SOURCE) / GITHUB
    return contract_files.derive_from(folder / f"{request.param}.json")


def test_power_automate_is_valid_and_what_does_not_fit_is_told(derived: Derived) -> None:
    assert list(faults(derived)) == []
    assert any("Left out: over 1 MB" in note.what for note in derived.notes)


def test_the_validator_finds_no_error_in_the_zapier_app(derived: Derived, tmp_path: Path) -> None:
    contract_files.write(tmp_path / "connectors", derived)

    assert App(tmp_path / "connectors", tmp_path).errors() == []


def test_every_expression_of_the_make_app_leads_somewhere(derived: Derived) -> None:
    files = json.loads(json.dumps(dict(derived.files)))
    app = {path[5:]: content for path, content in files.items() if path.startswith("make/")}

    assert unresolved(app) == []


def test_every_line_of_the_collection_is_understood(derived: Derived) -> None:
    assert len(read_collection(derived.files["postman.json"]).steps) > 900
