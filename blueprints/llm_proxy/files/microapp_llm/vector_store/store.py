"""Keeps vectors apart by organisation and app, finds the nearest, and forgets the oldest."""

from __future__ import annotations

import asyncio
import sqlite3
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import msgspec

from microapp_kit.errors import Refusal
from microapp_kit.sql import moment_text
from microapp_llm.embeddings.encoding import as_int8
from microapp_llm.vector_store.file import open_file
from microapp_llm.vector_store.settings import VectorSettings

T = TypeVar("T")
PAGE = 100
OVERHEAD = 200  # bytes of a row beside its texts and its vector, about
PUT = """
INSERT INTO vectors VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET model = excluded.model, encoding = excluded.encoding,
  dimension = excluded.dimension, vector = excluded.vector, metadata = excluded.metadata,
  text = excluded.text, at = excluded.at, bytes = excluded.bytes
WHERE owner = excluded.owner RETURNING id
"""
PRUNE = """
DELETE FROM vectors WHERE rowid IN (
  SELECT rowid FROM (
    SELECT rowid, row_number() OVER newest AS place, sum(bytes) OVER newest AS size
    FROM vectors WHERE org = ? AND app = ?
    WINDOW newest AS (ORDER BY at DESC, rowid DESC ROWS UNBOUNDED PRECEDING)
  ) WHERE place > ? OR size > ?
)
"""
NEAREST = """
SELECT id, distance, metadata, CASE WHEN at > ? THEN text END, at FROM (
  SELECT id, metadata, text, at, CASE encoding
    WHEN 'int8' THEN vec_distance_cosine(vec_int8(vector), vec_int8(?))
    ELSE vec_distance_cosine(vector, ?) END AS distance
  FROM vectors WHERE org = ? AND app = ? AND model = ? AND dimension = ? AND at > ?
) WHERE distance IS NOT NULL ORDER BY distance, id LIMIT ?
"""
KEPT = """
SELECT app, id, model, encoding, dimension, metadata, CASE WHEN at > ? THEN text END, at, rowid
FROM vectors WHERE org = ? AND app = ? AND owner = ? AND at > ? AND rowid > ?
ORDER BY rowid LIMIT ?
"""

SIZE = """
SELECT count(*), coalesce(sum(bytes), 0), (
  SELECT (page_count - freelist_count) * 1.0 / max_page_count
  FROM pragma_page_count, pragma_freelist_count, pragma_max_page_count
) FROM vectors
"""
FULL = "vectors_full"


class Place(NamedTuple):
    """Whose vectors: no statement reads or forgets across two of these, but for age."""

    org: str
    app: str


class Item(NamedTuple):
    """What is kept of one text; the text is the redacted one."""

    id: str
    vector: array[float]
    metadata: dict[str, Any]
    text: str


class Size(NamedTuple):
    """How much is kept by all."""

    rows: int
    bytes: int
    used: float  # share of what the file may be


