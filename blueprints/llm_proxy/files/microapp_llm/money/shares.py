"""How full budgets are in the period that runs now: a month or a day."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge

from microapp_llm.money.need import UNLIMITED

LABELS = ("org", "budget", "level", "subject")
Named = tuple[str, str, str, str]


class Shares:
    """A gauge with a series for each cap, forgotten when its period ends."""

    def __init__(self, registry: CollectorRegistry, name: str, text: str) -> None:
        self._gauge = Gauge(f"microapp_llm_{name}_used_ratio", text, LABELS, registry=registry)
        self._series: dict[Named, Gauge] = {}  # looked up once
        self._period = ""

    def at(self, period: str) -> None:
        """See which period it is."""
        if period != self._period:
            self._period = period
            self._series.clear()
            self._gauge.clear()

    def show(self, named: Named, period: str, spent: int, cap: int) -> None:
        """Show how much of a cap is spent, unless there is none, or its period is over."""
        if not 0 < cap < UNLIMITED or period < self._period:
            return
        series = self._series.get(named)
        if series is None:
            series = self._series[named] = self._gauge.labels(*named)
        series.set(spent / cap)
