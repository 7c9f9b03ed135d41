"""The contract on disk is the contract that the app serves."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from microapp_kit import contract_file
from microapp_kit.declared import declared_brought, declared_resources, declared_routers
from microapp_kit.testing import running_app

HERE = Path.cwd()
CURE = "openapi.yaml is stale. Run: python -m microapp_kit.contract_file, then: microapp contract"


@pytest.fixture(scope="module")
def served() -> Mapping[str, Any]:
    """What the running app answers at /openapi.json."""
    parts = declared_resources(), declared_routers()
    with running_app(*parts, brought=declared_brought()) as app:
        found: Mapping[str, Any] = app.call("GET", "/openapi.json", role="admin").json()
        return found


def test_the_app_serves_exactly_the_contract_that_is_checked_in(served: Mapping[str, Any]) -> None:
    checked_in = yaml.safe_load((HERE / "openapi.yaml").read_text(encoding="utf-8"))

    assert checked_in == served, CURE


def test_a_stale_contract_is_told_and_rewritten(tmp_path: Path) -> None:
    (tmp_path / "microapp.yaml").write_bytes((HERE / "microapp.yaml").read_bytes())
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0\n")

    told = contract_file.main(["--check"], tmp_path)
    contract_file.main([], tmp_path)

    assert told == 1
    assert contract_file.main(["--check"], tmp_path) == 0
