"""Compares two commands by the CPU time they take, in interleaved pairs."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

PAIRS = 15

Command = Callable[[], Sequence[str]]
"""Gives the command line of the next run; it may prepare a fresh folder."""


def compare(names: tuple[str, str], ours: Command, theirs: Command, *, at_most: float) -> int:
    """Print both medians and their ratio; gives 1 when the ratio is over the bar."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(PAIRS):
        spent[0].append(seconds(ours()))
        spent[1].append(seconds(theirs()))
    return ratio_of(names, spent, at_most=at_most)


def ratio_of(
    names: tuple[str, str], spent: tuple[Sequence[float], Sequence[float]], *, at_most: float
) -> int:
    """Print the medians of both and their ratio; gives 1 when the ratio is over the bar."""
    medians = [statistics.median(times) for times in spent]
    ratio = medians[0] / medians[1]
    for name, median in zip(names, medians, strict=True):
        print(f"{name:<28}{median * 1000:7.0f} ms CPU")
    print(f"{'ratio':<28}{ratio:7.2f} (bar: at most {at_most})")
    return int(ratio > at_most)


def seconds(command: Sequence[str], cwd: Path | None = None) -> float:
    """User and system time of one run, its own children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
