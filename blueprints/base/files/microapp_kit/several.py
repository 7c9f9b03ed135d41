"""One statement for many rows: on Postgres a single one, on SQLite one for each row.

Each statement goes to Postgres and back, while others wait for what its transaction has locked.
SQLite is in this process: there it would save nothing, and cost more where there is one row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, Table, bindparam, column, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from microapp_kit.sql import PARAMETER, POSTGRES, Compiler, Params, Row, Script

Types = dict[str, TypeEngine[Any]]
Given = Mapping[str, ColumnElement[Any]]


class Several:
    """A statement about rows that are given: their values, by name, are what `make` makes it of."""

    def __init__(
        self, compiler: Compiler, types: Types, make: Callable[[Given], Executable]
    ) -> None:
        self._together = compiler.database == POSTGRES
        self._statement = compiler.compile(make((_arrays if self._together else bound)(types)))
        self._names = [f"{PARAMETER}{name}" for name in types]

    def of(self, rows: Sequence[Params]) -> Script[Sequence[Row]]:
        """Run it for all rows; give all that it returns, in any order."""
        if not rows:
            return ()
        if self._together:
            return (yield self._statement, {n: [row[n] for row in rows] for n in self._names})
        if len(rows) == 1:
            return (yield self._statement, rows[0])
        found: list[Row] = []
        for params in rows:
            found += yield self._statement, params
        return found


def types_of(table: Table, *names: str) -> Types:
    """Give the types of all columns of a table, or of some."""
    return {name: table.c[name].type for name in names or table.c.keys()}


def insert_given(
    compiler: Compiler, table: Table, given: Given
) -> postgresql.Insert | sqlite.Insert:
    """Give the insert of the rows that are given."""
    new = compiler.insert(table)
    if compiler.database == POSTGRES:
        return new.from_select(list(given), select(*given.values()))
    return new.values(dict(given))


def bound(types: Types) -> Given:
    """Give the values of one row, each a parameter."""
    return {name: bindparam(f"{PARAMETER}{name}", type_=kind) for name, kind in types.items()}


def _arrays(types: Types) -> Given:
    """Give the columns of a table that is made of one array for each."""
    arrays = [
        bindparam(f"{PARAMETER}{name}", type_=postgresql.ARRAY(kind))
        for name, kind in types.items()
    ]
    rows = func.unnest(*arrays).table_valued(*(column(*pair) for pair in types.items()))
    return dict(rows.render_derived(name="given").c)
