"""Connections to the catalog: one writer at a time, and errors that a person can act on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from microapp_cli.adapters.catalog.address import Address
from microapp_cli.core.errors import CatalogError

WAIT_S = 60
WRITES = "microapp_writes"
ONE_VIEW = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""What all reads of one transaction see, as on SQLite: nothing that others do meanwhile."""
BUSY = ("database is locked", "lock timeout", "LockNotAvailable", "database is busy")


def engine_for(address: Address) -> Engine:
    """An engine that opens connections as they are asked for, and keeps none."""
    if address.kind == "sqlite":
        engine = create_engine(address.url, poolclass=NullPool, connect_args={"timeout": WAIT_S})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options = f"-c lock_timeout={WAIT_S}s -c timezone=UTC -c application_name=microapp"
    settings = {"connect_timeout": 10, "options": options}
    try:
        return create_engine(address.url, poolclass=NullPool, connect_args=settings)
    except (ImportError, NoSuchModuleError):
        raise CatalogError(
            "A catalog on Postgres needs its driver: pip install 'microapp-cli[postgres]'."
        ) from None


@contextmanager
def transaction(engine: Engine, address: Address, *, writes: bool) -> Iterator[Connection]:
    """One transaction; a writing one on SQLite waits for its turn at the very start."""
    with told(address), engine.connect() as connection:
        if writes:
            connection = connection.execution_options(**{WRITES: True})
        elif address.kind == "postgresql":
            connection = connection.execution_options(**ONE_VIEW)
        with connection.begin():
            yield connection


@contextmanager
def told(address: Address) -> Iterator[None]:
    """Turn an error of the database into one line."""
    try:
        yield
    except IntegrityError:
        raise CatalogError(
            "Somebody else changed the same entry at this moment. Nothing was changed; try again."
        ) from None
    except DBAPIError as error:
        raise CatalogError(_in_words(error, address)) from None


def _in_words(error: DBAPIError, address: Address) -> str:
    said = " ".join(str(error.orig).split())
    if any(word in said or word in type(error.orig).__name__ for word in BUSY):
        return f"Others are changing {address.label} for more than {WAIT_S} s. Try again."
    if "readonly" in said or "read-only" in said:
        return f"{address.label} cannot be written: it is read-only for you."
    if "not a database" in said or "malformed" in said:
        return (
            f"{address.label} is no catalog, or it is damaged. "
            "Restore it from a backup, or name another with MICROAPP_CATALOG_URL."
        )
    if isinstance(error, OperationalError):
        return f"The catalog {address.label} cannot be used: {_short(said)}."
    return f"The catalog {address.label} refused: {_short(said)}."


def _short(said: str) -> str:
    return said[:200].rstrip(". ")


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin when we say so
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def make_file(address: Address) -> None:
    """Make an empty SQLite catalog that only its owner can read."""
    path = address.file
    if path is None or path.exists():
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise CatalogError(f"{address.label} cannot be made: {error.strerror}.") from None
