"""Walls in the database: Postgres keeps orgs apart itself; the audit log can only be added to."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from microapp_kit.secrets import CannotStart

SQLITE_WALLS = [
    f"""CREATE TRIGGER IF NOT EXISTS microapp_audit_no_{verb} BEFORE {verb} ON microapp_audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"""
    for verb in ("update", "delete")
]
POSTGRES_WALLS = [
    """CREATE OR REPLACE FUNCTION microapp_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""",
    """CREATE OR REPLACE TRIGGER microapp_audit_append_only
       BEFORE UPDATE OR DELETE OR TRUNCATE ON microapp_audit
       FOR EACH STATEMENT EXECUTE FUNCTION microapp_append_only()""",
]


def build_walls(connection: Connection, tables: Iterable[str]) -> None:
    """Build the walls around the audit log and, on Postgres, between the orgs of each table."""
    if connection.dialect.name == "sqlite":
        statements = SQLITE_WALLS
    else:
        statements = [*POSTGRES_WALLS, *(s for name in tables for s in _between_orgs(name))]
    for statement in statements:
        connection.execute(text(statement))


def check_walls(connection: Connection) -> None:
    """Refuse to start with a Postgres account that the wall between orgs does not stop."""
    if connection.dialect.name == "sqlite":
        return
    role = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    if connection.execute(text(role)).scalar():
        raise CannotStart(
            "DATABASE_URL names an account that bypasses row-level security. "
            "Use an ordinary one: CREATE ROLE … LOGIN NOSUPERUSER NOBYPASSRLS."
        )


def _between_orgs(table: str) -> list[str]:
    same_org = "org = current_setting('microapp.org', true)"
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'DROP POLICY IF EXISTS microapp_same_org ON "{table}"',
        f'CREATE POLICY microapp_same_org ON "{table}" USING ({same_org}) WITH CHECK ({same_org})',
    ]
