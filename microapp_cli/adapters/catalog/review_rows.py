"""Reads and writes reviews, and who may give them."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from microapp_cli.adapters.catalog.store import Change
from microapp_cli.adapters.catalog.tables import reviewers, reviews
from microapp_cli.core.catalog.chain import canonical
from microapp_cli.core.catalog.paging import Page, after
from microapp_cli.core.catalog.reviews import Decision, Review

FIELDS = tuple(field.name for field in fields(Review) if field.name != "id")


def reviews_of(connection: Connection, app_id: int) -> tuple[Review, ...]:
    """All reviews of an app, oldest first."""
    query = select(reviews).where(reviews.c.app_id == app_id).order_by(reviews.c.id)
    return tuple(review_of(row) for row in connection.execute(query))


def review_of(row: Row[Any]) -> Review:
    """The review of a row."""
    values = {name: row._mapping[name] for name in FIELDS}
    said = [Decision(**{**one, "roles": tuple(one["roles"])}) for one in json.loads(row.decisions)]
    return Review(
        id=row.id,
        **{**values, "roles": tuple(json.loads(row.roles)), "decisions": tuple(said)},
    )


def add(change: Change, app_id: int, review: Review) -> int:
    """Write a review down; the open ones before it are superseded."""
    change.connection.execute(
        update(reviews)
        .where(
            reviews.c.app_id == app_id,
            reviews.c.stage == review.stage,
            reviews.c.state == "open",
        )
        .values(state="superseded")
    )
    made = insert(reviews).values(**_columns(review), app_id=app_id).returning(reviews.c.id)
    return int(change.connection.execute(made).scalar_one())


def save(change: Change, review: Review) -> None:
    """Write down what became of a review."""
    change.connection.execute(
        update(reviews).where(reviews.c.id == review.id).values(**_columns(review))
    )


def waiting(connection: Connection, *, state: str, cursor: str, size: int) -> Page[Review]:
    """A page of the reviews in a state, oldest first."""
    asked = {"state": state}
    start = after(cursor, "reviews", asked)
    query = select(reviews).where(reviews.c.state == state)
    if start:
        query = query.where(reviews.c.id > int(start[0]))
    rows = connection.execute(query.order_by(reviews.c.id).limit(size + 1)).all()
    return Page.of(rows, size, lambda row: [row.id], review_of, kind="reviews", query=asked)


def roles_of(connection: Connection, email: str) -> tuple[str, ...]:
    """The roles in which a person reviews."""
    query = select(reviewers.c.role).where(reviewers.c.email == email.casefold())
    return tuple(connection.execute(query.order_by(reviewers.c.role)).scalars())


def everybody(connection: Connection) -> list[tuple[str, str, str]]:
    """Every reviewer with a role, and who named them."""
    query = select(reviewers).order_by(reviewers.c.role, reviewers.c.email)
    return [(row.email, row.role, row.added_by) for row in connection.execute(query)]


def name_reviewer(change: Change, email: str, role: str) -> None:
    """Let a person review in a role."""
    row = {"email": email, "role": role, "added_by": change.actor}
    change.connection.execute(insert(reviewers).values(row))
    change.record("reviewer named", "", {"email": email, "role": role})


def dismiss_reviewer(change: Change, email: str, role: str) -> None:
    """Let a person no longer review in a role."""
    change.connection.execute(
        delete(reviewers).where(reviewers.c.email == email, reviewers.c.role == role)
    )
    change.record("reviewer dismissed", "", {"email": email, "role": role})


def _columns(review: Review) -> dict[str, Any]:
    values = {name: getattr(review, name) for name in FIELDS}
    said = [asdict(decision) for decision in review.decisions]
    return {**values, "roles": canonical(list(review.roles)), "decisions": canonical(said)}
