"""Empty catalogs for tests: made once for each kind of database, then copied or emptied."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import insert, text

import microapp_cli.adapters.catalog.tables_usage  # noqa: F401 - its tables are emptied, too
from microapp_cli.adapters.catalog.tables import head, metadata
from microapp_cli.core.catalog.chain import START
from tests.catalogs import open_at

ALL = ", ".join(table.name for table in metadata.sorted_tables)


class FreshCatalogs:
    """Gives the address of an empty catalog; on Postgres it is one database, emptied each time."""

    def __init__(self, new_database: Callable[[str], str]) -> None:
        self._new_database = new_database
        self._made: dict[str, str] = {}

    def __call__(self, kind: str) -> str:
        """An empty catalog; on Postgres, until somebody asks for the next."""
        if kind not in self._made:
            self._made[kind] = self._new_database(kind)
            open_at(self._made[kind])
        return self._copy() if kind == "sqlite" else self._emptied(self._made[kind])

    def _copy(self) -> str:
        source, url = _file(self._made["sqlite"]), self._new_database("sqlite")
        for file in source.parent.glob(f"{source.name}*"):
            shutil.copy(file, _file(url).parent)
        return url

    @staticmethod
    def _emptied(url: str) -> str:
        with open_at(url).engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {ALL} RESTART IDENTITY"))
            connection.execute(insert(head).values(id=1, seq=0, at="", hash=START))
        return url


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