class VectorStore:
    """One file and one thread, so that a search keeps nobody waiting."""

    def __init__(self, settings: VectorSettings) -> None:
        self._settings = settings
        self._connection = open_file(settings.path, settings.total_bytes)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vectors")

    @property
    def most(self) -> int:
        """How many vectors one app may keep."""
        return self._settings.rows

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        await self._run(self._connection.close)
        self._thread.shutdown()

    async def adopt(self, names: Mapping[str, str]) -> None:
        """Name the models of vectors that older releases kept by alias alone."""
        for alias, name in names.items():
            await self._changed("UPDATE vectors SET model = ? WHERE model = ?", (name, alias))

    async def put(
        self,
        place: Place,
        owner: str,
        model: str,
        encoding: str,
        items: Sequence[Item],
        now: datetime,
    ) -> int:
        """Keep items, all or none; give how many of the oldest had to go for them.

        `model` is the name that tells a model from all others, which begins with its alias.
        """
        rows = [self._row(place, owner, model, encoding, item, now) for item in items]
        return await self._run(lambda: self._put(place, rows, now))

    async def nearest(
        self, place: Place, model: str, vector: array[float], top: int, now: datetime
    ) -> list[dict[str, Any]]:
        """Give the nearest vectors of the same model and dimension, the nearest first."""
        small = array("b", as_int8(vector)[0]).tobytes()
        who = (*place, model, len(vector), self._oldest(now))
        params = (self._oldest_text(now), small, vector.tobytes(), *who, top)
        rows = await self._run(lambda: self._connection.execute(NEAREST, params).fetchall())
        return [
            {
                "id": name,
                "score": round(1 - distance, 6),
                "metadata": msgspec.json.decode(metadata),
                "text": text,
                "at": _moment(at),
            }
            for name, distance, metadata, text, at in rows
        ]

    async def forget(self, place: Place, name: str, owner: str | None) -> bool:
        """Forget one vector of its owner, or with None anybody's; false when there is none."""
        statement = "DELETE FROM vectors WHERE org = ? AND app = ? AND id = ?"
        params: tuple[str, ...] = (*place, name)
        if owner is not None:
            statement, params = f"{statement} AND owner = ?", (*params, owner)
        return await self._changed(statement, params) > 0

    async def forget_owner(self, place: Place, owner: str) -> int:
        """Forget all that somebody put."""
        statement = "DELETE FROM vectors WHERE org = ? AND app = ? AND owner = ?"
        return await self._changed(statement, (*place, owner))

    async def kept(
        self, place: Place, owner: str, after: int, now: datetime
    ) -> tuple[list[dict[str, Any]], int]:
        """Give a page of all that somebody put, behind a row, and the last row of the page."""
        params = (self._oldest_text(now), *place, owner, self._oldest(now), after, PAGE)
        rows = await self._run(lambda: self._connection.execute(KEPT, params).fetchall())
        names = ("app", "id", "model", "encoding", "dimension")
        told = [
            {
                **dict(zip(names, row[:5], strict=True)),
                "model": row[2].partition(" ")[0],
                "metadata": msgspec.json.decode(row[5]),
                "text": row[6],
                "at": _moment(row[7]),
            }
            for row in rows
        ]
        return told, rows[-1][8] if rows else after

    async def sweep(self, now: datetime) -> int:
        """Forget what is too old, and texts that are; give how many vectors went."""
        return await self._run(lambda: self._sweep(now))

    async def size(self) -> Size:
        """Give how much is kept."""
        return Size(*await self._run(lambda: self._connection.execute(SIZE).fetchone()))

    def _put(self, place: Place, rows: Sequence[tuple[Any, ...]], now: datetime) -> int:
        bounds = self._settings
        old = "DELETE FROM vectors WHERE org = ? AND app = ? AND at <= ?"
        self._connection.execute(old, (*place, self._oldest(now)))
        with self._transaction() as do:
            for row in rows:
                if not do(PUT, row).fetchall():
                    text = "Somebody else has put a vector under this id. Take another id."
                    raise Refusal(409, "vector_taken", text)
            return do(PRUNE, (*place, bounds.rows, bounds.bytes)).rowcount

    def _sweep(self, now: datetime) -> int:
        with self._transaction() as do:
            gone = do("DELETE FROM vectors WHERE at <= ?", (self._oldest(now),)).rowcount
            forget = "UPDATE vectors SET text = NULL WHERE at <= ? AND text IS NOT NULL"
            do(forget, (self._oldest_text(now),))
            return gone

    async def _changed(self, statement: str, params: tuple[str, ...]) -> int:
        return await self._run(lambda: self._connection.execute(statement, params).rowcount)

    @contextmanager
    def _transaction(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            yield execute
        except BaseException:
            execute("ROLLBACK")
            raise
        execute("COMMIT")

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname == "SQLITE_FULL":
                text = "The store of vectors is full. Delete some, or ask the platform for more."
                raise Refusal(503, FULL, text) from None
            text = "The store of vectors does not answer. Try again."
            raise Refusal(503, "unavailable", text) from None

    def _row(
        self, place: Place, owner: str, model: str, encoding: str, item: Item, now: datetime
    ) -> tuple[Any, ...]:
        vector = item.vector.tobytes()
        if encoding == "int8":
            vector = array("b", as_int8(item.vector)[0]).tobytes()
        metadata = msgspec.json.encode(item.metadata).decode()
        text = item.text if self._settings.text_days is not None else None
        kept = (item.id, metadata, text or "")
        size = OVERHEAD + len(vector) + sum(len(told.encode()) for told in kept)
        about = (owner, model, encoding, len(item.vector), vector, metadata, text)
        return (*place, item.id, *about, _micros(now), size)

    def _oldest(self, now: datetime) -> int:
        return _micros(now - timedelta(days=self._settings.days))

    def _oldest_text(self, now: datetime) -> int:
        return _micros(now - timedelta(days=self._settings.text_days or 0))


def _micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def _moment(micros: int) -> str:
    return moment_text(datetime.fromtimestamp(micros / 1_000_000, UTC))
