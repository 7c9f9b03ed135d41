"""Policy engines end only in the thread that made them: another one may not drop them.

An engine that a test leaves in a garbage cycle is found by whichever thread collects next, such as
a server's. So each thread holds the engines it made, until it lets go of those nobody else holds.
"""

from __future__ import annotations

import sys
import threading
from importlib import import_module
from types import SimpleNamespace
from typing import Any

try:
    regorus: Any = import_module("regorus")
except ImportError:  # there is no wheel for this machine: nobody makes an engine
    regorus = SimpleNamespace(Engine=None)

_made: Any = regorus.Engine
_threads = threading.local()
_all: list[list[Any]] = []  # what a thread held outlives the thread


def hold() -> None:
    """From now on every engine is held by the thread that makes it."""
    regorus.Engine = _make


def let_go() -> None:
    """End the engines of this thread that nobody else holds."""
    mine = held()
    mine[:] = [
        engine for engine, count in zip(mine, _references(mine), strict=True) if count > OURS
    ]


def unheld() -> Any:
    """An engine as it comes without us."""
    return _made()


def _make() -> Any:
    engine = _made()
    held().append(engine)
    return engine


def held() -> list[Any]:
    """The engines that this thread holds."""
    if not hasattr(_threads, "engines"):
        _threads.engines = []
        _all.append(_threads.engines)
    engines: list[Any] = _threads.engines
    return engines


def _references(things: list[Any]) -> list[int]:
    return [sys.getrefcount(thing) for thing in things]


OURS = _references([object()])[0]
"""How many references to a thing there are that only a list holds."""
