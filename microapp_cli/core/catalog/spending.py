"""Budgets, sudden rises and forecasts; all of them from the same sums that are shown."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from microapp_cli.core.catalog.usage import MICROS
from microapp_cli.core.catalog.values import Values, control, number

WEIGHT = 0.3
"""How much the newest window counts in the moving mean (EWMA)."""
LEARN_FROM = 3
"""So many windows make a mean; before that, nothing is sudden."""
FORECAST_DAYS = 7


@dataclass(frozen=True)
class Budget:
    """What an app spent of what it may spend in a month."""

    spent_micros: int
    limit_micros: int
    passed: tuple[int, ...]
    """The alerts (per cent) that have gone off."""
    effect: str
    """`none`, `slow` or `stop`: what the app's limits are to do now."""

    @property
    def percent(self) -> float:
        """How much of the budget is spent."""
        return 100 * self.spent_micros / self.limit_micros if self.limit_micros else 100.0


@dataclass(frozen=True)
class Spike:
    """A window in which an app spent far more than it used to."""

    hour: str
    cost_micros: int
    usual_micros: int


@dataclass(frozen=True)
class Forecast:
    """What the month will come to if the last days go on."""

    spent_micros: int
    expected_micros: int
    runs_out: str
    """The day on which the budget is spent, or nothing."""


def budget(spent_micros: int, controls: Values) -> Budget | None:
    """The budget of an app, or nothing where its controls name none."""
    dollars = number(controls, "quotas.monthly_usd")
    if dollars is None:
        return None
    limit = round(dollars * MICROS)
    alerts = control(controls, "alerts.budget_pct") or ()
    passed = tuple(sorted(pct for pct in alerts if spent_micros * 100 >= pct * limit))
    return Budget(spent_micros, limit, passed, _effect(spent_micros, limit, controls))


def _effect(spent: int, limit: int, controls: Values) -> str:
    if spent >= limit:
        return "stop"
    slows = control(controls, "quotas.on_exceed") == "soft_80_hard_100"
    return "slow" if slows and spent * 100 >= 80 * limit else "none"


def spikes(hours: Mapping[str, int], controls: Values) -> tuple[Spike, ...]:
    """The sudden rises among these hours (`2026-11-23T14` → micros); hours between count as 0."""
    window = max(1, int(number(controls, "alerts.spike_window_h") or 1))  # costs come by the hour
    factor = number(controls, "alerts.spike_factor") or 3
    least = round((number(controls, "alerts.spike_min_usd") or 0) * MICROS)
    found = []
    mean = 0.0
    for index, (hour, cost) in enumerate(_windows(hours, window)):
        if index >= LEARN_FROM and cost >= max(least, 1) and cost > factor * mean:
            found.append(Spike(hour, cost, round(mean)))
        mean = cost if index == 0 else WEIGHT * cost + (1 - WEIGHT) * mean
    return tuple(found)


def forecast(days: Mapping[str, int], today: date, limit_micros: int | None) -> Forecast:
    """What this month comes to, from its days so far (`2026-11-23` → micros)."""
    month = today.isoformat()[:7]
    spent = sum(cost for day, cost in days.items() if day[:7] == month)
    last = [(today - timedelta(days=back)).isoformat() for back in range(1, FORECAST_DAYS + 1)]
    a_day = sum(days.get(day, 0) for day in last) // FORECAST_DAYS
    left = monthrange(today.year, today.month)[1] - today.day
    return Forecast(spent, spent + a_day * left, _runs_out(spent, a_day, limit_micros, today, left))


def _runs_out(spent: int, a_day: int, limit: int | None, today: date, left: int) -> str:
    if limit is None:
        return ""
    if spent >= limit:
        return today.isoformat()
    if a_day == 0 or spent + a_day * left < limit:
        return ""
    return (today + timedelta(days=-(-(limit - spent) // a_day))).isoformat()


def _windows(hours: Mapping[str, int], window: int) -> Sequence[tuple[str, int]]:
    if not hours:
        return []
    first, last = (_hour(text) for text in (min(hours), max(hours)))
    found: list[tuple[str, int]] = []
    here = first
    while here <= last:
        inside = [_text(here + timedelta(hours=step)) for step in range(window)]
        found.append((inside[0], sum(hours.get(hour, 0) for hour in inside)))
        here += timedelta(hours=window)
    return found


def _hour(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H").replace(tzinfo=UTC)


def _text(hour: datetime) -> str:
    return hour.strftime("%Y-%m-%dT%H")


def budget_data(found: Budget | None) -> dict[str, Any] | None:
    """A budget as data."""
    if found is None:
        return None
    return {
        "spent_micros": found.spent_micros,
        "limit_micros": found.limit_micros,
        "percent": round(found.percent, 2),
        "passed": list(found.passed),
        "effect": found.effect,
    }
