"""A circuit breaker: a provider that keeps failing is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

FAILURES, REST_SECONDS = 5, 30.0


class Breaker:
    """Counts failures in a row by alias; open ones let one try through after a rest."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def lets(self, alias: str) -> bool:
        """Tell whether the provider may be asked; after a rest, the first who asks finds out."""
        until = self._until.get(alias)
        if until is None:
            return True
        if self._clock() < until:
            return False
        self._until[alias] = self._clock() + REST_SECONDS
        return True

    def rests(self, alias: str) -> bool:
        """Tell whether the provider is left alone now; asking this asks nobody."""
        until = self._until.get(alias)
        return until is not None and self._clock() < until

    def went_well(self, alias: str) -> None:
        """Note an answer."""
        self._failures.pop(alias, None)
        self._until.pop(alias, None)

    def told_nothing(self, alias: str) -> None:
        """Note a try that says nothing of the provider; after a rest the next one finds out."""
        if alias in self._until:
            self._until[alias] = self._clock()

    def failed(self, alias: str) -> None:
        """Note a failure."""
        number = self._failures[alias] = self._failures.get(alias, 0) + 1
        if number >= FAILURES:
            self._until[alias] = self._clock() + REST_SECONDS
