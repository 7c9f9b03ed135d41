"""Checks many repositories, in as many processes as are worth it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from microapp_cli.adapters.checker import Checker, shown
from microapp_cli.adapters.one_check import Outcome, outcome
from microapp_cli.core.checked import Unjudged


def check_all(
    folders: Sequence[Path], checker: Checker, *, jobs: int, done: Callable[[], None]
) -> list[Outcome]:
    """The outcome for each folder, in their order; `done` is called after each one."""
    jobs = min(jobs, len(folders))
    if jobs <= 1:
        return list(_one_by_one(folders, checker, done))
    from microapp_cli.adapters.parallel_checks import in_parallel  # costs more than a kept report

    kept: dict[str, Any] = {}
    found = {
        number: shared(outcome, kept)
        for number, outcome in in_parallel(folders, checker.settings, jobs, done)
    }
    lost = "the process that checked it ended. Is there enough memory? Try --jobs 1."
    return [
        found.get(number, Unjudged(shown(folder), f"{shown(folder)}: {lost}"))
        for number, folder in enumerate(folders)
    ]


def shared(found: Outcome, kept: dict[str, Any]) -> Outcome:
    """The same outcome, with what an earlier one has too kept once: a thousand are much alike."""
    if isinstance(found, Unjudged):
        return found
    findings = (
        replace(
            entry,
            title=kept.setdefault(entry.title, entry.title),
            why=kept.setdefault(entry.why, entry.why),
            fix=kept.setdefault(entry.fix, entry.fix),
        )
        for entry in found.findings
    )
    evidence = (kept.setdefault(repr(entry), entry) for entry in found.evidence)
    return replace(found, findings=tuple(findings), evidence=tuple(evidence))


def cores() -> int:
    """How many processes this machine runs at once for us."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _one_by_one(
    folders: Sequence[Path], checker: Checker, done: Callable[[], None]
) -> Iterator[Outcome]:
    for folder in folders:
        yield outcome(checker, folder)
        done()
