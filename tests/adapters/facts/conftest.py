"""A repository made by the layers that ship, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.adapters.facts.made import make


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh repository; nobody writes to it."""
    return make(tmp_path_factory.mktemp("made") / "leave-helper")


@pytest.fixture
def app(original: Path, tmp_path: Path) -> Path:
    """A copy of a fresh repository, to be changed."""
    return Path(shutil.copytree(original, tmp_path / "leave-helper"))
