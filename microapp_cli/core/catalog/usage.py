"""What an app used: one line of telemetry as a value, its money in whole millionths of a dollar."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from microapp_cli.core.catalog.names import NAME

MICROS = 1_000_000
MOST_USD = 1_000_000
MOST_COUNT = 10**15
AHEAD = timedelta(days=1)
"""How far in the future an event may claim to be."""
LONGEST_LINE = 10_000
KEYS = (
    *("id", "at", "app", "org", "owner", "model", "tokens_in", "tokens_out"),
    *("cost_usd", "requests", "errors", "storage_bytes"),
)
COUNTS = ("requests", "errors", "tokens_in", "tokens_out", "storage_bytes")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/@+-]{0,99}")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was used; `cost_micros` is millionths of a US dollar."""

    id: str
    at: str
    app: str
    org: str
    owner: str
    model: str
    requests: int
    errors: int
    tokens_in: int
    tokens_out: int
    storage_bytes: int
    cost_micros: int

    @property
    def day(self) -> str:
        """The UTC day."""
        return self.at[:10]

    @property
    def hour(self) -> str:
        """The UTC hour."""
        return self.at[:13]

    @property
    def month(self) -> str:
        """The UTC month."""
        return self.at[:7]


def parse(line: str, *, now: datetime) -> Event:
    """The event of one line of JSON; ValueError with what is wrong in it."""
    if len(line) > LONGEST_LINE:
        raise ValueError(f"has more than {LONGEST_LINE} characters.")
    try:
        data = _DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is no JSON: {str(error)[:80]}.") from None
    if not isinstance(data, dict):
        raise ValueError("is no object.")
    unknown = [key for key in data if key not in KEYS]
    if unknown:
        raise ValueError(f"{unknown[0][:40]!a} is not known. Known are: {', '.join(KEYS)}.")
    return Event(
        id=_matching(data, "id", ID),
        at=_moment(data.get("at"), now),
        app=_matching(data, "app", NAME),
        org=_matching(data, "org", WORDS, optional=True),
        owner=_matching(data, "owner", WORDS, optional=True),
        model=_matching(data, "model", WORDS, optional=True),
        cost_micros=micros(data.get("cost_usd", 0)),
        **{name: _count(data, name) for name in COUNTS},
    )


def micros(usd: object) -> int:
    """US dollars as whole millionths, rounded to the nearest."""
    if isinstance(usd, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,18})?", usd):
        usd = Decimal(usd)
    if isinstance(usd, bool) or not isinstance(usd, int | Decimal):
        raise ValueError("cost_usd is no amount. Write US dollars, such as 0.0125.")
    if not 0 <= usd <= MOST_USD:
        raise ValueError(f"cost_usd must lie between 0 and {MOST_USD}.")
    return int((Decimal(usd) * MICROS).quantize(Decimal(1), ROUND_HALF_EVEN))


def usd(amount: int) -> str:
    """Millionths of a dollar as dollars, exactly."""
    whole, rest = divmod(abs(amount), MICROS)
    text = f"{whole}.{rest:06d}".rstrip("0")
    cents = text + "0" * max(0, 2 - len(text.partition(".")[2]))
    return f"-{cents}" if amount < 0 else cents


def _matching(
    data: Mapping[str, Any], key: str, pattern: re.Pattern[str], *, optional: bool = False
) -> str:
    value = data.get(key)
    if optional and value in (None, ""):
        return ""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{key} is missing or no plain word.")
    return value


def _count(data: Mapping[str, Any], key: str) -> int:
    value = data.get(key, 0)
    if type(value) is not int or not 0 <= value <= MOST_COUNT:
        raise ValueError(f"{key} must be a whole number of 0 or more.")
    return value


def _moment(value: object, now: datetime) -> str:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("at must be a moment with its zone, such as 2026-11-23T12:00:00Z.")
    try:
        there = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("at lies outside of all time.") from None
    if there > now + AHEAD:
        raise ValueError(f"at lies in the future: {there:%Y-%m-%d}.")
    if there.year < 2000:
        raise ValueError(f"at lies too far back: {there.date()}.")
    return there.strftime("%Y-%m-%dT%H:%M:%SZ")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a field told twice, another reader may take the other one."""
    data = dict(pairs)
    if len(data) < len(pairs):
        raise ValueError("a field stands in it twice")
    return data


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no number")


_DECODER = json.JSONDecoder(
    parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_each_once
)
