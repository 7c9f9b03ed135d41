"""Proof that health answers truly, quickly, and without saying too much."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from microapp_kit.answer import Answer
from microapp_kit.health import Health

Check = Callable[[], Awaitable[bool]]


async def holds() -> bool:
    """A check that holds."""
    return True


async def fails() -> bool:
    """A check that fails."""
    return False


async def breaks() -> bool:
    """A check that breaks, with something in its message that must not be shown."""
    raise ConnectionError("postgresql://app:hunter2@db.internal/x")


async def hangs() -> bool:
    """A check that never ends."""
    await asyncio.sleep(3600)
    return True


def ready(**checks: Check) -> tuple[Answer, dict[str, bool]]:
    """Give the answer of /readyz, and what the metrics were told."""
    told: dict[str, bool] = {}
    return asyncio.run(Health(checks, told.__setitem__).ready()), told


def test_a_living_process_says_so() -> None:
    answer = Health({"database": breaks}, lambda *_: None).alive()

    assert (answer.status, answer.body) == (200, b'{"status":"ok"}')


def test_an_app_whose_checks_hold_is_ready() -> None:
    answer, told = ready(database=holds, keys=holds)

    assert answer.status == 200
    assert json.loads(answer.body)["checks"] == {"database": "ok", "keys": "ok"}
    assert told == {"database": True, "keys": True}


@pytest.mark.parametrize("bad", [fails, breaks])
def test_an_app_with_a_failing_check_is_not_ready(bad: Check) -> None:
    answer, told = ready(database=bad, keys=holds)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert json.loads(answer.body)["checks"] == {"database": "failed", "keys": "ok"}
    assert told == {"database": False, "keys": True}


def test_why_a_check_fails_is_not_shown() -> None:
    answer, _ = ready(database=breaks)

    assert b"hunter2" not in answer.body
    assert b"db.internal" not in answer.body


def test_a_check_that_hangs_is_one_that_fails() -> None:
    answer, told = ready(database=hangs)

    assert (answer.status, told) == (503, {"database": False})
