"""Whether the database was found to fit this very app before, so that a start need not look."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import MetaData

from microapp_kit.brought import Brought
from microapp_kit.resource import Resource
from microapp_kit.settings import Settings
from microapp_kit.store import SQLITE_URL

OWN_FILES = ("schema.py", "walls.py")


def fingerprint(folder: Path, resources: Sequence[Resource], brought: Brought | None = None) -> str:
    """Give a hash of all that decides what the database must hold."""
    here = Path(__file__).parent
    files = [*(here / name for name in OWN_FILES), *sorted(folder.glob("app/migrations/*.py"))]
    declared = repr([(r.name, r.columns, r.all_sorts) for r in resources])
    declared += _tables(brought)
    found = hashlib.sha256(declared.encode())
    for path in files:
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def fits(settings: Settings, resources: Sequence[Resource], brought: Brought | None = None) -> bool:
    """Say whether a SQLite file already carries this app's fingerprint; any doubt means no."""
    if not settings.database_url.startswith(SQLITE_URL):
        return False
    path = Path(settings.database_url.removeprefix(SQLITE_URL))
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute("SELECT fingerprint FROM microapp_fitted").fetchall()
    except sqlite3.Error:
        return False
    return rows == [(fingerprint(settings.folder, resources, brought),)]


def _tables(brought: Brought | None) -> str:
    """Spell out the tables that a blueprint brings; nothing where it brings none."""
    if brought is None:
        return ""
    metadata = MetaData()
    brought.tables(metadata)
    walls = (brought.walled, brought.only_grow, sorted(brought.seen_by_chores.items()))
    return repr(walls) + repr(
        [(repr(table), repr(sorted(map(str, table.indexes)))) for table in metadata.tables.values()]
    )
