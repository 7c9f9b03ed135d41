"""Alerts: a level passed a threshold of its month or day, or an app spends unlike itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from microapp_llm.money.alerting import PERCENTS
from microapp_llm.money.metrics import MoneyMetrics, Settlement
from microapp_llm.money.need import Hold, Settled, Standing, Used
from microapp_llm.money.slowing import Slowing
from microapp_llm.money.spikes import Spent, Spike, Spikes

NEARLY_FULL = 95
REMEMBERED = 10_000


Told = Mapping[tuple[str, str, str, str], int]
"""A level and its period → the highest threshold that was told."""


class Crossed(NamedTuple):
    """A threshold that a level of a budget reached in a month or on a day."""

    budget: str
    level: str
    subject: str
    period: str
    percent: int
    what: str  # money or tokens


class Spiked(NamedTuple):
    """An app that spends unlike itself."""

    org: str
    app: str
    spike: Spike


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people should know."""

    kind: str  # budget_threshold, spend_spike or hold_exceeded
    org: str
    facts: Mapping[str, Any]


def crossed(
    standings: Sequence[Standing], told: Told, percents: Sequence[int] = PERCENTS
) -> list[Crossed]:
    """Give the thresholds that months and days have reached and that were not told yet."""
    reached = []
    for s in standings:
        share, what = s.share
        if share < percents[0]:
            continue
        before = told.get(s[:4], 0)
        passed = [percent for percent in percents if before < percent <= share]
        reached += [Crossed(*s[:4], percent, what) for percent in passed]
    return reached


def outgrown(
    standings: Sequence[Standing], told: Told, percents: Sequence[int] = PERCENTS
) -> list[Crossed]:
    """Give the levels whose caps grew beyond a threshold that was told, with what still holds.

    A level that was told to be full although it was not quite (`NEARLY_FULL`) stays told.
    """
    grown = []
    for s in standings:
        before, (share, what) = told.get(s[:4], 0), s.share
        if before and share < min(before, NEARLY_FULL):
            left = max((percent for percent in percents if percent <= share), default=0)
            grown.append(Crossed(*s[:4], left, what))
    return grown


def used_up(standing: Standing) -> Crossed | None:
    """Give what a refused call means, where so much is spent that it means no room for any."""
    share, what = standing.share
    return Crossed(*standing[:4], 100, what) if share >= NEARLY_FULL else None


def _facts_of(hold: Hold, used: Used, settled: Settled) -> dict[str, str | int]:
    return {
        "app": hold.app,
        "model": hold.model,
        "budget": hold.budget,
        "request_id": hold.request_id,
        "held_nano": hold.nano,
        "nano": used.nano,
        "excess_nano": settled.excess_nano,
    }


def _has_room(org: str, full: tuple[str, Crossed], standings: Sequence[Standing]) -> bool:
    """Whether a level that was full has room again, as its cap was raised."""
    level = full[1][:4]
    return full[0] == org and any(s[:4] == level and used_up(s) is None for s in standings)


def _ignore(event: Event) -> None:
    del event


@dataclass(slots=True)
class Watch:
    """Sees every settlement and refusal of this process; tells events, and never waits."""

    tell: Callable[[Event], None] = _ignore
    metrics: MoneyMetrics | None = None
    spikes: Spikes = field(default_factory=Spikes)
    slowing: Slowing = field(default_factory=Slowing)
    _full: set[tuple[str, Crossed]] = field(default_factory=set)
    _exceeded: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def settled(self, several: Sequence[Settlement], now: datetime) -> list[Spiked]:
        """See settlements; give the spikes in them, which nobody may have told yet."""
        if self.metrics is not None:
            self.metrics.settled(several)
        found = [self._look_at(*one, now) for one in several]
        return [spiked for spiked in found if spiked is not None]

    def _look_at(self, hold: Hold, used: Used, settled: Settled, now: datetime) -> Spiked | None:
        if not settled.first:
            return None
        is_more = settled.excess_nano or settled.excess_tokens or used.nano > hold.nano
        if is_more and self._is_first(hold, now):
            self.tell(Event("hold_exceeded", hold.org, _facts_of(hold, used, settled)))
        spike = self.spikes.add((hold.org, hold.app), settled.nano, now.timestamp())
        return None if spike is None else Spiked(hold.org, hold.app, spike)

    def _is_first(self, hold: Hold, now: datetime) -> bool:
        """Whether nothing like it was told in this minute: one model may exceed with every call."""
        what, minute = (hold.org, hold.app, hold.model), int(now.timestamp() // 60)
        if self._exceeded.get(what) == minute:
            return False
        if len(self._exceeded) >= REMEMBERED:
            self._exceeded.clear()
        self._exceeded[what] = minute
        return True

    def recall(self, org: str, app: str, spent: Sequence[Spent], now: datetime) -> Spiked | None:
        """Learn what an app spent before this process began; give the spike that shows by that."""
        self.spikes.recall((org, app), spent)
        spike = self.spikes.add((org, app), 0, now.timestamp())
        return None if spike is None else Spiked(org, app, spike)

    def spiked(self, one: Spiked) -> None:
        """Tell of a spike."""
        if self.metrics is not None:
            self.metrics.spike(one.app)
        facts = {"app": one.app, "nano": one.spike.amount, "usual_nano": round(one.spike.mean)}
        self.tell(Event("spend_spike", one.org, facts))

    def standing(self, org: str, standings: Sequence[Standing]) -> None:
        """See how levels stand after a settlement."""
        self._full -= {one for one in self._full if _has_room(org, one, standings)}
        self.slowing.see(org, standings)
        if self.metrics is not None:
            self.metrics.standing(org, standings)

    def refused(self, hold: Hold, standings: Sequence[Standing]) -> None:
        """See a reservation that was over budget, and by that how its levels stand."""
        self.slowing.see(hold.org, standings)
        if self.metrics is not None:
            self.metrics.refused(hold, standings)
            self.metrics.standing(hold.org, standings)

    def at(self, now: datetime) -> None:
        """See that time has passed."""
        if self.metrics is not None:
            self.metrics.at(now)

    def knows(self, org: str, full: Sequence[Crossed]) -> bool:
        """Say whether this process has told, or seen told, that these levels are full."""
        return all((org, alert) in self._full for alert in full)

    def reached(self, org: str, reached: Sequence[Crossed], known: Sequence[Crossed] = ()) -> None:
        """Tell of thresholds; remember the full levels, so that a refusal costs no write."""
        if len(self._full) > REMEMBERED:
            self._full.clear()
        self._full.update((org, alert) for alert in known)
        for alert in reached:
            if self.metrics is not None:
                self.metrics.reached(alert.budget, alert.level, alert.what, alert.percent)
            self.tell(Event("budget_threshold", org, alert._asdict()))
