"""Opens the SQLite file of the vectors with sqlite-vec loaded, or says what is missing."""

from __future__ import annotations

import importlib
import sqlite3
from pathlib import Path

from microapp_kit.secrets import CannotStart
from microapp_llm.vector_store.settings import SWITCH

PAGE = 4096
BUSY_SECONDS = 5.0
TABLES = """
CREATE TABLE IF NOT EXISTS vectors (
  org TEXT NOT NULL, app TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL,
  model TEXT NOT NULL, encoding TEXT NOT NULL, dimension INTEGER NOT NULL, vector BLOB NOT NULL,
  metadata TEXT NOT NULL, text TEXT, at INTEGER NOT NULL, bytes INTEGER NOT NULL,
  PRIMARY KEY (org, app, id)
);
CREATE INDEX IF NOT EXISTS vectors_by_age ON vectors (org, app, at, bytes);
CREATE INDEX IF NOT EXISTS vectors_by_person ON vectors (org, app, owner);
CREATE INDEX IF NOT EXISTS vectors_of_all ON vectors (at, bytes);
"""


def open_file(path: Path, total_bytes: int) -> sqlite3.Connection:
    """Give a connection that no more than `total_bytes` can be written through."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        load_vec(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
        connection.execute(f"PRAGMA max_page_count = {max(64, total_bytes // PAGE)}")
        connection.executescript(TABLES)
    except (OSError, sqlite3.Error) as error:
        raise CannotStart(f"{path} cannot be used for vectors: {error}.") from None
    return connection


def load_vec(connection: sqlite3.Connection) -> None:
    """Load sqlite-vec; a SQLite that has it built in needs nothing."""
    try:
        connection.execute("SELECT vec_version()")
        return
    except sqlite3.OperationalError:
        pass  # it is not there yet
    try:
        sqlite_vec = importlib.import_module("sqlite_vec")
    except ImportError:
        raise CannotStart(
            f"{SWITCH}=on needs sqlite-vec, which is not installed. Run "
            ".venv/bin/pip install --require-hashes -r requirements-vectors.txt, or with uv "
            "uv add -r requirements-vectors.txt."
        ) from None
    if not hasattr(connection, "enable_load_extension"):
        raise CannotStart(
            f"{SWITCH}=on needs a Python whose sqlite3 loads extensions, and this one does not. "
            "Use the one of the image, of uv or of your system."
        )
    connection.enable_load_extension(True)
    sqlite_vec.load(connection)
    connection.enable_load_extension(False)
