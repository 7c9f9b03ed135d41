"""Collection: a resource bound to its table, as statements that the bare driver runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    asc,
    bindparam,
    delete,
    desc,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from microapp_kit.query import Filter, Query, parse_value
from microapp_kit.resource import Resource
from microapp_kit.sql import Compiler, Params, Row, Statement

MAX_SHAPES = 256
PURGE_BATCH = 1000
LAST_CHARACTER = "\U0010ffff"
CONDITIONS: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "eq": lambda column, value: column == value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "prefix": lambda column, value: column >= value,
}


class Collection:
    """The statements of one resource, compiled at start; list shapes at first use."""

    def __init__(self, resource: Resource, table: Table, compiler: Compiler) -> None:
        self.resource = resource
        self._table = table
        self._compiler = compiler
        self._columns = [table.c[column.name] for column in resource.shown]
        self._names = tuple(column.name for column in resource.shown)
        self._decoders = tuple(
            (column.name, decoder)
            for column in resource.shown
            if (decoder := compiler.decoder(column.kind)) is not None
        )
        self._encoders = {
            c.name: encoder
            for c in (*resource.shown, resource.column("deleted_at"))
            if (encoder := compiler.encoder(c.kind)) is not None
        }
        self._lists: dict[tuple[Any, ...], Statement] = {}
        self._compile()

    def _compile(self) -> None:
        table, compile_ = self._table, self._compiler.compile
        living, gone = table.c.deleted_at.is_(None), table.c.deleted_at.is_not(None)
        whole = [*self._columns, table.c.version, table.c.created_by, table.c.deleted_at]
        one = [table.c.org == bindparam("p_org"), table.c.id == bindparam("p_id")]
        names = [c.name for c in table.columns]
        fields: dict[str, Any] = {c.name: bindparam(f"p_{c.name}") for c in self.resource.columns}
        moved: dict[str, Any] = {
            n: bindparam(f"p_{n}") for n in ("version", "updated_at", "deleted_at")
        }
        self.find = compile_(select(*whole).where(*one, living))
        self.find_to_change = compile_(select(*whole).where(*one).with_for_update())
        self.insert = compile_(insert(table).values({n: bindparam(f"p_{n}") for n in names}))
        self.update = compile_(update(table).where(*one).values({**fields, **moved}))
        old = or_(
            gone & (table.c.deleted_at < bindparam("p_deleted_before")),
            living & (table.c.updated_at < bindparam("p_updated_before")),
        )
        batch = select(table.c.id).where(table.c.org == bindparam("p_org"), old).limit(PURGE_BATCH)
        # `old` once more: a record that is changed or restored while its batch is found stays.
        purged = delete(table).where(table.c.id.in_(batch), old)
        self.purge = compile_(purged.returning(table.c.id))

    def page(self, query: Query, *, after: bool, own: bool) -> Statement:
        """Give the statement of a page: its filters, sort, whether it continues, whose records."""
        shape = (query.shape, after, own)
        statement = self._lists.get(shape)
        if statement is None:
            if len(self._lists) >= MAX_SHAPES:
                self._lists.clear()
            statement = self._compiler.compile(self._page(query, after=after, own=own))
            self._lists[shape] = statement
        return statement

    def _page(self, query: Query, *, after: bool, own: bool) -> Select[Any]:
        table = self._table
        sort, direction = table.c[query.sort], desc if query.descending else asc
        found = select(*self._columns).where(
            table.c.org == bindparam("p_org"), table.c.deleted_at.is_(None)
        )
        for number, part in enumerate(query.filters):
            found = found.where(*_conditions(table, part, number))
        if own:
            found = found.where(table.c.created_by == bindparam("p_caller"))
        if after:
            here = tuple_(sort, table.c.id)
            there = tuple_(
                bindparam("p_after", type_=sort.type),
                bindparam("p_after_id", type_=table.c.id.type),
            )
            found = found.where(here < there if query.descending else here > there)
        limit = bindparam("p_limit", type_=Integer())
        return found.order_by(direction(sort), direction(table.c.id)).limit(limit)

    def page_params(self, query: Query, position: Sequence[Any] | None) -> dict[str, Any]:
        """Give the parameters of a page; one row more than asked tells whether another follows."""
        params: dict[str, Any] = {"p_limit": query.limit + 1}
        for number, part in enumerate(query.filters):
            params[f"p_f{number}"] = self.encode(part.column, part.value)
            params[f"p_g{number}"] = f"{part.value}{LAST_CHARACTER}"
        if position is not None:
            kind, value = self.resource.column(query.sort).kind, position[0]
            typed = parse_value(kind, value) if isinstance(value, str) else value
            params["p_after"] = self.encode(query.sort, typed)
            params["p_after_id"] = position[1]
        return params

    def encode(self, name: str, value: Any) -> Any:
        """Turn a checked value into the driver's."""
        encoder = self._encoders.get(name)
        return value if encoder is None else encoder(value)

    def params(self, values: Mapping[str, Any]) -> Params:
        """Turn checked values, by column, into the parameters of a statement."""
        return {f"p_{name}": self.encode(name, value) for name, value in values.items()}

    def shown(self, row: Row) -> dict[str, Any]:
        """Turn a row into the object that an answer shows."""
        found = dict(zip(self._names, row, strict=False))
        for name, decoder in self._decoders:
            found[name] = decoder(found[name])
        return found

    def state(self, row: Row) -> tuple[int, str, bool]:
        """Give version, creator and whether the record is deleted, from a row of `find`."""
        version, creator, deleted_at = row[len(self._names) :]
        return version, creator, deleted_at is not None

    def deleted_before(self, row: Row, moment: datetime) -> bool:
        """Say whether the record of a row of `find_to_change` was deleted before a moment."""
        deleted_at = row[-1]
        return deleted_at is not None and bool(deleted_at < self.encode("deleted_at", moment))


def _conditions(table: Table, part: Filter, number: int) -> list[ColumnElement[bool]]:
    column = table.c[part.column]
    found = [CONDITIONS[part.operator](column, bindparam(f"p_f{number}", type_=column.type))]
    if part.operator == "prefix":
        found.append(column < bindparam(f"p_g{number}", type_=column.type))
    return found
