"""Resource: one line in `app/` that gives a record its routes, roles, filters and sorts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from microapp_kit.record import SYSTEM_COLUMNS, Column, Record, columns_of, input_model
from microapp_kit.secrets import CannotStart
from microapp_kit.versioning import Deprecation

NAME = re.compile(r"[a-z][a-z0-9_]{0,38}")
TEXT_OPERATORS = ("eq", "prefix")
RANGE_OPERATORS = ("eq", "gt", "gte", "lt", "lte")
OPERATORS: dict[str, tuple[str, ...]] = {
    "text": TEXT_OPERATORS,
    "integer": RANGE_OPERATORS,
    "float": RANGE_OPERATORS,
    "date": RANGE_OPERATORS,
    "datetime": RANGE_OPERATORS,
    "boolean": ("eq",),
    "uuid": ("eq",),
}
SHOWN = ("id", "created_at", "updated_at")
NEWEST = "created_at"


@dataclass(frozen=True)
class Resource:
    """Records under `/v1/<name>`: who may read and change them, and how they are listed.

    `read`, `write` and `admin` are the roles asked for. With `owned`, only an admin sees
    the records of others. `personal` names the fields whose values never enter the audit log.
    `policy` names a Rego rule in `app/policies/` that must allow each call as well.
    """

    name: str
    record: type[Record]
    read: str = "reader"
    write: str = "writer"
    admin: str = "admin"
    filters: Sequence[str] = ()
    sorts: Sequence[str] = (NEWEST,)
    personal: Sequence[str] = ()
    owned: bool = False
    policy: str | None = None
    deprecated: Deprecation | None = None
    columns: tuple[Column, ...] = field(init=False)
    model: type[Record] = field(init=False)

    def __post_init__(self) -> None:
        """Check the declaration, so that a mistake in it stops the start and not a request."""
        if not NAME.fullmatch(self.name):
            raise CannotStart(
                f"Resource {self.name!r}: write the name in lower case, letters, digits and _."
            )
        object.__setattr__(self, "columns", columns_of(self.record))
        object.__setattr__(self, "model", input_model(self.record))
        for word, names in (("filters", self.filters), ("sorts", self.sorts)):
            for name in names:
                self._check_listed(word, name)
        for name in self.sorts:
            if self.column(name).nullable:
                raise CannotStart(
                    f"Resource {self.name}: {name} may be empty, so nothing can sort."
                )
        for name in self.personal:
            if name not in self.record.model_fields:
                raise CannotStart(f"Resource {self.name}: personal names {name!r}, not a field.")

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns of an answer, in order."""
        first, *rest = (self.column(name) for name in SHOWN)
        return (first, *self.columns, *rest)

    @property
    def all_sorts(self) -> tuple[str, ...]:
        """The declared sorts and newest first, which every list has."""
        return tuple(dict.fromkeys((NEWEST, *self.sorts)))

    def column(self, name: str) -> Column:
        """Give a column by name, the platform's included."""
        return next(c for c in (*SYSTEM_COLUMNS, *self.columns) if c.name == name)

    def _check_listed(self, word: str, name: str) -> None:
        allowed = [*SHOWN, *(column.name for column in self.columns)]
        if name not in allowed:
            raise CannotStart(
                f"Resource {self.name}: {word} names {name!r}. Choose from {', '.join(allowed)}."
            )
