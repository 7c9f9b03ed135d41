"""Shows what came of the tests, the samples and the review of rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from microapp_cli.core.trials import Coverage, Kind, Trial, Trials
from microapp_cli.output.harmless import logged

MOST = 200
KINDS: tuple[Kind, ...] = ("test", "sample", "review")


def as_text(trials: Trials) -> str:
    """What failed, each on a line; then how much there was, and which lines nothing ran."""
    return "\n".join(map(logged, _lines(trials)))


def as_data(trials: Trials) -> dict[str, Any]:
    """All of it, for a program."""
    return {
        "passed": not trials.failed,
        "trials": [{**asdict(trial), "passed": trial.passed} for trial in trials.trials],
        "coverage": {
            "percent": round(trials.percent, 1),
            "files": [{**asdict(file), "total": file.total} for file in trials.coverage],
        },
    }


def _lines(trials: Trials) -> Iterator[str]:
    failed = trials.failed
    yield from map(_failure, failed[:MOST])
    if len(failed) > MOST:
        yield f"… and {len(failed) - MOST} more (all of them: --json)"
    if failed:
        yield ""
    missed = [file for file in trials.coverage if file.missed]
    if missed:
        yield "Lines that no test and no sample runs:"
        yield from (f"  {file.path}: {_ranges(file)}" for file in missed)
        yield ""
    yield f"{_counts(trials)}: {f'{len(failed)} failed' if failed else 'all pass'}."
    yield f"{trials.percent:.1f} % of the lines of {_counted(len(trials.coverage), 'file')} ran."


def _failure(trial: Trial) -> str:
    where = f"{trial.path}:{trial.line}" if trial.line else trial.path
    return f"{where}: {trial.name}: {' '.join(trial.problem.split())}"


def _counts(trials: Trials) -> str:
    tests, samples, points = (trials.count(kind) for kind in KINDS)
    return (
        f"{_counted(tests, 'test')}, {_counted(samples, 'sample')} "
        f"and {_counted(points, 'point')} of review"
    )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _ranges(file: Coverage) -> str:
    """The missed lines, neighbours together: 3-5, 9."""
    runs: list[list[int]] = []
    for line in file.missed:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
