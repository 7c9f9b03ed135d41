"""Checks repositories side by side, each in one of several processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path
from types import FrameType

from microapp_cli.adapters import bounded
from microapp_cli.adapters.checker import Checker, Settings
from microapp_cli.adapters.one_check import Outcome, outcome

AHEAD = 4
"""How many repositories wait for each process, so that none idles and none piles up."""


def in_parallel(
    folders: Sequence[Path], settings: Settings, jobs: int, done: Callable[[], None]
) -> Iterator[tuple[int, Outcome]]:
    """Each outcome with its number, as they come; a repository that is lost is left out."""
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
    """End with the copy at work; at once when told again meanwhile: the pool tells it as well."""
    try:
        bounded.end_all()
    finally:
        os._exit(1)


def _work(number: int, folder: Path) -> tuple[int, Outcome]:
    return number, outcome(_checkers[-1], folder)
