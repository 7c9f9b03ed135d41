"""The tiny house for the tests in this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from microapp_cli.adapters.workbench import Workbench
from tests.houses import tiny_house


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    """A house with tiny layers."""
    return tiny_house(tmp_path / "house")
