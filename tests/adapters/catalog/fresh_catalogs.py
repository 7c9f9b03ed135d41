"""Catalogs for tests: each is made once for each kind of database, then copied or emptied."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, insert, text

import microapp_cli.adapters.catalog.tables_usage  # noqa: F401 - its tables are emptied, too
from microapp_cli.adapters.catalog.address import address_of
from microapp_cli.adapters.catalog.engine import engine_for
from microapp_cli.adapters.catalog.tables import head, metadata
from microapp_cli.core.catalog.chain import START
from tests.catalogs import open_at

ALL = tuple(reversed(metadata.sorted_tables))
Fill = Callable[[str], object]
"""What fills the empty database at an address."""


class FreshCatalogs:
    """Gives the address of an empty catalog; on Postgres it is one database, emptied each time."""

    def __init__(self, new_database: Callable[[str], str], copy_of: Callable[[str], str]) -> None:
        self._new_database, self._copy_of = new_database, copy_of
        self._made: dict[tuple[str, str], str] = {}

    def __call__(self, kind: str) -> str:
        """An empty catalog; on Postgres, until somebody asks for the next."""
        made = self._once(kind, "an empty catalog", open_at)
        return self._copy_of(made) if kind == "sqlite" else _emptied(made)

    def holding(self, kind: str, what: str, fill: Fill) -> str:
        """A copy of a database that is filled once, for all who ask for it by this name."""
        return self._copy_of(self._once(kind, what, fill))

    def _once(self, kind: str, what: str, fill: Fill) -> str:
        if (kind, what) not in self._made:
            url = self._new_database(kind)
            fill(url)
            self._made[kind, what] = url
        return self._made[kind, what]


def _emptied(url: str) -> str:
    address = address_of({"MICROAPP_CATALOG_URL": url})
    with engine_for(address).begin() as connection:
        for table in ALL:  # to TRUNCATE costs three times as much: new files for every index
            connection.execute(delete(table))
        for sequence in connection.scalars(text("SELECT sequencename FROM pg_sequences")).all():
            connection.execute(text(f"ALTER SEQUENCE {sequence} RESTART"))
        connection.execute(insert(head).values(id=1, seq=0, at="", hash=START))
    return url
