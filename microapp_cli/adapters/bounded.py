"""Runs a step in a process of its own that ends by itself: nobody can interrupt a policy engine.

The engine holds the interpreter while it works: neither Ctrl-C nor a timer of Python reaches it.
"""

from __future__ import annotations

import gc
import os
import signal
import warnings
from collections.abc import Callable, Iterable
from typing import NoReturn

CAN_FORK = hasattr(os, "fork")
"""Where it is missing (Windows), the step runs here, and without a bound."""
MOST_MEMORY = 2 * 2**30
ENDING = (signal.SIGINT, signal.SIGTERM)
TOO_LONG = "too long"
CRASHED = "crashed"
Step = Callable[[], Iterable[bytes]]
_at_work: set[int] = set()


def run(step: Step, *, seconds: int) -> tuple[bytes, str]:
    """What the step wrote, and why it stopped before its end; empty where it did not.

    The seconds are those of a processor, so that a busy machine refuses nothing.
    """
    if not CAN_FORK:
        return b"".join(step()), ""
    reader, writer = os.pipe()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    child = _forked()
    if child == 0:
        os.close(reader)
        _work(step, writer, seconds)
    _at_work.add(child)
    os.close(writer)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)  # what came meanwhile is raised here
        written = _all(reader)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        os.close(reader)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        _at_work.discard(child)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    if status == -signal.SIGPROF:
        return written, TOO_LONG
    return written, CRASHED if status else ""


def _forked() -> int:
    """Copy this process; while it begins and ends, who ends it must know of its copy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the copy needs no other thread
        return os.fork()


def end_all() -> None:
    """End every copy that is at work: who waits for it is about to end too."""
    for child in _at_work:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _work(step: Step, writer: int, seconds: int) -> NoReturn:
    """Be the copy: write what the step gives, and never come back."""
    status = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPROF):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        _limit_memory()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what a crash says is no text for people
        gc.disable()
        for part in step():
            _write(writer, part)
        status = 0
    finally:
        os._exit(status)


def _write(writer: int, part: bytes) -> None:
    while part:
        part = part[os.write(writer, part) :]


def _limit_memory() -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MOST_MEMORY if most == resource.RLIM_INFINITY else min(most, MOST_MEMORY)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, most))


def _all(reader: int) -> bytes:
    parts = []
    while part := os.read(reader, 2**16):
        parts.append(part)
    return b"".join(parts)
