"""Elsewhere: what other catalogs say of an app besides, and the stage that they claim for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the columns, empty for every app that is there."""
    for name in ("elsewhere", "claimed"):
        op.add_column("apps", sa.Column(name, TEXT, nullable=False, server_default=""))
