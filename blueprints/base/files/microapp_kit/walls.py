"""Walls in the database: Postgres keeps orgs apart itself; some tables can only be added to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from microapp_kit.secrets import CannotStart

AUDIT = "microapp_audit"
ONLY_GROWS = """CREATE OR REPLACE FUNCTION microapp_append_only() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""

VERBS = ("update", "delete")
BUILT = """SELECT tgname::text FROM pg_trigger
    UNION ALL SELECT relname::text FROM pg_class WHERE relforcerowsecurity
    UNION ALL SELECT tablename || ' of chores' FROM pg_policies
    WHERE policyname = 'microapp_chores'"""


@dataclass(frozen=True, slots=True)
class Walls:
    """What the database itself keeps: orgs apart, tables that only grow, and what chores see.

    `seen_by_chores` says of a table which rows a chore sees, as SQL, while it acts for no org.
    """

    apart: tuple[str, ...]
    only_grow: tuple[str, ...] = ()
    seen_by_chores: Mapping[str, str] = field(default_factory=dict)


def build_walls(connection: Connection, walls: Walls) -> None:
    """Build the walls around tables that only grow and, on Postgres, between the orgs."""
    grow = (AUDIT, *walls.only_grow)
    if connection.dialect.name == "sqlite":
        statements = [s for name in grow for s in _only_grows_on_sqlite(name)]
    else:
        statements = [ONLY_GROWS, *(_only_grows(name) for name in grow)]
        statements += [s for name in walls.apart for s in _between_orgs(name, walls)]
    for statement in statements:
        connection.execute(text(statement))


def is_walled(connection: Connection, walls: Walls) -> bool:
    """Say whether the database has all these walls, as far as their names tell."""
    grow, apart = (AUDIT, *walls.only_grow), walls.apart
    if connection.dialect.name == "sqlite":
        wanted = {f"{name}_no_{verb}" for name in grow for verb in VERBS}
        built = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        wanted = {f"{name}_append_only" for name in grow} | set(apart)
        wanted |= {f"{name} of chores" for name in walls.seen_by_chores}
        built = BUILT
    return wanted <= {row[0] for row in connection.execute(text(built))}


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


def _only_grows_on_sqlite(table: str) -> Iterator[str]:
    for verb in VERBS:
        yield f"""CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON "{table}"
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""


def _only_grows(table: str) -> str:
    return f"""CREATE OR REPLACE TRIGGER {table}_append_only
        BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}"
        FOR EACH STATEMENT EXECUTE FUNCTION microapp_append_only()"""


def _between_orgs(table: str, walls: Walls) -> Iterator[str]:
    org = "current_setting('microapp.org', true)"
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS microapp_same_org ON "{table}"'
    yield (
        f'CREATE POLICY microapp_same_org ON "{table}" USING (org = {org}) WITH CHECK (org = {org})'
    )
    yield f'DROP POLICY IF EXISTS microapp_chores ON "{table}"'
    if seen := walls.seen_by_chores.get(table):
        yield (
            f"CREATE POLICY microapp_chores ON \"{table}\" FOR SELECT USING ({org} = '' AND {seen})"
        )
