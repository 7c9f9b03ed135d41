"""Where models are by an exception alone: until which day microapp.yaml opens such a place.

An exception is judged in full by `microapp check`. What is asked for here keeps one that has ended,
or that one person gave to themselves, from opening anything at run time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from microapp_kit.manifest import Manifest
from microapp_llm.models import PLACES

RULE = "MA112"
FILE = "models.yaml"
ALONE = "exception_only"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN = re.compile(r"[a-z0-9.!#$%&'*+/=?^_{|}~-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}")

Entry = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Openings:
    """The places that an exception alone opens, and the last day of each exception for them."""

    places: tuple[str, ...] = ()
    last_days: tuple[date, ...] = ()
    most_days: int = 0  # that an exception may last, counted from today

    def closed(self, today: date) -> tuple[str, ...]:
        """Give the places that no exception opens on a day; it still holds on its last one."""
        latest = today + timedelta(days=self.most_days)
        is_open = any(today <= last <= latest for last in self.last_days)
        return () if is_open else self.places


NOTHING_CLOSED = Openings()


def openings_of(manifest: Manifest) -> Openings:
    """Read which places ask for an exception, and the exceptions that the manifest holds."""
    models = manifest.controls.get("models", {})
    most = manifest.controls.get("exceptions", {}).get("max_days")
    ends = (_last_day(one) for one in manifest.exceptions if _is_for_models(one))
    return Openings(
        tuple(place for place in PLACES if models.get(place) == ALONE),
        tuple(end for end in ends if end is not None),
        most if isinstance(most, int) else 0,
    )


def _is_for_models(entry: Entry) -> bool:
    """Whether it waives the rule on models, in their file, and two people agreed to it."""
    asked, agreed = (_person(entry.get(name)) for name in ("requested_by", "approved_by"))
    is_agreed = bool(asked) and bool(agreed) and asked != agreed
    return is_agreed and entry.get("rule") == RULE and entry.get("path", FILE) == FILE


def _person(address: object) -> str:
    """Give a mail address without what is behind a "+", by which nobody becomes another."""
    text = (address if isinstance(address, str) else "").strip().lower()
    name, _, host = text.partition("@")
    return f"{name.partition('+')[0]}@{host}" if _PLAIN.fullmatch(text) else ""


def _last_day(entry: Entry) -> date | None:
    expires = entry.get("expires")
    try:
        is_day = isinstance(expires, str) and _DAY.fullmatch(expires)
        return date.fromisoformat(str(expires)) if is_day else None
    except ValueError:
        return None
