"""Record: what a citizen developer declares; its fields become columns, checks and the contract."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from microapp_kit.errors import Detail, Refusal
from microapp_kit.secrets import CannotStart

__all__ = ["Column", "Field", "Record", "columns_of", "input_model", "validate"]

MAX_TEXT = 10_000
SAFE_INTEGER = 2**53 - 1  # RFC 7493 section 2.2: every JSON reader keeps integers up to here exact
SCALARS: dict[type, str] = {
    bool: "boolean",
    str: "text",
    int: "integer",
    float: "float",
    date: "date",
    datetime: "datetime",
    UUID: "uuid",
}
RESERVED = frozenset(
    {"id", "org", "version", "created_at", "created_by", "updated_at", "deleted_at"}
)


class Record(BaseModel):
    """The base of every record: unknown names and wrong types are refused, never coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record as the database and the contract see it."""

    name: str
    kind: str
    nullable: bool
    default: object = None
    has_default: bool = False


SYSTEM_COLUMNS = (
    Column("id", "uuid", nullable=False),
    Column("org", "text", nullable=False),
    Column("version", "integer", nullable=False),
    Column("created_at", "datetime", nullable=False),
    Column("created_by", "text", nullable=False),
    Column("updated_at", "datetime", nullable=False),
    Column("deleted_at", "datetime", nullable=True),
)


def columns_of(record: type[Record]) -> tuple[Column, ...]:
    """Give the columns of a record, or refuse to start at a field that cannot be one."""
    return tuple(_column(record, name, info) for name, info in record.model_fields.items())


def input_model(record: type[Record]) -> type[Record]:
    """Give the record with a bound on every text and number that its author left unbounded."""
    bounded = {
        name: (info.annotation, _bounded(info)) for name, info in record.model_fields.items()
    }
    fields: dict[str, Any] = dict(bounded)
    return create_model(record.__name__, __base__=record, __doc__=record.__doc__, **fields)


def validate(model: type[Record], raw: bytes) -> dict[str, Any]:
    """Give the values of a JSON body by field, or refuse it with 422 and every wrong field."""
    try:
        found = model.model_validate_json(raw)
    except ValidationError as error:
        details = [Detail(_where(e["loc"]), e["msg"]) for e in error.errors(include_input=False)]
        raise Refusal(422, "invalid", "Some fields are not valid.", details=details) from None
    return {name: _plain(name, getattr(found, name)) for name in model.model_fields}


def _plain(name: str, value: object) -> object:
    """Give the value that is stored: an Enum's own, and of moments only those with a time zone."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime) and value.tzinfo is None:
        details = [Detail(name, "A moment needs a time zone, as in 2026-01-31T12:00:00Z")]
        raise Refusal(422, "invalid", "Some fields are not valid.", details=details)
    return value


def _where(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location)[:100] or "body"


def _column(record: type[Record], name: str, info: FieldInfo) -> Column:
    where = f"{record.__name__}.{name}"
    if name in RESERVED:
        raise CannotStart(f"{where}: the platform sets {name} itself. Choose another name.")
    if info.alias or info.validation_alias or info.serialization_alias:
        raise CannotStart(f"{where}: an alias is not supported. Name the field as the API does.")
    annotation, nullable = _without_none(info.annotation)
    kind = _kind(annotation)
    if kind is None:
        raise CannotStart(
            f"{where}: the type {annotation} cannot be stored. Use str, int, float, bool, date, "
            "datetime, UUID, Literal or Enum of text, or one of these with | None."
        )
    has_default = info.default is not PydanticUndefined
    if info.default_factory is not None:
        raise CannotStart(f"{where}: default_factory is not supported. Give a plain default.")
    default = info.default if has_default else None
    value = default.value if isinstance(default, Enum) else default
    return Column(name, kind, nullable, default=value, has_default=has_default)


def _without_none(annotation: object) -> tuple[Any, bool]:
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation, False
    arms = [arm for arm in get_args(annotation) if arm is not type(None)]
    nullable = len(arms) < len(get_args(annotation))
    return (arms[0] if len(arms) == 1 else annotation), nullable


def _kind(annotation: Any) -> str | None:
    if get_origin(annotation) is Literal:
        return "text" if all(isinstance(v, str) for v in get_args(annotation)) else None
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "text" if issubclass(annotation, str) else None
    return SCALARS.get(annotation) if isinstance(annotation, type) else None


def _bounded(info: FieldInfo) -> FieldInfo:
    """Copy a field, closing each end of its range that is open."""
    kind = _kind(_without_none(info.annotation)[0])
    given = tuple(type(rule) for rule in info.metadata)
    bounds: list[object] = []
    if kind == "text" and _without_none(info.annotation)[0] is str and MaxLen not in given:
        bounds.append(MaxLen(MAX_TEXT))
    if kind == "integer" and not {Ge, Gt} & set(given):
        bounds.append(Ge(-SAFE_INTEGER))
    if kind == "integer" and not {Le, Lt} & set(given):
        bounds.append(Le(SAFE_INTEGER))
    bounded = info._copy()
    bounded.metadata = [*info.metadata, *bounds]
    return bounded
