"""A circuit breaker: a provider that keeps failing is left alone for a while.

Time that runs out, and an error that a provider tells of, may be the doing of one caller, who asks
for long answers or for what makes it stumble. So they count for that caller alone, and for all once
they met as many callers as there are failures to count; and not at all where the model said
anything to anybody meanwhile. What gives no answer at all counts for all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

FAILURES, REST_SECONDS = 5, 30.0
MOST_CALLERS = 1_000  # of one model, that are remembered


class Breaker:
    """Counts failures in a row by alias; open ones let one try through after a rest."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._failures: dict[str, int] = {}
        self._until: dict[str, float] = {}
        self._spoke_at: dict[str, float] = {}
        self._met: dict[str, dict[Hashable, int]] = {}
        self._until_for: dict[tuple[str, Hashable], float] = {}

    def lets(self, alias: str, who: Hashable = None) -> bool:
        """Tell whether the provider may be asked; after a rest, the first who asks finds out."""
        now = self.clock()
        if self._until_for and now < self._until_for.get((alias, who), now):
            return False
        until = self._until.get(alias)
        if until is None:
            return True
        if now < until:
            return False
        self._until[alias] = now + REST_SECONDS
        return True

    def rests(self, alias: str) -> bool:
        """Tell whether the provider is left alone now; asking this asks nobody."""
        until = self._until.get(alias)
        return until is not None and self.clock() < until

    def spoke(self, alias: str) -> None:
        """Note that something came, whatever becomes of it."""
        self._spoke_at[alias] = self.clock()

    def went_well(self, alias: str) -> None:
        """Note an answer."""
        self.spoke(alias)
        self._failures.pop(alias, None)
        self._until.pop(alias, None)
        for who in self._met.pop(alias, ()):
            self._until_for.pop((alias, who), None)

    def told_nothing(self, alias: str) -> None:
        """Note a try that says nothing of the provider; after a rest the next one finds out."""
        if alias in self._until:
            self._until[alias] = self.clock()

    def failed(self, alias: str) -> None:
        """Note a failure that is nobody's doing."""
        number = self._failures[alias] = self._failures.get(alias, 0) + 1
        if number + len(self._met.get(alias, ())) >= FAILURES:
            self._until[alias] = self.clock() + REST_SECONDS

    def failed_for(self, alias: str, who: Hashable, since: float) -> None:
        """Note that a caller who has waited since then got no answer, maybe by their own doing."""
        if self._spoke_at.get(alias, since) > since:
            self.told_nothing(alias)
            return
        self.broke_off_for(alias, who)

    def broke_off_for(self, alias: str, who: Hashable) -> None:
        """Note that an answer ended before it was whole, maybe because of who asked."""
        met = self._met.setdefault(alias, {})
        if len(met) >= MOST_CALLERS:
            self._until_for.pop((alias, oldest := next(iter(met))), None)
            del met[oldest]
        number = met[who] = met.get(who, 0) + 1
        until = self.clock() + REST_SECONDS
        if number >= FAILURES:
            self._until_for[alias, who] = until
        if self._failures.get(alias, 0) + len(met) >= FAILURES:
            self._until[alias] = until
