"""The tables of usage: every event once, and its sums by hour, by model and day, and by month."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from microapp_cli.adapters.catalog.tables import KEY, metadata, text


def number(name: str) -> Column[int]:
    """A column of whole numbers."""
    return Column(name, BigInteger, nullable=False)


def app_id() -> Column[int]:
    """The app that used something."""
    return Column("app_id", KEY, ForeignKey("apps.id"), nullable=False)


COUNTS = ("requests", "errors", "tokens_in", "tokens_out", "storage_bytes", "cost_micros")

events = Table(
    "usage_events",
    metadata,
    text("source"),
    text("event"),
    app_id(),
    *map(text, ("at", "org", "owner", "model")),
    *map(number, COUNTS),
    PrimaryKeyConstraint("source", "event"),
    sqlite_with_rowid=False,
)

by_hour = Table(
    "usage_hours",
    metadata,
    app_id(),
    text("hour"),
    *map(number, COUNTS),
    PrimaryKeyConstraint("app_id", "hour"),
    sqlite_with_rowid=False,
)

by_day = Table(
    "usage_days",
    metadata,
    app_id(),
    text("day"),
    text("model"),
    *map(number, COUNTS),
    PrimaryKeyConstraint("app_id", "day", "model"),
    Index("usage_days_day", "day", "app_id", "model"),
    sqlite_with_rowid=False,
)

by_month = Table(
    "usage_months",
    metadata,
    app_id(),
    text("month"),
    *map(number, COUNTS),
    PrimaryKeyConstraint("app_id", "month"),
    Index("usage_months_top", "month", "cost_micros", "app_id"),
    sqlite_with_rowid=False,
)
