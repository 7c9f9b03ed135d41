"""What a batch and its items are, and the tables that keep them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from microapp_kit.schema import MOMENT, ORDERED_TEXT
from microapp_llm.lineage.orgs import orgs_tables

BATCHES = "microapp_llm_batches"
ITEMS = "microapp_llm_batch_items"
QUEUED, RUNNING, DONE, CANCELLED, EXPIRED = "queued", "running", "done", "cancelled", "expired"
OPEN = (QUEUED, RUNNING)


@dataclass(frozen=True, slots=True)
class Item:
    """One call of a batch, with the authority of whoever handed it in.

    The request id is the same at every try: what a call costs and leaves behind is kept by it.
    """

    org: str
    batch_id: str
    number: int
    request_id: str
    app: str
    owner: str
    roles: frozenset[str]
    body: dict[str, Any]
    attempt: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a call ended with: a status as in HTTP, and a body."""

    status: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """How a batch stands."""

    id: str
    app: str
    state: str
    size: int
    finished: int
    created_at: datetime
    expires_at: datetime

    def state_at(self, now: datetime) -> str:
        """Give the state as it is now: a batch that is not done in time ends by itself."""
        return EXPIRED if self.state in OPEN and now >= self.expires_at else self.state


def batches_tables(metadata: MetaData) -> None:
    """Add the tables of batches to an app's tables."""
    orgs_tables(metadata)
    batches = Table(
        BATCHES,
        metadata,
        *(Column(name, ORDERED_TEXT, nullable=False) for name in ("org", "id", "app", "owner")),
        *(Column(name, Text(), nullable=False) for name in ("roles", "state")),
        *(Column(name, Integer(), nullable=False) for name in ("size", "finished")),
        *(Column(name, MOMENT, nullable=False) for name in ("created_at", "expires_at")),
        PrimaryKeyConstraint("org", "id"),
    )
    items = Table(
        ITEMS,
        metadata,
        *(Column(name, ORDERED_TEXT, nullable=False) for name in ("org", "batch_id")),
        Column("number", BigInteger(), nullable=False),
        *(Column(name, Text(), nullable=False) for name in ("body", "state")),
        Column("attempts", Integer(), nullable=False),
        Column("free_at", MOMENT, nullable=False),  # from when on anyone may take it
        Column("status", Integer(), nullable=True),
        Column("result", Text(), nullable=True),
        PrimaryKeyConstraint("org", "batch_id", "number"),
        ForeignKeyConstraint(
            ["org", "batch_id"], [f"{BATCHES}.org", f"{BATCHES}.id"], ondelete="CASCADE"
        ),
    )
    Index("ix_microapp_llm_batches_state", batches.c.org, batches.c.state)
    Index("ix_microapp_llm_batch_items_state", items.c.org, items.c.state, items.c.free_at)
