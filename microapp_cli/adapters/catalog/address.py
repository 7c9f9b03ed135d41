"""Where the catalog lies: a file of your own, or the database that MICROAPP_CATALOG_URL names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from microapp_cli.core.errors import CatalogError

VARIABLE = "MICROAPP_CATALOG_URL"
FILE = "catalog.db"
EXAMPLES = "sqlite:////srv/catalog.db or postgresql://user:password@host:5432/catalog"
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


@dataclass(frozen=True)
class Address:
    """One database, and how to name it to a person (never with its password)."""

    kind: Literal["sqlite", "postgresql"]
    url: URL
    label: str

    @property
    def file(self) -> Path | None:
        """The file of an SQLite catalog."""
        return Path(self.url.database or "") if self.kind == "sqlite" else None


def address_of(environ: Mapping[str, str]) -> Address:
    """The catalog that this environment names; without a word, one in the user's data folder."""
    text = environ.get(VARIABLE, "").strip()
    if not text:
        return _file(_default_file())
    try:
        url = make_url(text)
        port = url.port
    except (ArgumentError, ValueError):
        raise CatalogError(f"{VARIABLE} is no address of a database. Write {EXAMPLES}.") from None
    backend = url.drivername.partition("+")[0]
    if backend not in DRIVERS:
        raise CatalogError(f"{VARIABLE}: {backend!a} is not supported. Write {EXAMPLES}.")
    if backend == "sqlite":
        if not url.database or url.database == ":memory:" or url.host or url.query:
            raise CatalogError(f"{VARIABLE} names no file. Write it as sqlite:////srv/catalog.db.")
        return _file(Path(url.database).absolute())
    if not url.database:
        raise CatalogError(f"{VARIABLE} names no database. Write {EXAMPLES}.")
    label = f"{url.host or 'localhost'}:{port or 5432}/{url.database}"
    return Address("postgresql", url.set(drivername=DRIVERS[backend]), label)


def _file(path: Path) -> Address:
    return Address("sqlite", URL.create("sqlite", database=str(path)), str(path))


def _default_file() -> Path:
    from platformdirs import user_data_path

    return user_data_path("microapp", appauthor=False) / FILE
