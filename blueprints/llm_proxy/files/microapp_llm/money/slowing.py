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
from microapp_llm.money.need import LEVELS, Need, Standing

HARD, SOFT = ON_EXCEED = ("hard_stop", "soft_80_hard_100")
FROM_PERCENT = 80
SLOWER = 4
REMEMBERED = 10_000
Level = tuple[str, str, str, str]
WHOSE = {
    "org": "the budget of your organisation",
    "app": "the budget of this app",
    "user": "your own budget",
}


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
        self._near: dict[Level, dict[bool, Standing]] = {}  # by whether it is a month

    @property
    def names(self) -> tuple[str, ...]:
        """Give what metrics and answers call the limits."""
        return tuple(limit.name for limit in self._limits.values())

    @property
    def is_any(self) -> bool:
        """Whether any level is nearly spent, or was on a day before."""
        return bool(self._near)

    def see(self, org: str, standings: Sequence[Standing]) -> None:
        """See how levels stand after a settlement."""
        for s in standings if self._limits else ():
            level = (org, s.budget, s.level, s.subject)
            known = self._near.get(level, {}).get(s.monthly)
            if known is not None and s.period < known.period:
                continue  # of a call that ended late
            if s.share[0] >= FROM_PERCENT:
                self._remember(level, s)
            elif known is not None:
                self._forget(level, s)

    def checks(self, need: Need, now: datetime) -> list[Check]:
        """Give the limits that a call counts against besides: those of what is nearly spent.

        There are none for a call that has no room in what is left: to wait would not help it.
        """
        current = {f"{now:%Y-%m}", f"{now:%Y-%m-%d}"}
        found = []
        for level, subject in zip(LEVELS, ("", need.app, need.user), strict=True):
            near = self._near.get((need.org, need.budget, level, subject), {})
            now_near = [s for s in near.values() if s.period in current]
            if not all(s.fits(need.nano, need.tokens) for s in now_near):
                return []
            if now_near:
                key = f"{need.org}\0{need.budget}\0{subject}"
                found.append((self._limits[level], key))
        return found

    def _remember(self, level: Level, s: Standing) -> None:
        if len(self._near) >= REMEMBERED:
            self._near.clear()
        self._near.setdefault(level, {})[s.monthly] = s

    def _forget(self, level: Level, s: Standing) -> None:
        near = self._near[level]
        del near[s.monthly]
        if not near:
            del self._near[level]
