"""Alerts: a level passed 50, 80 or 100 % of its month, or an app spends unlike itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from microapp_llm.money.metrics import MoneyMetrics, Settlement
from microapp_llm.money.need import Hold, Settled, Standing, Used
from microapp_llm.money.spikes import Spikes

THRESHOLDS = (50, 80, 100)
NEARLY_FULL = 95
REMEMBERED = 10_000


class Crossed(NamedTuple):
    """A threshold that a level of a budget reached in a month."""

    budget: str
    level: str
    subject: str
    period: str
    percent: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people should know."""

    kind: str  # budget_threshold, spend_spike or hold_exceeded
    org: str
    facts: Mapping[str, Any]


def crossed(
    standings: Sequence[Standing], told: Mapping[tuple[str, str, str, str], int]
) -> list[Crossed]:
    """Give the thresholds that months have reached and that were not told yet."""
    reached = []
    for s in standings:
        share = _share(s)
        if share < THRESHOLDS[0] or not s.monthly:
            continue
        before = told.get(s[:4], 0)
        passed = [percent for percent in THRESHOLDS if before < percent <= share]
        reached += [Crossed(*s[:4], percent) for percent in passed]
    return reached


def _share(standing: Standing) -> int:
    """Give what is spent in whole percent of the cap, of money or tokens, whichever is more."""
    money = 100 * standing.spent_nano // standing.cap_nano if standing.cap_nano else 0
    tokens = 100 * standing.spent_tokens // standing.cap_tokens if standing.cap_tokens else 0
    return money if money > tokens else tokens


def nearly_full(standing: Standing) -> bool:
    """Say whether a month is so full that a refused call means that it is used up."""
    return standing.monthly and _share(standing) >= NEARLY_FULL


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


def _ignore(event: Event) -> None:
    del event


@dataclass(slots=True)
class Watch:
    """Sees every settlement and refusal of this process; tells events, and never waits."""

    tell: Callable[[Event], None] = _ignore
    metrics: MoneyMetrics | None = None
    spikes: Spikes = field(default_factory=Spikes)
    _full: set[tuple[str, Crossed]] = field(default_factory=set)

    def settled(self, several: Sequence[Settlement], now: datetime) -> None:
        """See settlements."""
        if self.metrics is not None:
            self.metrics.settled(several)
        for one in several:
            self._look_at(*one, now)

    def _look_at(self, hold: Hold, used: Used, settled: Settled, now: datetime) -> None:
        if not settled.first:
            return
        if settled.excess_nano or settled.excess_tokens or used.nano > hold.nano:
            self.tell(Event("hold_exceeded", hold.org, _facts_of(hold, used, settled)))
        spike = self.spikes.add((hold.org, hold.app), settled.nano, now.timestamp())
        if spike is not None:
            if self.metrics is not None:
                self.metrics.spike(hold.app)
            facts = {"app": hold.app, "nano": spike.amount, "usual_nano": round(spike.mean)}
            self.tell(Event("spend_spike", hold.org, facts))

    def standing(self, org: str, standings: Sequence[Standing]) -> None:
        """See how levels stand after a settlement."""
        if self.metrics is not None:
            self.metrics.standing(org, standings)

    def refused(self, hold: Hold, standings: Sequence[Standing]) -> None:
        """See a reservation that was over budget, and by that how its levels stand."""
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
                self.metrics.reached(alert.budget, alert.level, alert.percent)
            self.tell(Event("budget_threshold", org, alert._asdict()))
