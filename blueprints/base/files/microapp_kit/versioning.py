"""Versioning: what the answers of a deprecated operation say about its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime


@dataclass(frozen=True, slots=True)
class Deprecation:
    """An operation that will go: since when it is deprecated, its last day, and what follows it."""

    since: date
    sunset: date
    successor: str

    def __post_init__(self) -> None:
        if self.sunset < self.since:
            raise ValueError(f"sunset {self.sunset} is before the deprecation of {self.since}.")
        if not self.successor.startswith(("/", "https://")) or set(self.successor) & set(
            '<>" \r\n'
        ):
            raise ValueError(f"successor {self.successor!r} is no path or https address.")

    def headers(self) -> dict[str, str]:
        """Give Deprecation (RFC 9745), Sunset (RFC 8594) and the link to the successor."""
        return {
            "Deprecation": f"@{int(_midnight(self.since).timestamp())}",
            "Sunset": format_datetime(_midnight(self.sunset), usegmt=True),
            "Link": f'<{self.successor}>; rel="successor-version"',
        }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
