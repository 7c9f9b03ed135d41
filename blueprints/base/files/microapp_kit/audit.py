"""The audit log: append-only, one hash chain an org, written in the transaction it tells of.

Each entry's hash covers the entry and the hash before it, so that a changed, removed or inserted
entry breaks the chain from there on. `python -m microapp_kit.audit_log verify` proves it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import MetaData, bindparam, desc, insert, select

from microapp_kit.locks import Lock
from microapp_kit.sql import Compiler, Row, Script, moment_text

PLATFORM_ORG = ""
START = "0" * 64
MASK = "***"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: who did what to which target, and what it changed."""

    org: str
    at: datetime
    actor: str
    action: str
    target: str
    request_id: str
    changes: Mapping[str, Any]


class Audit:
    """Appends entries to the chain of an org and checks chains."""

    def __init__(
        self, metadata: MetaData, compiler: Compiler, told: Callable[[str], None] = lambda _: None
    ) -> None:
        self._told = told
        table = metadata.tables["microapp_audit"]
        org = table.c.org == bindparam("p_org")
        self._last = compiler.compile(
            select(table.c.seq, table.c.hash).where(org).order_by(desc(table.c.seq)).limit(1)
        )
        self._append = compiler.compile(
            insert(table).values({c.name: bindparam(f"p_{c.name}") for c in table.columns})
        )
        self.orgs = compiler.compile(select(table.c.org).distinct().order_by(table.c.org))
        self.page = compiler.compile(
            select(*table.columns)
            .where(org, table.c.seq > bindparam("p_seq"))
            .order_by(table.c.seq)
            .limit(1000)
        )
        self._lock = Lock(compiler)
        self._moment = compiler.moment

    def append(self, entry: Entry) -> Script[None]:
        """Add an entry to the chain of its org."""
        yield from self._lock.take("audit", entry.org)
        rows = yield self._last, {"p_org": entry.org}
        seq, previous = (rows[0][0] + 1, rows[0][1]) if rows else (1, START)
        changes = msgspec.json.encode(entry.changes, order="deterministic").decode()
        told = (
            entry.org,
            seq,
            moment_text(entry.at),
            entry.actor,
            entry.action,
            entry.target,
            entry.request_id,
            changes,
        )
        names = ("org", "seq", "at", "actor", "action", "target", "request_id", "changes")
        params = {f"p_{name}": value for name, value in zip(names, told, strict=True)}
        params["p_at"] = self._moment(entry.at)
        params["p_previous"] = previous
        params["p_hash"] = link(previous, told)
        yield self._append, params
        self._told(entry.action)


def link(previous: str, told: Sequence[object]) -> str:
    """Give the hash of an entry that follows the entry with the hash `previous`."""
    return hashlib.sha256(msgspec.json.encode([previous, *told])).hexdigest()


def first_break(rows: Sequence[Row], seq: int, previous: str) -> int | None:
    """Give the number of the first entry that does not follow from the one before it."""
    for row in rows:
        told = (*row[:2], _text(row[2]), *row[3:8])
        if row[1] != seq + 1 or row[8] != previous or row[9] != link(previous, told):
            return seq + 1
        seq, previous = row[1], row[9]
    return None


def difference(
    before: Mapping[str, Any], after: Mapping[str, Any], personal: frozenset[str]
) -> dict[str, list[Any]]:
    """Give each changed field with its value before and after; personal ones are masked."""
    return {
        name: [_shown(name, side.get(name), personal) for side in (before, after)]
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    }


def _shown(name: str, value: Any, personal: frozenset[str]) -> Any:
    return MASK if name in personal and value is not None else value


def _text(moment: Any) -> str:
    return moment if isinstance(moment, str) else moment_text(moment)
