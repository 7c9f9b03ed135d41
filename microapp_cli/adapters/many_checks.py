"""Checks many repositories, in as many processes as are worth it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

from microapp_cli.adapters.checker import Checker, Settings, shown
from microapp_cli.adapters.rego import bounded
from microapp_cli.core.checked import Unjudged
from microapp_cli.core.errors import BadPolicy, MicroappError
from microapp_cli.core.findings import Report

Outcome = Report | Unjudged
AHEAD = 4
"""How many repositories wait for each process, so that none idles and none piles up."""


def check_all(
    folders: Sequence[Path], settings: Settings, *, jobs: int, done: Callable[[], None]
) -> list[Outcome]:
    """The outcome for each folder, in their order; `done` is called after each one."""
    jobs = min(jobs, len(folders))
    if jobs <= 1:
        return list(_one_by_one(folders, settings, done))
    kept: dict[str, Any] = {}
    found = {
        number: shared(outcome, kept)
        for number, outcome in _in_parallel(folders, settings, jobs, done)
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


def outcome(checker: Checker, folder: Path) -> Outcome:
    """The report of one repository, or why there is none."""
    try:
        return checker.check(folder)
    except BadPolicy as error:
        checker.load()  # broken policies judge nobody: that is said once, not for each repository
        return Unjudged(shown(folder), _said(error, folder))
    except (MicroappError, OSError) as error:
        return Unjudged(shown(folder), _said(error, folder))
    except Exception as error:  # a mistake of ours must neither pass a repository nor hide others
        said = f"{type(error).__name__}: {error}"
        return Unjudged(shown(folder), f"{shown(folder)}: microapp cannot judge this: {said}")


def _one_by_one(
    folders: Sequence[Path], settings: Settings, done: Callable[[], None]
) -> Iterator[Outcome]:
    checker = Checker(settings)
    for folder in folders:
        yield outcome(checker, folder)
        done()


def _in_parallel(
    folders: Sequence[Path], settings: Settings, jobs: int, done: Callable[[], None]
) -> Iterator[tuple[int, Outcome]]:
    """Each finished repository with its number, as they come."""
    numbered = enumerate(folders)
    waiting: set[Future[tuple[int, Outcome]]] = set()
    pool = ProcessPoolExecutor(
        jobs, mp_context=_context(), initializer=_begin, initargs=(settings,)
    )
    try:
        while True:
            for number, folder in islice(numbered, jobs * AHEAD - len(waiting)):
                waiting.add(pool.submit(_work, number, folder))
            if not waiting:
                return
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
                done()
    except BrokenProcessPool:
        return
    except KeyboardInterrupt:
        _end_at_once()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _end_at_once() -> None:
    """End what is at work: a rule may take its time, and whoever stopped it waits for nothing."""
    for process in multiprocessing.active_children():
        process.terminate()


def _context() -> multiprocessing.context.BaseContext:
    """Fork where that is safe: a process then starts with all modules loaded."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


_checkers: list[Checker] = []


def _begin(settings: Settings) -> None:
    """Get a process ready; Ctrl-C is for the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    _checkers.append(Checker(settings))


def _end(_: int, __: FrameType | None) -> None:
    bounded.end_all()
    os._exit(1)


def _work(number: int, folder: Path) -> tuple[int, Outcome]:
    return number, outcome(_checkers[-1], folder)


def _said(error: Exception, folder: Path) -> str:
    text = str(error)
    if isinstance(error, OSError):
        text = f"{error.filename or folder}: {error.strerror or error}."
    return text if str(folder) in text or shown(folder) in text else f"{shown(folder)}: {text}"
