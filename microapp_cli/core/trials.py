"""What came of trying rules out: tests, samples, and the review of how rules are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["test", "sample", "review"]


@dataclass(frozen=True)
class Trial:
    """One test, sample or point of review, and why it failed."""

    kind: Kind
    path: str
    name: str
    problem: str = ""
    line: int = 0

    @property
    def passed(self) -> bool:
        """Whether it went as it must."""
        return not self.problem


@dataclass(frozen=True)
class Coverage:
    """How much of one file of Rego the tests and samples have run."""

    path: str
    covered: int
    missed: tuple[int, ...]
    """The lines that nothing has run."""

    @property
    def total(self) -> int:
        """How many lines there are to run."""
        return self.covered + len(self.missed)


@dataclass(frozen=True)
class Trials:
    """All of it."""

    trials: tuple[Trial, ...]
    coverage: tuple[Coverage, ...]

    @property
    def failed(self) -> tuple[Trial, ...]:
        """What did not go as it must."""
        return tuple(trial for trial in self.trials if not trial.passed)

    @property
    def percent(self) -> float:
        """Lines run of a hundred."""
        total = sum(file.total for file in self.coverage)
        return 100 * sum(file.covered for file in self.coverage) / total if total else 0.0

    def count(self, kind: Kind) -> int:
        """How many of a kind there were."""
        return sum(trial.kind == kind for trial in self.trials)
