"""List queries: `field[op]=value` filters, `sort`, `limit` and `cursor`, only as declared."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from microapp_kit.errors import Detail, Refusal
from microapp_kit.jsonbody import check_text
from microapp_kit.paging import parse_limit
from microapp_kit.resource import NEWEST, OPERATORS, Resource

FILTER = re.compile(r"([a-z_][a-z0-9_]*)\[([a-z]+)\]", re.IGNORECASE)
MAX_FIELDS = 20
MAX_TEXT = 1000
INTEGER = re.compile(r"-?[0-9]{1,18}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(
    DAY.pattern + r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition of a list."""

    column: str
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Query:
    """What a caller asks of a list."""

    filters: tuple[Filter, ...]
    sort: str
    descending: bool
    limit: int
    cursor: str | None

    @property
    def shape(self) -> tuple[Any, ...]:
        """What two queries share when one statement serves both."""
        return (tuple((f.column, f.operator) for f in self.filters), self.sort, self.descending)


def parse_pairs(raw: bytes) -> dict[str, str]:
    """Give the parameters of a query string; refuse broken encoding and repeated names."""
    try:
        pairs = parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(raw),
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise Refusal(400, "malformed_query", "The query string is malformed.") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refusal(400, "malformed_query", "A query parameter is given twice.")
    if any("\0" in name for name in found):  # a refusal would repeat it
        raise Refusal(400, "malformed_query", "The name of a query parameter holds NUL.")
    return found


def parse_query(resource: Resource, raw: bytes, extra: tuple[str, ...] = ()) -> Query:
    """Read a list query, or refuse it with 422 and every parameter that is not as declared."""
    pairs = parse_pairs(raw)
    filters: list[Filter] = []
    problems: list[Detail] = []
    for name, text in pairs.items():
        if name in ("sort", "limit", "cursor", *extra):
            continue
        try:
            filters.append(_filter(resource, name, text))
        except ValueError as error:
            problems.append(Detail(name[:100], str(error)))
    if problems:
        message = "Some query parameters are not valid."
        raise Refusal(422, "invalid", message, details=problems)
    sort, descending = _sort(resource, pairs.get("sort"))
    limit = parse_limit(pairs.get("limit"))
    filters.sort(key=lambda f: (f.column, f.operator))
    return Query(tuple(filters), sort, descending, limit, pairs.get("cursor"))


def parse_value(kind: str, text: str) -> Any:
    """Read a value of a kind from text, or raise ValueError with what it should be."""
    return PARSERS[kind](text)


def _filter(resource: Resource, name: str, text: str) -> Filter:
    match = FILTER.fullmatch(name)
    if match is None or match[1] not in resource.filters:
        known = ", ".join(f"{field}[…]" for field in resource.filters) or "none"
        raise ValueError(f"unknown parameter; filters here: {known}")
    column = resource.column(match[1])
    if match[2] not in OPERATORS[column.kind]:
        raise ValueError(f"unknown operator; use one of {', '.join(OPERATORS[column.kind])}")
    return Filter(column.name, match[2], parse_value(column.kind, text))


def _sort(resource: Resource, text: str | None) -> tuple[str, bool]:
    if text is None:
        return NEWEST, True
    name = text.removeprefix("-")
    if name not in resource.all_sorts:
        known = ", ".join(resource.all_sorts)
        details = [Detail("sort", f"use one of {known}, with - in front for descending")]
        raise Refusal(422, "invalid", "This list cannot be sorted so.", details=details)
    return name, text.startswith("-")


def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise ValueError(f"must not be longer than {MAX_TEXT} characters")
    check_text(text)
    return text


def _integer(text: str) -> int:
    if not INTEGER.fullmatch(text):
        raise ValueError("must be a whole number")
    return int(text)


def _float(text: str) -> float:
    try:
        value = float(text) if text.isascii() and len(text) < 40 else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError("must be a number")
    return value


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("must be true or false")
    return text == "true"


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError:
        raise ValueError("must be a date as in 2026-01-31") from None


def _datetime(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text if MOMENT.fullmatch(text) else "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("must be a moment as in 2026-01-31T12:00:00Z") from None


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise ValueError("must be a UUID") from None


PARSERS: dict[str, Callable[[str], Any]] = {
    "text": _text,
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "uuid": _uuid,
}
