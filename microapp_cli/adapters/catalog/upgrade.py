"""Brings a catalog to the version that this microapp works with, all at once or not at all."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from microapp_cli.adapters.catalog.address import Address
from microapp_cli.adapters.catalog.engine import transaction
from microapp_cli.core.errors import CatalogError

HEAD = "0004"
"""The newest migration."""
VERSIONS = ("0001", "0002", "0003", "0004")
VERSION_TABLE = "catalog_version"
MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 7_205_531_948
"""The number of the lock that an upgrade on Postgres holds."""


def version_of(connection: Connection, address: Address) -> str:
    """The version of a catalog, "" for an empty database; anything else is refused."""
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in tables:
        if tables & {"apps", "alembic_version"} or (tables and address.kind == "sqlite"):
            raise CatalogError(
                f"{address.label} is the database of another program. "
                "Name another with MICROAPP_CATALOG_URL."
            )
        return ""
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    version = str(found or "")
    if not version and "apps" in tables:
        raise CatalogError(
            f"{address.label} is damaged: it does not say its version. Restore it from a backup."
        )
    if version and version not in VERSIONS:
        raise CatalogError(
            f"{address.label} was made by a newer microapp (version {version!a}; this one knows "
            f"{HEAD}). Update microapp."
        )
    return version


def upgrade(engine: Engine, address: Address) -> tuple[str, str]:
    """Run what is missing; gives the version before and after."""
    with transaction(engine, address, writes=True) as connection:
        if address.kind == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
        before = version_of(connection, address)
        if before != HEAD:
            _run(connection)
        return before, HEAD


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
