"""Filters: one index that holds every column by which a list can be filtered."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

COLUMNS = ("name", "stage", "tier", "sensitivity", "blueprint", "team", "state", "owner")


def upgrade() -> None:
    """Make the index."""
    op.create_index("apps_filters", "apps", list(COLUMNS))
