"""No policy engine is dropped by another thread than its own, whoever collects garbage."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from microapp_cli.adapters.rego.embedded import compiled
from tests import engines


class Knot:
    """Holds itself, so that only a collection of garbage ends it and its engine."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.myself = self


def leave(make: Callable[[], Any]) -> weakref.ref[Knot]:
    """Leave an engine in garbage."""
    return weakref.ref(Knot(make()))


@pytest.mark.parametrize(
    ("make", "complaints"),
    [(lambda: compiled({}, {}), 0), (engines.unheld, 1)],
    ids=["as tests make it", "as it comes"],
)
def test_garbage_that_another_thread_collects_drops_no_engine(
    make: Callable[[], Any], complaints: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: said.append(str(told.exc_value)))
    gc.collect()
    gc.disable()  # nobody collects before the other thread does

    try:
        left = leave(make)
        other = threading.Thread(target=gc.collect)
        other.start()
        other.join()
    finally:
        gc.enable()

    assert left() is None
    assert len([text for text in said if "unsendable" in text]) == complaints


def test_an_engine_that_nobody_else_holds_is_let_go() -> None:
    engines.let_go()
    used = compiled({}, {})
    before = len(engines.held())
    del used

    engines.let_go()

    assert len(engines.held()) == before - 1
