"""The tables of money: balances that are enforced, holds under way, and the ledger."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, PrimaryKeyConstraint, Table, Text

from microapp_kit.schema import MOMENT, ORDERED_TEXT

BALANCES = "microapp_llm_balances"
HOLDS = "microapp_llm_holds"
LEDGER = "microapp_llm_ledger"
SWEPT = "expires_at < extract(epoch FROM clock_timestamp()) * 1000000"
"""The holds that the sweep sees of all orgs, on Postgres: those whose lease has ended."""


def money_tables(metadata: MetaData) -> None:
    """Add the tables of money to an app's tables."""
    Table(
        BALANCES,
        metadata,
        _text("org"),
        _text("budget"),  # chat or embeddings
        _text("level"),  # org, app or user
        _text("subject"),  # which app or user; empty for the org itself
        _text("period"),  # 2026-11, or 2026-11-26
        *(_number(name) for name in ("reserved_nano", "reserved_tokens")),
        *(_number(name) for name in ("spent_nano", "spent_tokens")),
        Column("alerted", Integer(), nullable=False),  # the highest threshold told, in percent
        PrimaryKeyConstraint("org", "budget", "level", "subject", "period"),
    )
    Table(
        HOLDS,
        metadata,
        *(_text(name) for name in ("org", "request_id", "app", "user", "model", "budget", "day")),
        _number("nano"),
        _number("tokens"),
        Column("about", Text(), nullable=False, server_default=""),  # the call, as lineage tells it
        _number("expires_at"),  # µs since 1970; no index, for few calls are ever under way
        PrimaryKeyConstraint("org", "request_id"),
        sqlite_with_rowid=False,
    )
    Table(
        LEDGER,
        metadata,
        *(_text(name) for name in ("org", "request_id", "app", "user", "model", "budget")),
        *(_text(name) for name in ("month", "day")),
        Column("at", MOMENT, nullable=False),
        Column("outcome", Text(), nullable=False),
        *(_number(name) for name in ("input_tokens", "output_tokens", "cached_tokens")),
        _number("nano"),
        _number("tokens"),
        _number("excess_nano"),  # what the provider took beyond the hold and the cap
        _number("excess_tokens"),
        PrimaryKeyConstraint("org", "request_id"),
        sqlite_with_rowid=False,
    )


def _text(name: str) -> Column[str]:
    return Column(name, ORDERED_TEXT, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger(), nullable=False)
