"""When people are told of money: the thresholds and spikes that the controls name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from microapp_kit.manifest import Manifest
from microapp_kit.secrets import CannotStart
from microapp_llm.money.need import NANO

BUCKETS_AN_HOUR = 12
PERCENTS = (50, 80, 100)
USD, FACTOR, HOURS = 1, 3, 1
SHORTEST_HOURS = 1 / BUCKETS_AN_HOUR
MOST = 1e9


@dataclass(frozen=True, slots=True)
class Alerting:
    """Shares of a budget in percent that are told, and what makes a rise in spending a spike."""

    percents: tuple[int, ...] = PERCENTS
    factor: float = FACTOR  # what an hour may be of the day before it
    floor_nano: int = USD * NANO // BUCKETS_AN_HOUR  # less in five minutes is nobody's concern
    hours: float = HOURS  # over which a rise is looked for


def alerting_of(manifest: Manifest) -> Alerting:
    """Read the controls; what a manifest does not name is as in the mildest tier."""
    told = manifest.controls.get("alerts", {})
    hours = max(SHORTEST_HOURS, _number(told, "spike_window_h", HOURS))
    return Alerting(
        percents=_percents(told.get("budget_pct", list(PERCENTS))),
        factor=_number(told, "spike_factor", FACTOR),
        floor_nano=int(_number(told, "spike_min_usd", USD) * NANO / (BUCKETS_AN_HOUR * hours)),
        hours=hours,
    )


def _percents(value: object) -> tuple[int, ...]:
    """Give the shares that can be reached: what is above all of a budget never is."""
    listed = value if isinstance(value, list) else []
    if not listed or not all(type(one) in (int, float) and 0 < one < MOST for one in listed):
        raise CannotStart(
            f"microapp.yaml: controls.alerts.budget_pct is {value!r}. "
            "Write a list of numbers from 1 to 100, as in [50, 80, 100]."
        )
    return tuple(sorted({round(one) for one in listed if 0.5 < one <= 100} | {100}))


def _number(told: Mapping[str, object], name: str, otherwise: float) -> float:
    value = told.get(name, otherwise)
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is None or not 0 <= number < MOST:
        raise CannotStart(
            f"microapp.yaml: controls.alerts.{name} is {value!r}. "
            f"Write a number, as in {otherwise}."
        )
    return number
