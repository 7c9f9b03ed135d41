"""Builds sqlite-vec into the SQLite of this Python, where it cannot load extensions by itself."""

from __future__ import annotations

import ctypes
import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def with_vec() -> Iterator[None]:
    """Let every new connection know sqlite-vec until the block ends."""
    if hasattr(sqlite3.Connection, "enable_load_extension"):
        yield
        return
    path = Path(importlib.import_module("sqlite_vec").loadable_path())
    vec = ctypes.CDLL(str(path.with_suffix(".so")))
    sqlite = ctypes.CDLL("libsqlite3.so.0")
    begin = ctypes.cast(vec.sqlite3_vec_init, ctypes.c_void_p)
    sqlite.sqlite3_auto_extension(begin)
    try:
        yield
    finally:
        sqlite.sqlite3_cancel_auto_extension(begin)
