"""What a batch and its items are, and the tables that keep them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

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

from microapp_kit.errors import Refusal
from microapp_kit.schema import MOMENT, ORDERED_TEXT
from microapp_llm.lineage.orgs import orgs_tables

BATCHES = "microapp_llm_batches"
ITEMS = "microapp_llm_batch_items"
QUEUED, RUNNING, DONE, EXPIRED = "queued", "running", "done", "expired"
SENT = "sent"  # of an item: a provider may have been asked, so it is never asked again
OPEN = (QUEUED, RUNNING)


@dataclass(frozen=True, slots=True)
class Item:
    """One call of a batch, with the authority of whoever handed it in."""

    org: str
    batch_id: str
    number: int
    app: str
    owner: str
    roles: frozenset[str]
    body: dict[str, Any]
    attempt: int

    @property
    def request_id(self) -> str:
        """Give the name of this try's call: what it costs and leaves behind is kept by it."""
        return call_name(self.batch_id, self.number, self.attempt)

    @property
    def request_ids_before(self) -> list[str]:
        """Give the names of the calls of all tries before, which may have been cut off."""
        tries = range(1, self.attempt)
        return [call_name(self.batch_id, self.number, attempt) for attempt in tries]


def call_name(batch_id: str, number: int, attempt: int) -> str:
    """Give the name of a call, the same in every process and after every crash."""
    return str(uuid5(UUID(batch_id), f"{number}:{attempt}"))


@dataclass(frozen=True, slots=True)
class Result:
    """What a call ended with: a status as in HTTP, and a body."""

    status: int
    body: dict[str, Any]


def failure(item: Item, refusal: Refusal, name: str = "") -> Result:
    """Give the result of an item that was refused, with the name under which lineage knows it."""
    error = {"code": refusal.code, "message": refusal.message}
    return Result(refusal.status, {"error": error, "request_id": name or item.request_id})


def interrupted(item: Item, name: str = "") -> Result:
    """Give the result of an item whose process ended between the question and the answer.

    The name is that of the call which was interrupted, where that was an earlier one.
    """
    text = "The service ended while a model was asked, so the answer is lost and may be paid. "
    text += "It is not asked again by itself: hand the item in anew if you want that."
    return failure(item, Refusal(500, "interrupted", text), name)


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
