"""Records in Postgres through asyncpg, with row-level security as a second wall between orgs."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg

from microapp_kit.secrets import CannotStart
from microapp_kit.sql import POSTGRES, Compiler, Params, Row, Script, Statement
from microapp_kit.store import unavailable

T = TypeVar("T")
log = logging.getLogger("microapp")
POOL_SIZE = 10
SECONDS = 5.0
ENTER_ORG = "SELECT set_config('microapp.org', $1, false)"
UNREACHABLE = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)
UNANSWERED = (
    *UNREACHABLE,
    asyncpg.QueryCanceledError,
    asyncpg.OperatorInterventionError,
    asyncpg.InternalClientError,  # asyncpg's word for a connection cut while it was being used
)
RETRYABLE = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.UniqueViolationError,
)


class PostgresStore:
    """A pool of connections; every use of one says first which org it acts for."""

    def __init__(self, url: str) -> None:
        self.compiler = Compiler(POSTGRES)
        self._url = url

    async def start(self) -> None:
        """Open the pool."""
        try:
            self._pool = await asyncpg.create_pool(
                self._url,
                min_size=1,
                max_size=POOL_SIZE,
                command_timeout=SECONDS,
                timeout=SECONDS,
                reset=_keep_session,
            )
        except (*UNREACHABLE, asyncpg.PostgresError, ValueError) as error:
            name = type(error).__name__
            raise CannotStart(f"DATABASE_URL: Postgres cannot be reached ({name}).") from None

    async def close(self) -> None:
        """Give the connections back and close them."""
        await self._pool.close()

    async def read(self, org: str, statement: Statement, params: Params) -> Sequence[Row]:
        """Give the rows of one query."""
        async with self._connection(org) as connection:
            rows: Sequence[Row] = await connection.fetch(statement.text, *statement.values(params))
            return rows

    async def read_aside(self, org: str, statement: Statement, params: Params) -> Sequence[Row]:
        """Give the rows of one query: a server works aside anyway."""
        return await self.read(org, statement, params)

    async def write(self, org: str, script: Callable[[], Script[T]]) -> T:
        """Run a script in one transaction, once more when another one got in its way."""
        try:
            return await self._write(org, script)
        except RETRYABLE:
            return await self._write(org, script)

    def at_once(self, script: Callable[[], Script[T]]) -> tuple[T] | None:
        """Nothing: the answers of a server have to be waited for."""
        del script
        return None

    async def ready(self) -> bool:
        """Say whether Postgres answers."""
        try:
            return bool(await self._pool.fetchval("SELECT true", timeout=2))
        except (*UNREACHABLE, asyncpg.PostgresError):
            return False

    async def _write(self, org: str, script: Callable[[], Script[T]]) -> T:
        async with self._connection(org) as connection, connection.transaction():
            return await _drive(script(), connection)

    @asynccontextmanager
    async def _connection(self, org: str) -> AsyncIterator[Any]:
        try:
            async with self._pool.acquire(timeout=SECONDS) as connection:
                await connection.execute(ENTER_ORG, org)
                yield connection
        except UNANSWERED as error:
            log.error("The database does not answer: %s.", type(error).__name__)
            raise unavailable() from None


async def _keep_session(connection: Any) -> None:
    """Skip asyncpg's reset: each use sets the one thing that a session holds."""
    del connection


async def _drive(script: Script[T], connection: Any) -> T:
    try:
        statement, params = next(script)
        while True:
            rows = await connection.fetch(statement.text, *statement.values(params))
            statement, params = script.send(rows)
    except StopIteration as done:
        result: T = done.value
        return result
