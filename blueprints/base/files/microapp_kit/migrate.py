"""`python -m microapp_kit.migrate`: writes a migration when `app/` changed, and upgrades."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from alembic import command, context
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from microapp_kit.brought import Brought
from microapp_kit.declared import declared_brought, declared_resources
from microapp_kit.fitted import fingerprint
from microapp_kit.resource import Resource
from microapp_kit.schema import metadata_of
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import Settings, read_settings
from microapp_kit.sql import SQLITE
from microapp_kit.store import SQLITE_URL, database_of
from microapp_kit.walls import Walls, build_walls, check_walls, is_walled

T = TypeVar("T")
COMMAND = "python -m microapp_kit.migrate"
LOCK = 7_131_906_402
Difference = Sequence[Any]


def prepare(
    settings: Settings, resources: Sequence[Resource], brought: Brought | None = None
) -> None:
    """Make the database fit the app before it serves: upgraded on a laptop, checked elsewhere."""
    metadata = metadata_of(resources, brought)
    walls = _walls(resources, brought)

    def fit(connection: Connection) -> None:
        if settings.local:
            _upgrade(connection, settings.folder, metadata, walls)
        else:
            check_walls(connection)
            if _behind(connection, settings.folder) or not is_walled(connection, walls):
                raise CannotStart(f"The database is behind the app. Run: {COMMAND}")
        if missing := [_told(d) for d in _differences(connection, metadata)]:
            raise CannotStart(
                f"The database does not have what app/ declares ({'; '.join(missing)}). "
                f"Run: {COMMAND}"
            )
        _remember(connection, metadata, fingerprint(settings.folder, resources, brought))

    _connected(settings.database_url, fit)


def run_migrations(attributes: MutableMapping[str, Any]) -> None:
    """Run what Alembic was asked to, on the connection that it was given."""
    context.configure(
        connection=attributes["connection"],
        target_metadata=attributes["metadata"],
        render_as_batch=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def main(arguments: Sequence[str], environ: Mapping[str, str], folder: Path) -> int:
    """Migrate the database of the app in `folder`; give the exit code."""
    wish = _parser().parse_args(arguments)
    try:
        settings = read_settings(environ, folder)
        resources, brought = declared_resources(), declared_brought()
        metadata, walls = metadata_of(resources, brought), _walls(resources, brought)
        _connected(
            settings.database_url,
            lambda connection: _migrate(connection, folder, metadata, walls, drop=wish.drop),
        )
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _walls(resources: Sequence[Resource], brought: Brought | None) -> Walls:
    """Give the walls around what the app declares and what its blueprint brings."""
    names = tuple(resource.name for resource in resources)
    if brought is None:
        return Walls(names)
    return Walls((*names, *brought.walled), brought.only_grow, brought.seen_by_chores)


def _migrate(
    connection: Connection, folder: Path, metadata: MetaData, walls: Walls, *, drop: bool
) -> None:
    _upgrade(connection, folder, metadata, walls)
    differences = _differences(connection, metadata)
    if not differences:
        print("The database fits the app.")
        return
    _check_kept(differences, drop=drop)
    config = _config(connection, folder, metadata)
    told = [_told(difference) for difference in differences]
    number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
    title = "start" if number == 1 else told[0]
    with contextlib.redirect_stdout(io.StringIO()):  # Alembic tells its own story otherwise
        command.revision(config, title, autogenerate=True, rev_id=f"{number:04d}")
    _upgrade(connection, folder, metadata, walls)
    print(f"Wrote migration {number:04d} and upgraded the database: {'; '.join(told)}.")


def _upgrade(connection: Connection, folder: Path, metadata: MetaData, walls: Walls) -> None:
    config = _config(connection, folder, metadata)
    if ScriptDirectory.from_config(config).get_current_head() is None:
        return
    command.upgrade(config, "head")
    build_walls(connection, walls)
    connection.commit()


def _remember(connection: Connection, metadata: MetaData, found: str) -> None:
    """Keep the fingerprint of the app that the database fits."""
    table = metadata.tables["microapp_fitted"]
    connection.execute(table.delete())
    connection.execute(table.insert(), {"fingerprint": found})
    connection.commit()


def _behind(connection: Connection, folder: Path) -> bool:
    script = ScriptDirectory.from_config(_config(connection, folder, MetaData()))
    return (
        MigrationContext.configure(connection).get_current_revision() != script.get_current_head()
    )


def _differences(connection: Connection, metadata: MetaData) -> list[Difference]:
    found = compare_metadata(MigrationContext.configure(connection), metadata)
    return [d[0] if isinstance(d, list) else d for d in found]


def _check_kept(differences: Sequence[Difference], *, drop: bool) -> None:
    """Refuse a change that would lose data, or that rows already stored could not follow."""
    for difference in differences:
        kind = difference[0]
        if kind in ("remove_column", "remove_table") and not drop:
            raise CannotStart(
                f"app/ no longer declares what the database holds ({_told(difference)}), and its "
                f"data would be lost. Put it back, or run: {COMMAND} --drop"
            )
        if kind == "add_column":
            column = difference[3]
            if not column.nullable and column.server_default is None:
                raise CannotStart(
                    f"The new field {column.name} has no default, so records that exist "
                    'would have no value. Give it one, as in `str = ""` or `date | None = None`.'
                )


def _told(difference: Difference) -> str:
    """Tell a difference in a few words."""
    kind, subject = difference[0], difference[1]
    if kind in ("add_column", "remove_column"):
        return f"{kind.replace('_', ' ')} {difference[2]}.{difference[3].name}"
    if kind.startswith("modify_"):
        return f"change {difference[2]}.{difference[3]}"
    return f"{kind.replace('_', ' ')} {getattr(subject, 'name', subject)}"


def _config(connection: Connection, folder: Path, metadata: MetaData) -> Config:
    config = Config()
    here = Path(__file__).parent
    config.set_main_option("script_location", str(here / "migrations").replace("%", "%%"))
    config.set_main_option("version_locations", str(folder / "app/migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes.update(connection=connection, metadata=metadata)
    return config


def _connected(url: str, work: Callable[[Connection], T]) -> T:
    """Run `work` on a connection that no other process migrates through meanwhile."""
    try:
        if database_of(url) == SQLITE:
            return _on_sqlite(url, work)
        return asyncio.run(_on_postgres(url, work))
    except (CommandError, KeyError) as error:
        reason = " ".join(str(error).split())
        raise CannotStart(
            f"The files in app/migrations do not fit together or the database ({reason}). Take the "
            "missing ones from git; where two follow the same one, delete the younger and run: "
            f"{COMMAND}"
        ) from None
    except (SQLAlchemyError, OSError) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        raise CannotStart(f"The database cannot be used: {reason}") from None


def _on_sqlite(url: str, work: Callable[[Connection], T]) -> T:
    path = Path(url.removeprefix(SQLITE_URL))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    with _alone(path), engine.connect() as connection:
        return work(connection)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until no other process migrates this file; SQLite itself keeps the lock."""
    try:
        with contextlib.closing(_lock_of(path)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield
    except sqlite3.Error as error:
        raise CannotStart(
            f"The database cannot be used: {error}. Is {path.parent} a folder that can be written?"
        ) from None


def _lock_of(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path}.lock", timeout=30, isolation_level=None)


async def _on_postgres(url: str, work: Callable[[Connection], T]) -> T:
    from sqlalchemy.ext.asyncio import create_async_engine  # 0.3 s that SQLite need not pay

    engine = create_async_engine(f"postgresql+asyncpg://{url.partition('://')[2]}")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
            await connection.commit()
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=COMMAND,
        description="Write a migration when app/ changed, and upgrade the database.",
    )
    parser.add_argument("--drop", action="store_true", help="drop fields that app/ lost, with data")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ, Path.cwd()))
