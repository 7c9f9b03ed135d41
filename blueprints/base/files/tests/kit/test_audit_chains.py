"""Proof that a long audit log is proved while others are served."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine

from microapp_kit.audit import Audit, Entry
from microapp_kit.audit_chains import Chain, check_chains
from microapp_kit.schema import metadata_of
from microapp_kit.sql import Script
from microapp_kit.store_sqlite import SqliteStore

ENTRIES = 5_000
ENTRY = Entry("acme", datetime(2026, 11, 26, tzinfo=UTC), "ann", "thing.update", "t/1", "r", {})


def test_others_have_a_turn_after_every_page_of_a_long_chain(tmp_path: Path) -> None:
    metadata, path = metadata_of([]), tmp_path / "a.db"
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()

    async def story() -> tuple[int, list[Chain]]:
        store = SqliteStore(str(path))
        await store.start()
        audit = Audit(metadata, store.compiler)

        def many() -> Script[None]:
            for _ in range(ENTRIES):
                yield from audit.append(ENTRY)

        await store.write("acme", many)

        async def proof() -> list[Chain]:
            return [chain async for chain in check_chains(store, audit, ["acme"])]

        proving, turns = asyncio.create_task(proof()), 0
        while not proving.done():
            await asyncio.sleep(0)
            turns += 1
        await store.close()
        return turns, await proving

    turns, chains = asyncio.run(story())

    assert turns >= ENTRIES // 1000
    assert chains == [Chain("acme", ENTRIES, None)]
