"""Exports: records as CSV or JSON lines, page by page."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from microapp_kit.record import Column

Pages = AsyncIterator[Sequence[Mapping[str, Any]]]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Format:
    """How an export is written."""

    media_type: str
    write: Callable[[Sequence[Column], Pages], AsyncIterator[bytes]]


async def json_lines(columns: Sequence[Column], pages: Pages) -> AsyncIterator[bytes]:
    """Write one JSON object a line."""
    del columns
    async for items in pages:
        yield b"".join(msgspec.json.encode(item) + b"\n" for item in items)


async def comma_separated(columns: Sequence[Column], pages: Pages) -> AsyncIterator[bytes]:
    """Write CSV (RFC 4180) whose text no spreadsheet takes for a formula."""
    names = [column.name for column in columns]
    yield _rows([names])
    async for items in pages:
        yield _rows([[_cell(item[name]) for name in names] for item in items])


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _rows(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


FORMATS = {
    "jsonl": Format("application/jsonl", json_lines),
    "csv": Format("text/csv; charset=utf-8", comma_separated),
}
