"""Spikes: an app that spends unlike its own history, by moving means and a variance.

A sudden rise is seen against the last hour; one too slow for that, against the last day.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from microapp_llm.money.alerting import Alerting

BUCKET_SECONDS = 300
WEIGHT = 0.1  # of the newest bucket, where a rise is looked for over an hour
WARM_UP = 12  # buckets before anything is called unusual: one hour
DEVIATIONS = 4.0
TIMES_USUAL = 2.0
DAY = 24 * 3600 // BUCKET_SECONDS
MOST_APPS = 10_000
MOST_IDLE = 500  # idle buckets after which a history is as good as none


class Spike(NamedTuple):
    """What an app spent in one bucket, and what it usually spends."""

    amount: int
    mean: float
    bucket: int


class Spent(NamedTuple):
    """What an app spent in one bucket."""

    bucket: int
    nano: int


@dataclass(slots=True)
class _History:
    alerting: Alerting
    bucket: int
    amount: int = 0
    mean: float = 0.0
    variance: float = 0.0
    of_a_day: float = 0.0
    seen: int = 0
    told: bool = False
    told_rise: bool = False

    def close(self) -> None:
        """Learn from the bucket that ends (West 1979, with exponential weights)."""
        difference = self.amount - self.mean
        weight = min(1.0, WEIGHT / self.alerting.hours)
        step = weight * difference
        self.mean += step
        self.variance = (1 - weight) * (self.variance + difference * step)
        self.seen += 1
        self.of_a_day += (self.amount - self.of_a_day) / min(self.seen, DAY)
        self.bucket += 1
        self.amount, self.told = 0, False

    def move_to(self, bucket: int) -> bool:
        """Learn from all buckets before this one; say whether it is a new one."""
        is_new = self.bucket < bucket
        while self.bucket < bucket:
            self.close()
        return is_new

    def unusual(self) -> bool:
        """Say whether this bucket is far from what is usual."""
        bound = self.mean + DEVIATIONS * math.sqrt(self.variance)
        usual = min(TIMES_USUAL, self.alerting.factor) * self.mean
        return self.amount > max(self.alerting.floor_nano, usual, bound)

    def rising(self) -> bool:
        """Say whether the last hour is far above the last day; true once a rise."""
        of_a_day = self.alerting.factor * self.of_a_day
        high = self.mean > max(self.alerting.floor_nano, of_a_day)
        fresh, self.told_rise = high and not self.told_rise, high
        return fresh


class Spikes:
    """The histories of all apps that this process serves."""

    def __init__(self, alerting: Alerting | None = None) -> None:
        self._alerting = alerting or Alerting()
        self._histories: dict[Hashable, _History] = {}

    def __len__(self) -> int:
        """Give how many apps have a history."""
        return len(self._histories)

    def add(self, app: Hashable, nano: int, seconds: float) -> Spike | None:
        """Add to an app's spending; give a spike once per bucket that is unusual."""
        bucket = int(seconds // BUCKET_SECONDS)
        history = self._histories.pop(app, None)  # put behind the others: those idle longest go
        if history is None or bucket - history.bucket > MOST_IDLE:
            history = _History(self._alerting, bucket)
        self._keep(app, history)
        history.bucket = min(history.bucket, bucket)  # a clock that was set back
        is_new = history.move_to(bucket)
        history.amount += nano
        if history.seen < WARM_UP:
            return None
        if is_new and history.rising():
            history.told = True
            return Spike(round(history.mean), history.of_a_day, bucket)
        if history.told or not history.unusual():
            return None
        history.told = True
        return Spike(history.amount, history.mean, bucket)

    def recall(self, app: Hashable, spent: Sequence[Spent]) -> None:
        """Learn what an app spent before, in order; what was added meanwhile is part of it."""
        known = self._histories.get(app)
        if known is not None and known.seen >= WARM_UP:
            return  # it took so long that this process knows better
        before = _History(self._alerting, spent[0].bucket)
        for bucket, nano in spent:
            if before.move_to(bucket):
                before.rising()  # of which the process told that saw it
            before.amount += nano
        if known is not None and known.bucket >= before.bucket:
            before.move_to(known.bucket)
            before.amount = max(before.amount, known.amount)
        self._histories.pop(app, None)
        self._keep(app, before)

    def _keep(self, app: Hashable, history: _History) -> None:
        """Put a history behind the others, of which the one idle longest goes for it."""
        if len(self._histories) >= MOST_APPS:
            self._histories.pop(next(iter(self._histories)))
        self._histories[app] = history
