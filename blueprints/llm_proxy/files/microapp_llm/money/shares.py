"""How full budgets are in the period that runs now: a month or a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Gauge

from microapp_llm.money.need import UNLIMITED

LABELS = ("org", "budget", "level", "subject")
Named = tuple[str, str, str, str]


class Series(NamedTuple):
    """What is shown of a cap."""

    used: Gauge  # as a ratio
    reached: Gauge  # the highest threshold, in percent


class Shares:
    """Two gauges with a series for each cap, forgotten when its period ends."""

    def __init__(
        self, registry: CollectorRegistry, name: str, text: str, percents: Sequence[int]
    ) -> None:
        self._percents = percents
        self._used = Gauge(f"microapp_llm_{name}_used_ratio", text, LABELS, registry=registry)
        self._reached = Gauge(
            f"microapp_llm_{name}_reached_percent",
            "The highest of the shares that are told of which is reached.",
            LABELS,
            registry=registry,
        )
        self._series: dict[Named, Series] = {}  # looked up once
        self._period = ""

    def at(self, period: str) -> None:
        """See which period it is."""
        if period != self._period:
            self._period = period
            self._series.clear()
            self._used.clear()
            self._reached.clear()

    def show(self, named: Named, period: str, spent: int, cap: int) -> None:
        """Show how much of a cap is spent, unless there is none, or its period is over."""
        if not 0 < cap < UNLIMITED or period < self._period:
            return
        series = self._series.get(named)
        if series is None:
            series = Series(self._used.labels(*named), self._reached.labels(*named))
            self._series[named] = series
        series.used.set(spent / cap)
        reached = [percent for percent in self._percents if 100 * spent >= percent * cap]
        series.reached.set(max(reached, default=0))
