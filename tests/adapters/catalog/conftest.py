"""An empty catalog for each test: once in an SQLite file, once on a real Postgres."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from microapp_cli.adapters.catalog.store import Store
from tests.catalogs import open_at
from tests.servers.fixtures import kind, new_database, postgres

__all__ = ["kind", "new_database", "postgres"]


@pytest.fixture
def url(kind: str, new_database: Callable[[str], str]) -> str:
    """The address of an empty database."""
    return new_database(kind)


@pytest.fixture
def store(url: str) -> Store:
    """An empty catalog."""
    return open_at(url)
