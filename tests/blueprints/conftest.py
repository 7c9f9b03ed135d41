"""Running micro-apps for the tests in this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.fixtures import *  # noqa: F403
from tests.servers.scripted_model import ScriptedModel, scripted_model


@pytest.fixture(scope="module")
def upstream() -> Iterator[ScriptedModel]:
    """The server of a model, which says what a test wants."""
    with scripted_model() as model:
        yield model
