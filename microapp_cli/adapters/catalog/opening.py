"""Opens the catalog, and refuses what is none."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from sqlalchemy import Engine

from microapp_cli.adapters.catalog import upgrade as migrations
from microapp_cli.adapters.catalog.address import Address, address_of
from microapp_cli.adapters.catalog.engine import engine_for, make_file, told, transaction
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.clock import now
from microapp_cli.core.errors import CatalogError

UPGRADE = "Run: microapp catalog upgrade"


def open_catalog(environ: Mapping[str, str]) -> Store:
    """The catalog of this environment; a new SQLite one is made, an old one is refused."""
    moment = now(environ)
    address = address_of(environ)
    engine = engine_for(address)
    version = _version(engine, address)
    if not version and address.kind == "sqlite":
        _make(engine, address)
    elif not version:
        raise CatalogError(f"{address.label} holds no catalog yet. {UPGRADE}.")
    elif version != migrations.HEAD:
        raise CatalogError(
            f"{address.label} is of version {version}; this microapp works with "
            f"{migrations.HEAD}. {UPGRADE}."
        )
    return Store(engine, address, moment)


def upgrade_catalog(environ: Mapping[str, str]) -> tuple[str, str, str]:
    """Bring the catalog to this microapp's version; gives its label, and the versions."""
    address = address_of(environ)
    engine = engine_for(address)
    if address.kind == "sqlite":
        return address.label, *_make(engine, address)
    return address.label, *migrations.upgrade(engine, address)


def _version(engine: Engine, address: Address) -> str:
    path = address.file
    if path is not None and not path.exists():
        return ""
    if path is not None and path.is_dir():
        raise CatalogError(f"{address.label} is a folder. Name a file.")
    with transaction(engine, address, writes=False) as connection:
        return migrations.version_of(connection, address)


def _make(engine: Engine, address: Address) -> tuple[str, str]:
    make_file(address)
    with told(address), closing(engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA journal_mode=WAL")
    return migrations.upgrade(engine, address)
