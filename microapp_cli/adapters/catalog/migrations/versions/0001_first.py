"""The first catalog: apps, facets, ledger, documents, exceptions and reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
APP_TEXTS = (
    *("key", "name", "title", "purpose", "owner", "owner_name", "team", "backup", "backup_name"),
    *("sensitivity", "tier", "blueprint", "blueprint_version", "tool", "contract", "repository"),
    *("commit", "controls", "content", "outside", "created", "expires", "source", "answers"),
    *("answered", "check", "stage", "stage_since", "stage_before", "registered", "verified"),
    *("orphaned", "ask_again", "reassess", "reassess_by", "retire_on", "state", "changed"),
    "search",
)
FIRST_HASH = "0" * 64


def upgrade() -> None:
    """Make every table, its indexes, and what search needs."""
    _apps()
    _ledger()
    _documents()
    _reviews()
    if op.get_bind().dialect.name == "sqlite":
        _search_sqlite()
    else:
        _search_postgres()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=False) for name in names]


def _apps() -> None:
    op.create_table(
        "apps",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        *_texts(*APP_TEXTS),
        sa.UniqueConstraint("name", name="apps_name"),
        sa.UniqueConstraint("key", name="apps_key"),
        sqlite_autoincrement=True,
    )
    for column in ("stage", "tier", "sensitivity", "blueprint", "team", "state", "owner"):
        op.create_index(f"apps_{column}", "apps", [column, "name"])
    op.create_index("apps_orphaned", "apps", ["orphaned"])
    op.create_index("apps_reassess_by", "apps", ["reassess_by"])
    op.create_table(
        "facets",
        *_texts("facet", "value"),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("facet", "value"),
    )


def _ledger() -> None:
    head = op.create_table(
        "head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        *_texts("at", "hash"),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "at": "", "hash": FIRST_HASH}])
    op.create_table(
        "ledger",
        sa.Column("seq", KEY, primary_key=True, autoincrement=False),
        *_texts("at", "actor", "action", "app", "detail", "hash"),
    )
    op.create_index("ledger_app", "ledger", ["app", "seq"])


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("hash", TEXT, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "files",
        sa.Column("app_id", KEY, sa.ForeignKey("apps.id"), nullable=False),
        *_texts("path"),
        sa.Column("hash", TEXT, sa.ForeignKey("documents.hash"), nullable=False),
        sa.PrimaryKeyConstraint("app_id", "path"),
    )
    op.create_table(
        "exceptions",
        sa.Column("app_id", KEY, sa.ForeignKey("apps.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        *_texts("app", "rule", "path", "reason", "compensating_control"),
        *_texts("requested_by", "approved_by", "expires"),
        sa.Column("valid", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("app_id", "number"),
    )
    op.create_index("exceptions_expires", "exceptions", ["expires", "app", "number"])


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("app_id", KEY, sa.ForeignKey("apps.id"), nullable=False),
        *_texts("app", "stage", "requested_by", "requested", "content", "outside", "tier"),
        sa.Column("approvers", sa.Integer, nullable=False),
        *_texts("roles", "state", "decided", "automatic", "decisions"),
        sqlite_autoincrement=True,
    )
    op.create_index("reviews_app", "reviews", ["app_id", "id"])
    op.create_index("reviews_state", "reviews", ["state", "id"])
    op.create_table(
        "reviewers",
        *_texts("email", "role", "added_by"),
        sa.PrimaryKeyConstraint("email", "role"),
    )


def _search_sqlite() -> None:
    """Three letters at a time, kept in step by triggers within the same transaction."""
    op.execute(
        "CREATE VIRTUAL TABLE apps_search USING fts5"
        "(search, content='apps', content_rowid='id', tokenize='trigram')"
    )
    op.execute(
        "CREATE TRIGGER apps_search_insert AFTER INSERT ON apps BEGIN "
        "INSERT INTO apps_search(rowid, search) VALUES (new.id, new.search); END"
    )
    op.execute(
        "CREATE TRIGGER apps_search_update AFTER UPDATE OF search ON apps "
        "WHEN old.search IS NOT new.search BEGIN "
        "INSERT INTO apps_search(apps_search, rowid, search) "
        "VALUES ('delete', old.id, old.search); "
        "INSERT INTO apps_search(rowid, search) VALUES (new.id, new.search); END"
    )


def _search_postgres() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE INDEX apps_search ON apps USING gin (search gin_trgm_ops)")
