"""Failed sign-ins, counted until they enter the audit log, so that a flood writes little."""

from __future__ import annotations

from collections import Counter

Counts = Counter[tuple[str, str]]
MOST = 100
OTHERS = "others"


class FailedSignIns:
    """Failed sign-ins since the last entry, by reason and address."""

    def __init__(self) -> None:
        self._counts: Counts = Counter()

    def add(self, reason: str, address: str) -> None:
        """Count one; past 100 different places the rest are counted together."""
        place = (reason, address)
        known = place in self._counts or len(self._counts) < MOST
        self._counts[place if known else (reason, OTHERS)] += 1

    def take(self) -> Counts:
        """Give what was counted and begin anew."""
        counts, self._counts = self._counts, Counter()
        return counts

    def give_back(self, counts: Counts) -> None:
        """Count again what could not be written."""
        self._counts.update(counts)
