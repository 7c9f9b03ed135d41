"""Usage: every event once, and its sums by hour, by model and day, and by month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
COUNTS = ("requests", "errors", "tokens_in", "tokens_out", "storage_bytes", "cost_micros")


def upgrade() -> None:
    """Make the tables of usage."""
    _table("usage_events", ["source", "event"], ["at", "org", "owner", "model"])
    _table("usage_hours", ["app_id", "hour"])
    _table("usage_days", ["app_id", "day", "model"])
    _table("usage_months", ["app_id", "month"])
    op.create_index("usage_days_day", "usage_days", ["day", "app_id", "model"])
    op.create_index("usage_months_top", "usage_months", ["month", "cost_micros", "app_id"])


def _table(name: str, key: list[str], more: list[str] | None = None) -> None:
    texts = [column for column in (*key, *(more or ())) if column != "app_id"]
    op.create_table(
        name,
        sa.Column("app_id", KEY, sa.ForeignKey("apps.id"), nullable=False),
        *(sa.Column(column, TEXT, nullable=False) for column in texts),
        *(sa.Column(column, sa.BigInteger, nullable=False) for column in COUNTS),
        sa.PrimaryKeyConstraint(*key),
        sqlite_with_rowid=False,
    )
