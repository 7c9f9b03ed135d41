"""Holds of the calls that this process has under way: their leases are renewed at half time.

A call that takes longer than a lease is paid as it was; only what nobody works at any more is swept
and counted in full.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from microapp_llm.money.need import Hold

MOST_TIMES = 16  # two hours of a lease of 15 minutes: no call works for longer


class _Held(NamedTuple):
    hold: Hold
    since: datetime
    times: int


class UnderWay:
    """Remembers holds from their reservation until somebody begins to settle or release them."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], _Held] = {}

    def begin(self, hold: Hold, now: datetime) -> None:
        """Remember a hold."""
        self._held[hold.org, hold.request_id] = _Held(hold, now, 0)

    def end(self, hold: Hold) -> None:
        """Forget a hold, whether its settlement goes well or is left to the lease."""
        self._held.pop((hold.org, hold.request_id), None)

    def due(self, now: datetime) -> list[Hold]:
        """Give the holds whose leases are half over, and take them for renewed.

        All are looked at: after the clock was set back the oldest is not the first that is due.
        """
        found = [
            (key, held)
            for key, held in self._held.items()
            if now - held.since >= timedelta(seconds=held.hold.lease_seconds / 2)
        ]
        for key, held in found:
            del self._held[key]
            if held.times < MOST_TIMES:
                self._held[key] = _Held(held.hold, now, held.times + 1)
        return [held.hold for _, held in found]
