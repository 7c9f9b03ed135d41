"""SQL statements compiled once at start, and the values they exchange with each driver."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement

Row = Sequence[Any]
Params = Mapping[str, Any]
T = TypeVar("T")
Codec = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement in a driver's own dialect, with its parameters in order."""

    text: str
    names: tuple[str, ...]
    constants: tuple[Any, ...]
    _several: Callable[[Params], tuple[Any, ...]] | None = field(init=False, compare=False)

    def __post_init__(self) -> None:
        several = itemgetter(*self.names) if len(self.names) > 1 and all(self.names) else None
        object.__setattr__(self, "_several", several)

    def values(self, params: Params) -> Sequence[Any]:
        """Put parameters in the order of the statement; a nameless one is a constant."""
        if self._several is not None:
            return self._several(params)
        return [
            params[name] if name else constant
            for name, constant in zip(self.names, self.constants, strict=True)
        ]


# A script is one transaction as a generator: it yields statements and is sent their rows. The same
# script runs on SQLite (driven in the event loop) and on Postgres (awaited).
Step = tuple[Statement, Params]
Script = Generator[Step, Sequence[Row], T]

PARAMETER = "p_"  # what the kit binds; SQLAlchemy's own constants are named otherwise
SQLITE = "sqlite"
POSTGRES = "postgresql"
DIALECTS: dict[str, Callable[[], Dialect]] = {
    SQLITE: lambda: sqlite.dialect(paramstyle="qmark"),
    POSTGRES: lambda: asyncpg.dialect(paramstyle="numeric_dollar"),  # type: ignore[no-untyped-call]
}


class Compiler:
    """Compiles SQLAlchemy Core statements for one database."""

    def __init__(self, database: str) -> None:
        self.database = database
        self._dialect = DIALECTS[database]()
        self.moment: Codec = self.encoder("datetime") or _unchanged
        """Gives a moment as the driver takes it."""

    def compile(self, clause: Executable) -> Statement:
        """Give the statement as the bare driver takes it."""
        assert isinstance(clause, ClauseElement)  # noqa: S101  (every Core statement is both)
        compiled = clause.compile(dialect=self._dialect)
        given = getattr(compiled, "positiontup", None) or ()
        names = tuple(name if name.startswith(PARAMETER) else "" for name in given)
        return Statement(str(compiled), names, tuple(compiled.params[name] for name in given))

    def insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """Give an insert that can say what happens where a row is there already."""
        return sqlite.insert(table) if self.database == SQLITE else postgresql.insert(table)

    def encoder(self, kind: str) -> Codec | None:
        """Give what turns a checked value into the driver's, or None where nothing changes."""
        return (SQLITE_ENCODERS if self.database == SQLITE else POSTGRES_ENCODERS).get(kind)

    def decoder(self, kind: str) -> Codec | None:
        """Give what turns the driver's value into JSON's, or None where nothing changes."""
        return (SQLITE_DECODERS if self.database == SQLITE else POSTGRES_DECODERS).get(kind)


def moment_text(moment: datetime) -> str:
    """Give a moment in UTC with six decimals (RFC 3339), so that text order is time order."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"


def _optional(codec: Codec) -> Codec:
    return lambda value: None if value is None else codec(value)


def _unchanged(value: Any) -> Any:
    return value


def _day(value: date) -> str:
    return value.isoformat()


SQLITE_ENCODERS: dict[str, Codec] = {
    "datetime": _optional(moment_text),
    "date": _optional(_day),
    "uuid": _optional(str),
    "boolean": _optional(int),
}
POSTGRES_ENCODERS: dict[str, Codec] = {"uuid": _optional(str)}
SQLITE_DECODERS: dict[str, Codec] = {"boolean": _optional(bool)}
POSTGRES_DECODERS: dict[str, Codec] = {
    "datetime": _optional(moment_text),
    "date": _optional(_day),
    "uuid": _optional(str),
}
