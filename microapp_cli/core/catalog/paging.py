"""Pages with a cursor: it says where the next page begins, and of which question."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from microapp_cli.core.errors import WrongUse

Entry = TypeVar("Entry")
MOST = 500


@dataclass(frozen=True)
class Page(Generic[Entry]):
    """Some entries, and the cursor of those that follow ("" at the end)."""

    entries: tuple[Entry, ...]
    next: str

    @classmethod
    def of(
        cls,
        rows: Sequence[Any],
        size: int,
        place: Callable[[Any], list[Any]],
        make: Callable[[Any], Entry],
        *,
        kind: str,
        query: Mapping[str, str],
    ) -> Page[Entry]:
        """The page of these rows, of which one more than its size was asked for."""
        shown = rows[:size]
        more = len(rows) > size
        cursor = _cursor(kind, query, place(shown[-1])) if more and shown else ""
        return cls(tuple(make(row) for row in shown), cursor)


def after(cursor: str, kind: str, query: Mapping[str, str]) -> list[Any]:
    """The place after which a page begins; WrongUse for the cursor of another question."""
    if not cursor:
        return []
    try:
        parts: list[Any] = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
        stamp, place = parts[0], parts[1:]
    except (binascii.Error, ValueError, UnicodeError, TypeError, LookupError):
        raise WrongUse(
            "--after is no cursor. Take the one that the page before ended with."
        ) from None
    if stamp != _stamp(kind, query) or not all(isinstance(p, str | int) for p in place):
        raise WrongUse(
            "--after belongs to another question. Ask the same one again, or leave it out."
        )
    return place


def _cursor(kind: str, query: Mapping[str, str], place: list[Any]) -> str:
    text = json.dumps([_stamp(kind, query), *place], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode("ascii")


def _stamp(kind: str, query: Mapping[str, str]) -> str:
    text = json.dumps([kind, sorted(query.items())])
    return hashlib.sha256(text.encode()).hexdigest()[:8]
