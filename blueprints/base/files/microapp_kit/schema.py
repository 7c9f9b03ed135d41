"""The database tables: one per resource, and the platform's own for idempotency and audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.types import TypeEngine

from microapp_kit import record
from microapp_kit.record import SYSTEM_COLUMNS
from microapp_kit.resource import Resource

if TYPE_CHECKING:
    from microapp_kit.brought import Brought

# Text sorts by code point on both databases, so that a cursor means the same on either.
ORDERED_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
MOMENT = DateTime(timezone=True).with_variant(Text(), "sqlite")
TYPES: dict[str, TypeEngine[Any]] = {
    "text": ORDERED_TEXT,
    "integer": BigInteger(),
    "float": Double(),
    "boolean": Boolean(),
    "date": Date().with_variant(Text(), "sqlite"),
    "datetime": MOMENT,
    "uuid": Uuid(as_uuid=False).with_variant(Text(), "sqlite"),
}


def _platform_metadata() -> MetaData:
    """Give a fresh set of tables that holds the platform's own."""
    metadata = MetaData()
    Table(
        "microapp_idempotency",
        metadata,
        Column("org", ORDERED_TEXT, nullable=False),
        Column("caller", ORDERED_TEXT, nullable=False),
        Column("route", ORDERED_TEXT, nullable=False),
        Column("key", ORDERED_TEXT, nullable=False),
        Column("fingerprint", Text(), nullable=False),
        Column("status", Integer(), nullable=False),
        Column("headers", Text(), nullable=False),
        Column("body", LargeBinary(), nullable=False),
        Column("created_at", MOMENT, nullable=False, index=True),
        PrimaryKeyConstraint("org", "caller", "route", "key"),
    )
    Table(
        "microapp_audit",
        metadata,
        Column("org", ORDERED_TEXT, nullable=False),
        Column("seq", BigInteger(), nullable=False),
        Column("at", MOMENT, nullable=False),
        Column("actor", Text(), nullable=False),
        Column("action", Text(), nullable=False),
        Column("target", Text(), nullable=False),
        Column("request_id", Text(), nullable=False),
        Column("changes", Text(), nullable=False),
        Column("previous", Text(), nullable=False),
        Column("hash", Text(), nullable=False),
        PrimaryKeyConstraint("org", "seq"),
    )
    Table("microapp_fitted", metadata, Column("fingerprint", Text(), primary_key=True))
    return metadata


def metadata_of(resources: Sequence[Resource], brought: Brought | None = None) -> MetaData:
    """Give all tables of an app: the platform's, one per resource, and those of its blueprint."""
    metadata = _platform_metadata()
    for resource in resources:
        _resource_table(metadata, resource)
    if brought is not None:
        brought.tables(metadata)
    return metadata


def _resource_table(metadata: MetaData, resource: Resource) -> None:
    """Add the table of a resource: its columns, the platform's, and one index per declared sort."""
    name = resource.name
    table = Table(name, metadata, *(_column(c) for c in (*SYSTEM_COLUMNS, *resource.columns)))
    living = text("deleted_at IS NULL")
    for sort in resource.all_sorts:
        Index(
            f"ix_{name}_{sort}",
            table.c.org,
            table.c[sort],
            table.c.id,
            sqlite_where=living,
            postgresql_where=living,
        )
    Index(f"ix_{name}_deleted", table.c.org, table.c.deleted_at)


def _column(column: record.Column) -> Column[object]:
    return Column(
        column.name,
        TYPES[column.kind],
        primary_key=column.name == "id",
        nullable=column.nullable,
        server_default=_server_default(column),
    )


def _server_default(column: record.Column) -> str | None:
    """Give existing rows a value when a field with a default is added."""
    value = column.default
    if not column.has_default or value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)
