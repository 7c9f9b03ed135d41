"""What was deleted too long ago is gone, and a purge takes nothing that lives again."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import asyncpg
import pytest

from tests.servers.service import NOTES, Caller, Service
from tests.servers.wire import Answer

IN_ORG = "SELECT set_config('microapp.org', $1, false)"

SET = {
    "deleted_at": "UPDATE notes SET deleted_at = '2001-01-01T00:00:00.000000Z' WHERE id = '{}'",
    "updated_at": "UPDATE notes SET updated_at = '2001-01-01T00:00:00.000000Z' WHERE id = '{}'",
}


def long_ago(database: str, org: str, column: str, note_id: str) -> None:
    """Let something have happened to a note in 2001."""
    statement = SET[column].format(note_id)
    if database.startswith("sqlite"):
        with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
            connection.execute(statement)
        return

    async def once() -> None:
        connection = await asyncpg.connect(database, timeout=10)
        try:
            await connection.execute(IN_ORG, org)
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(once())


def test_what_was_deleted_too_long_ago_is_gone_before_any_purge(
    service: Service, ada: Caller, org: str
) -> None:
    note = ada.create("gone")
    ada.delete(note.path, If_Match=note.etag)
    long_ago(service.database, org, "deleted_at", note.id)

    refused = ada.post(f"{note.path}/restore")

    assert (refused.status, refused.json()["code"]) == (404, "not_found")
    assert ada.get(note.path).status == 404


@pytest.mark.postgres
def test_a_note_that_is_changed_while_a_purge_waits_for_it_stays(
    start_service: Callable[..., Service], org: str
) -> None:
    service = start_service("postgres")
    ada = service.caller("ada", org, "admin")
    note = ada.create("old")
    long_ago(service.database, org, "updated_at", note.id)

    purged = purged_meanwhile(service.database, org, note.id, ada)

    assert (purged.status, purged.json()) == (200, {"purged": 0})
    assert ada.get(note.path).status == 200


def purged_meanwhile(database: str, org: str, note_id: str, ada: Caller) -> Answer:
    """Purge while somebody else's change of the note is about to be committed."""

    async def change(pool: ThreadPoolExecutor) -> Future[Answer]:
        connection = await asyncpg.connect(database, timeout=10)
        try:
            await connection.execute(IN_ORG, org)
            async with connection.transaction():
                await connection.execute(
                    "UPDATE notes SET updated_at = now() WHERE id = $1", note_id
                )
                purge = pool.submit(ada.post, f"{NOTES}/purge")
                await asyncio.sleep(1)
                assert not purge.done()
        finally:
            await connection.close()
        return purge

    with ThreadPoolExecutor(1) as pool:
        return asyncio.run(change(pool)).result()
