"""An empty catalog for each test: once in an SQLite file, once on a real Postgres."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from microapp_cli.adapters.catalog.store import Store
from tests.adapters.catalog.fresh_catalogs import FreshCatalogs
from tests.catalogs import open_at
from tests.servers.fixtures import copy_of, kind, new_database, postgres

__all__ = ["copy_of", "kind", "new_database", "postgres"]


@pytest.fixture(scope="session")
def fresh(new_database: Callable[[str], str], copy_of: Callable[[str], str]) -> FreshCatalogs:
    """A maker of empty catalogs: "sqlite" or "postgres" in, URL out."""
    return FreshCatalogs(new_database, copy_of)


@pytest.fixture
def url(kind: str, fresh: FreshCatalogs) -> str:
    """The address of an empty catalog."""
    return fresh(kind)


@pytest.fixture
def empty(kind: str, new_database: Callable[[str], str]) -> str:
    """The address of an empty database, in which no catalog was made yet."""
    return new_database(kind)


@pytest.fixture
def store(url: str) -> Store:
    """An empty catalog."""
    return open_at(url)
