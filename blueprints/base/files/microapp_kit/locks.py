"""Locks by name that end with their transaction: on Postgres, for SQLite has one writer anyway."""

from __future__ import annotations

import hashlib

from sqlalchemy import BigInteger, bindparam, func, select

from microapp_kit.sql import POSTGRES, Compiler, Script


class Lock:
    """Lets one transaction of all processes have a name at a time."""

    def __init__(self, compiler: Compiler, *, waits: bool = True) -> None:
        take = func.pg_advisory_xact_lock if waits else func.pg_try_advisory_xact_lock
        number = bindparam("p_lock", type_=BigInteger())
        is_needed = compiler.database == POSTGRES
        self._take = compiler.compile(select(take(number))) if is_needed else None
        self._waits = waits

    def take(self, *words: str) -> Script[bool]:
        """Have the name that these words make; false if another has it and this does not wait."""
        if self._take is None:
            return True
        rows = yield self._take, {"p_lock": lock_number(*words)}
        return self._waits or bool(rows[0][0])


def lock_number(*words: str) -> int:
    """Give the number that stands for some words, the same in every process."""
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
