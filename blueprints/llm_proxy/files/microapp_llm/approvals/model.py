"""What an approval is, when it holds, and the table that keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Column, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text

from microapp_kit.schema import MOMENT, ORDERED_TEXT

NAME = "microapp_llm_approvals"
REQUESTED, APPROVED, REJECTED, REVOKED = "requested", "approved", "rejected", "revoked"
EXPIRED = "expired"
LONGEST_REASON = 1_000  # characters
MOST_DAYS = 30
FOR_USER, FOR_APP = "user", "app"
MOVES = {
    APPROVED: (REQUESTED,),
    REJECTED: (REQUESTED,),
    REVOKED: (REQUESTED, APPROVED),
}
"""State → the states it can follow."""
Scope = Literal["user", "app"]


@dataclass(frozen=True, slots=True)
class Approval:
    """A request to use a model, and what became of it."""

    org: str
    id: str
    app: str
    model: str
    behind: str  # what stood behind that alias when it was asked for: provider, name and address
    scope: str
    reason: str
    days: int
    requested_by: str
    requested_at: datetime
    state: str
    decided_by: str | None
    decided_at: datetime | None
    expires_at: datetime

    def state_at(self, now: datetime) -> str:
        """Give the state as it is now: what was asked or allowed ends by itself."""
        open_ = self.state in (REQUESTED, APPROVED)
        return EXPIRED if open_ and now >= self.expires_at else self.state

    def holds(self, user: str, now: datetime) -> bool:
        """Say whether this allows a user to use its model now."""
        if self.state != APPROVED or self.decided_at is None:
            return False
        for_user = self.scope == FOR_APP or self.requested_by == user
        return for_user and self.decided_at <= now < self.expires_at


def approvals_tables(metadata: MetaData) -> None:
    """Add the table of approvals to an app's tables."""
    table = Table(
        NAME,
        metadata,
        *(Column(name, ORDERED_TEXT, nullable=False) for name in ("org", "id", "app", "model")),
        Column("behind", Text(), nullable=False, server_default=""),  # "": of before it was kept
        *(Column(name, Text(), nullable=False) for name in ("scope", "reason")),
        Column("days", Integer(), nullable=False),
        Column("requested_by", ORDERED_TEXT, nullable=False),
        Column("requested_at", MOMENT, nullable=False),
        Column("state", Text(), nullable=False),
        Column("decided_by", Text(), nullable=True),
        Column("decided_at", MOMENT, nullable=True),
        Column("expires_at", MOMENT, nullable=False),
        PrimaryKeyConstraint("org", "id"),
    )
    Index("ix_microapp_llm_approvals_model", table.c.org, table.c.app, table.c.model)
