"""The tables of the catalog, alike on SQLite and Postgres."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData()

TEXT = String().with_variant(String(collation="C"), "postgresql")
"""Text that both databases sort by code point, so that a page ends where the next begins."""
KEY = BigInteger().with_variant(Integer, "sqlite")


def text(name: str) -> Column[str]:
    """A column of text that is never null; "" means nothing."""
    return Column(name, TEXT, nullable=False)


apps = Table(
    "apps",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("version", Integer, nullable=False),
    text("key"),
    *map(text, ("name", "title", "purpose", "owner", "owner_name", "team", "backup")),
    *map(text, ("backup_name", "sensitivity", "tier", "blueprint", "blueprint_version", "tool")),
    *map(text, ("contract", "repository", "commit", "controls", "content", "outside")),
    *map(text, ("created", "expires", "source", "answers", "answered", "check")),
    *map(text, ("stage", "stage_since", "stage_before", "registered", "verified", "orphaned")),
    *map(text, ("ask_again", "reassess", "reassess_by", "retire_on", "elsewhere", "claimed")),
    text("state"),
    text("changed"),
    text("search"),
    UniqueConstraint("name", name="apps_name"),
    UniqueConstraint("key", name="apps_key"),
    Index("apps_stage", "stage", "name"),
    Index("apps_tier", "tier", "name"),
    Index("apps_sensitivity", "sensitivity", "name"),
    Index("apps_blueprint", "blueprint", "name"),
    Index("apps_team", "team", "name"),
    Index("apps_state", "state", "name"),
    Index("apps_owner", "owner", "name"),
    Index(
        *("apps_filters", "name", "stage", "tier", "sensitivity", "blueprint"),
        *("team", "state", "owner"),
    ),
    Index("apps_orphaned", "orphaned"),
    Index("apps_reassess_by", "reassess_by"),
    sqlite_autoincrement=True,
)

facets = Table(
    "facets",
    metadata,
    text("facet"),
    text("value"),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("facet", "value"),
)

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    text("at"),
    text("hash"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", KEY, primary_key=True, autoincrement=False),
    *map(text, ("at", "actor", "action", "app", "detail", "hash")),
    Index("ledger_app", "app", "seq"),
)

documents = Table(
    "documents",
    metadata,
    Column("hash", TEXT, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("app_id", KEY, ForeignKey("apps.id"), nullable=False),
    text("path"),
    Column("hash", TEXT, ForeignKey("documents.hash"), nullable=False),
    PrimaryKeyConstraint("app_id", "path"),
)

exceptions = Table(
    "exceptions",
    metadata,
    Column("app_id", KEY, ForeignKey("apps.id"), nullable=False),
    Column("number", Integer, nullable=False),
    *map(text, ("app", "rule", "path", "reason", "compensating_control")),
    *map(text, ("requested_by", "approved_by", "expires")),
    Column("valid", Integer, nullable=False),
    PrimaryKeyConstraint("app_id", "number"),
    Index("exceptions_expires", "expires", "app", "number"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("app_id", KEY, ForeignKey("apps.id"), nullable=False),
    *map(text, ("app", "stage", "requested_by", "requested", "content", "outside", "tier")),
    Column("approvers", Integer, nullable=False),
    *map(text, ("roles", "state", "decided", "automatic", "decisions")),
    Index("reviews_app", "app_id", "id"),
    Index("reviews_state", "state", "id"),
    sqlite_autoincrement=True,
)

reviewers = Table(
    "reviewers",
    metadata,
    text("email"),
    text("role"),
    text("added_by"),
    PrimaryKeyConstraint("email", "role"),
)
