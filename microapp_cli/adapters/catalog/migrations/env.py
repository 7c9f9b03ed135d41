"""Runs the migrations on the connection, and in the transaction, that `upgrade` opened."""

from __future__ import annotations

from alembic import context

from microapp_cli.adapters.catalog.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can, and the transaction is ours
    version_table="catalog_version",
)
context.run_migrations()
