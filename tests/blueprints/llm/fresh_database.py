"""An empty database with the tables of one part of the proxy, behind the walls of production."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import MetaData, create_engine

from microapp_kit.opening import open_store
from microapp_kit.schema import metadata_of
from microapp_kit.store import Store
from microapp_kit.walls import Walls, build_walls

Story = Callable[[Store, MetaData], Awaitable[None]]


def prepare(url: str, *parts: Callable[[MetaData], None]) -> MetaData:
    """Make the tables of the platform and of some parts; orgs are kept apart in all of them."""
    metadata = metadata_of([])
    for part in parts:
        part(metadata)
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        metadata.create_all(connection)
        apart = [t.name for t in metadata.tables.values() if "org" in t.c]
        apart = [name for name in apart if name.startswith("microapp_llm")]
        build_walls(connection, Walls(tuple(apart)))
    engine.dispose()
    return metadata


def play(url: str, story: Story, *parts: Callable[[MetaData], None]) -> None:
    """Play a story with a started store over a fresh database."""
    tell(url, prepare(url, *parts), story)


def tell(url: str, metadata: MetaData, story: Story) -> None:
    """Play a story with a started store over a database that is prepared."""

    async def with_store() -> None:
        store = open_store(url)
        await store.start()
        try:
            await story(store, metadata)
        finally:
            await store.close()

    asyncio.run(with_store())
