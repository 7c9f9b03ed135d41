"""What the tests of policies share: the repositories that edits are made in."""

from __future__ import annotations

import pytest

from tests.policies.edits.apps import Apps


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Apps:
    """The repositories, each rendered once, when somebody first asks for it."""
    return Apps(tmp_path_factory.mktemp("apps"))
