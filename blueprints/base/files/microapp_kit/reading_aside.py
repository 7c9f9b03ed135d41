"""Reads of a SQLite file that take long: in a thread of their own, one after the other."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from microapp_kit.sql import Params, Row, Statement


class Aside:
    """Reads while others are served: SQLite works without the lock of the interpreter."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._connection: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, "reads")

    async def read(self, statement: Statement, params: Params) -> Sequence[Row]:
        """Give the rows of one query, as of the last commit; raise sqlite3.Error."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._thread, self._read, statement.text, statement.values(params)
        )

    def close(self) -> None:
        """End what is under way."""
        if self._connection is not None:
            self._connection.interrupt()
        self._thread.shutdown(cancel_futures=True)
        if self._connection is not None:
            self._connection.close()

    def _read(self, text: str, values: Sequence[object]) -> Sequence[Row]:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection.execute(text, values).fetchall()
