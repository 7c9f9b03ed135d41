"""The database itself keeps the books: no row of the ledger changes, and no org sees another's."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import create_engine

from microapp_kit.migrate import prepare
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import read_settings
from microapp_kit.store_postgres import ENTER_ORG
from microapp_kit.walls import Walls, is_walled
from microapp_llm.brought import brought
from microapp_llm.money.tables import BALANCES, HOLDS, LEDGER
from tests.servers.books import Books
from tests.servers.llm import SECRET, Proxy, local, made, running_proxy
from tests.servers.postgres import Postgres

ASK = {"model": "small", "messages": [{"role": "user", "content": "hello"}]}
CHANGES = (f"UPDATE {LEDGER} SET nano = 0", f"DELETE FROM {LEDGER}")  # noqa: S608
PAST, SOON = 1, int(time.time() + 3600) * 1_000_000


def paid(proxy: Proxy) -> None:
    """Let one call of an org be paid."""
    assert proxy.ask("POST", "/v1/chat/completions", json=ASK).status_code == 200


@pytest.mark.parametrize("change", CHANGES)
def test_no_row_of_the_ledger_changes_or_goes_on_sqlite(tmp_path: Path, change: str) -> None:
    folder = made(tmp_path / "app")
    with running_proxy(folder, [local("small")]) as proxy:
        paid(proxy)
        before = Books(folder).settled("acme")

    with (
        closing(sqlite3.connect(folder / ".local" / "test.db")) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(change)

    assert Books(folder).money("acme").ledger == before.ledger > 0


@pytest.fixture(scope="module")
def database(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres
) -> Iterator[tuple[str, Proxy]]:
    """The address of a Postgres database, and the proxy on it, which has been paid once."""
    url = postgres.create_database()
    folder = made(tmp_path_factory.mktemp("walls") / "app")
    with running_proxy(folder, [local("small")], DATABASE_URL=url) as proxy:
        paid(proxy)
        yield url, proxy


def asked(url: str, org: str, statement: str, *values: Any) -> list[Any]:
    """Give the rows that a session of an org sees."""

    async def ask() -> list[Any]:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(ENTER_ORG, org)
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    return asyncio.run(ask())


def hold(url: str, org: str, name: str, expires_at: int) -> None:
    """Put money aside for a call of an org."""
    day = datetime.now(UTC).date().isoformat()
    row: dict[str, Any] = {
        "org": org,
        "request_id": name,
        "app": "desk",
        "user": "ann",
        "model": "small",
    }
    row |= {"budget": "chat", "day": day, "nano": 5, "tokens": 5, "expires_at": expires_at}
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    asked(url, org, f"INSERT INTO {HOLDS} ({names}) VALUES ({marks})", *row.values())  # noqa: S608


@pytest.mark.postgres
@pytest.mark.parametrize("change", [*CHANGES, f"TRUNCATE {LEDGER}"])
def test_no_row_of_the_ledger_changes_or_goes_on_postgres(
    database: tuple[str, Proxy], change: str
) -> None:
    url, _ = database

    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        asked(url, "acme", change)


@pytest.mark.postgres
@pytest.mark.parametrize("table", [BALANCES, HOLDS, LEDGER])
def test_the_money_of_an_org_is_seen_by_it_alone(database: tuple[str, Proxy], table: str) -> None:
    url, _ = database
    hold(url, "acme", f"seen-{table}", SOON)

    seen = [len(asked(url, org, f"SELECT * FROM {table}")) for org in ("acme", "other", "")]  # noqa: S608

    assert seen[0] > 0
    assert seen[1:] == [0, 0]


@pytest.mark.postgres
def test_nobody_puts_money_aside_for_another_org(database: tuple[str, Proxy]) -> None:
    url, _ = database
    copied = f"INSERT INTO {HOLDS} SELECT 'other' AS org, request_id, app, \"user\", model, budget"

    hold(url, "acme", "copied", SOON)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        asked(url, "acme", f"{copied}, day, nano, tokens, expires_at FROM {HOLDS}")


@pytest.mark.postgres
def test_the_sweep_sees_the_leases_of_all_orgs_that_have_ended_and_no_others(
    database: tuple[str, Proxy],
) -> None:
    url, _ = database
    hold(url, "one", "lasts", SOON)
    hold(url, "two", "ended", PAST)
    until = time.monotonic() + 10

    while not (lost := asked(url, "two", f"SELECT request_id, outcome FROM {LEDGER}")):  # noqa: S608
        assert time.monotonic() < until
        time.sleep(0.1)

    assert [tuple(row) for row in lost] == [("ended", "lost")]
    assert len(asked(url, "one", f"SELECT * FROM {HOLDS}")) == 1  # noqa: S608


def test_a_service_does_not_start_on_a_database_without_its_walls(tmp_path: Path) -> None:
    folder = made(tmp_path / "app")
    url = f"sqlite:///{tmp_path / 'fresh.db'}"
    environ = {"APP_ENV": "local", "APP_SECRET": SECRET, "DATABASE_URL": url}
    settings = read_settings(environ, folder)
    prepare(settings, (), brought)
    elsewhere = replace(settings, environment="production")
    prepare(elsewhere, (), brought)

    with closing(sqlite3.connect(tmp_path / "fresh.db")) as connection:
        connection.execute(f"DROP TRIGGER {LEDGER}_no_delete")

    with pytest.raises(CannotStart, match="Run: python"):
        prepare(elsewhere, (), brought)


@pytest.mark.postgres
def test_the_walls_that_stand_on_postgres_are_seen(database: tuple[str, Proxy]) -> None:
    url, _ = database
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))

    with engine.connect() as connection:
        stands = is_walled(connection, Walls(brought.walled, brought.only_grow))
        missing = is_walled(connection, Walls((*brought.walled, "microapp_llm_orgs")))
    engine.dispose()

    assert (stands, missing) == (True, False)
