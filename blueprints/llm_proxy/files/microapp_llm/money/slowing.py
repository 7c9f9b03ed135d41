"""Slowing down: from 80 % of a budget on, its calls come at a quarter of their rate.

What is left lasts longer by that, and people have time to act on the alert. It is known as this
process last saw a budget settled: after a start, from the first call on that ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from microapp_kit.limits import MINUTE, Check, Limit, Limits
from microapp_kit.manifest import Manifest
from microapp_kit.secrets import CannotStart
from microapp_llm.money.need import LEVELS, Standing

HARD, SOFT = ON_EXCEED = ("hard_stop", "soft_80_hard_100")
FROM_PERCENT = 80
SLOWER = 4
REMEMBERED = 10_000
Level = tuple[str, str, str, str]
WHOSE = {"org": "your organisation", "app": "this app", "user": "your own calls"}


def slowed_limits(manifest: Manifest, limits: Limits) -> dict[str, Limit]:
    """Give the limit of each level while it is slowed down; none where the controls do not ask."""
    asked = manifest.controls.get("quotas", {}).get("on_exceed", HARD)
    if asked not in ON_EXCEED:
        raise CannotStart(
            f"microapp.yaml: controls.quotas.on_exceed is {asked!r}. "
            f"Write one of {', '.join(ON_EXCEED)}."
        )
    if asked == HARD:
        return {}
    full = dict(zip(LEVELS, (limits.org, limits.app, limits.user), strict=True))
    return {level: _quarter(f"{level}_slowed", limit) for level, limit in full.items()}


def _quarter(name: str, limit: Limit) -> Limit:
    quota, burst = (max(1, number // SLOWER) for number in (limit.quota, limit.burst))
    return Limit(name, quota, MINUTE, burst)


def whose(limit: Limit) -> str:
    """Give whose budget it is that a slowed limit belongs to."""
    return WHOSE[limit.name.partition("_")[0]]


class Slowing:
    """Knows which levels are nearly spent in this month or on this day."""

    def __init__(self, limits: Mapping[str, Limit] | None = None) -> None:
        self._limits = limits or {}
        self._near: dict[Level, dict[bool, str]] = {}  # by whether it is a month

    @property
    def names(self) -> tuple[str, ...]:
        """Give what metrics and answers call the limits."""
        return tuple(limit.name for limit in self._limits.values())

    def see(self, org: str, standings: Sequence[Standing]) -> None:
        """See how levels stand after a settlement."""
        for s in standings if self._limits else ():
            level = (org, s.budget, s.level, s.subject)
            known = self._near.get(level, {}).get(s.monthly, "")
            if s.share[0] >= FROM_PERCENT and s.period > known:
                self._remember(level, s)
            elif s.share[0] < FROM_PERCENT and s.period == known:
                self._forget(level, s)

    def checks(self, org: str, app: str, user: str, budget: str, now: datetime) -> list[Check]:
        """Give the limits that a call counts against besides: those of what is nearly spent."""
        if not self._near:
            return []
        current = {f"{now:%Y-%m}", f"{now:%Y-%m-%d}"}
        found = []
        for level, subject in zip(LEVELS, ("", app, user), strict=True):
            near = self._near.get((org, budget, level, subject), {})
            if current.intersection(near.values()):
                found.append((self._limits[level], f"{org}\0{budget}\0{subject}"))
        return found

    def _remember(self, level: Level, s: Standing) -> None:
        if len(self._near) >= REMEMBERED:
            self._near.clear()
        self._near.setdefault(level, {})[s.monthly] = s.period

    def _forget(self, level: Level, s: Standing) -> None:
        near = self._near[level]
        del near[s.monthly]
        if not near:
            del self._near[level]
