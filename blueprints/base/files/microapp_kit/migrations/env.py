"""Alembic's way in: it runs this file, which hands over to the kit."""

from alembic import context

from microapp_kit.migrate import run_migrations

run_migrations(context.config.attributes)
