"""Proves reviews and who may give them: the tables say what the ledger says, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from microapp_cli.adapters.catalog.chain_walk import partitions
from microapp_cli.adapters.catalog.tables import ledger, reviewers, reviews

ASKED = {"review requested": "open", "approved itself": "approved"}
DECIDED = {"approved": True, "rejected": False}
NAMED = {"reviewer named": True, "reviewer dismissed": False}


@dataclass
class _Told:
    """What the ledger says of reviews."""

    reviews: dict[int, list[Any]] = field(default_factory=dict)
    """id → app, stage, who asked, state, and what was decided by whom."""
    reviewers: set[tuple[str, str]] = field(default_factory=set)

    def take(self, actor: str, action: str, app: str, detail: dict[str, Any]) -> None:
        """Apply one entry."""
        if action in NAMED:
            change = self.reviewers.add if NAMED[action] else self.reviewers.discard
            change((detail["email"], detail["role"]))
        elif action in ASKED:
            stage = detail.get("for")  # entries of an approval by evidence did not say it once
            self.reviews[detail["review"]] = [app, stage, actor, ASKED[action], []]
        else:
            told = self.reviews[detail["review"]]
            told[3] = detail["state"]
            told[4].append((actor, DECIDED[action]))


def wrong_reviews(connection: Connection) -> Iterator[str]:
    """Every review, and everybody who may review, that the ledger tells otherwise."""
    told = _Told()
    actions = (*ASKED, *DECIDED, *NAMED)
    query = select(ledger.c.seq, ledger.c.actor, ledger.c.action, ledger.c.app, ledger.c.detail)
    query = query.where(ledger.c.action.in_(actions)).order_by(ledger.c.seq)
    for part in partitions(connection, query):
        for seq, actor, action, app, detail in part:
            try:
                told.take(actor, action, app, json.loads(detail))
            except (ValueError, KeyError, TypeError):
                yield f"entry {seq} says nothing that microapp writes."
                return
    yield from _of_reviewers(connection, told)
    yield from _of_reviews(connection, told)


def _of_reviewers(connection: Connection, told: _Told) -> Iterator[str]:
    query = select(reviewers.c.email, reviewers.c.role)
    found = {(email, role) for email, role in connection.execute(query)}
    for email, role in sorted(found - told.reviewers, key=str):
        yield f"{email} is there as {role}, but no entry of the ledger named them."
    for email, role in sorted(told.reviewers - found, key=str):
        yield f"{email} was named as {role} in the ledger, but is not there."


def _of_reviews(connection: Connection, told: _Told) -> Iterator[str]:
    left = dict(told.reviews)
    for part in partitions(connection, select(reviews).order_by(reviews.c.id)):
        for row in part:
            entered = left.pop(row.id, None)
            if entered is None:
                yield f"review {row.id} of {row.app} is there, but no entry of the ledger asked."
            elif entered != _as_told(row, entered):
                yield f"review {row.id} of {row.app} differs from what the ledger says."
    for id, entered in left.items():
        yield f"review {id} of {entered[0]} is in the ledger, but not there."


def _as_told(row: Any, entered: list[Any]) -> list[Any]:
    """A review as the ledger tells it; a newer request ends an open one without an entry."""
    ended = row.state == "superseded" and entered[3] == "open"
    state = "open" if ended else row.state
    stage = None if entered[1] is None else row.stage
    try:
        said = [(one["by"], one["approves"]) for one in json.loads(row.decisions)]
    except (ValueError, KeyError, TypeError):
        said, state = [], "damaged"
    return [row.app, stage, row.requested_by, state, said]
