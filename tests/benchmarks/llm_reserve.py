"""Measures what reserving and settling a call costs on SQLite, and where the time goes.

Run it as `.venv/bin/python -m tests.benchmarks.llm_reserve` from the root of the repository.
Every commit reaches the disk, as in a service. The bar: 100 µs for both, with 32 calls under way.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from microapp_llm.money.need import BudgetLimits, Caps
from microapp_llm.money.settling import Settler
from tests.blueprints.llm.money import House, create_tables, house, used

CALLS = 4_000
ROUNDS = 5
BAR = 100
LIMITS = BudgetLimits(Caps(10**15), Caps(10**15), Caps(10**15))
DAILY = BudgetLimits(Caps(10**15, day_nano=10**15), Caps(10**15), Caps(10**15))
Way = Callable[[House, str], Awaitable[None]]


async def awaited(opened: House, name: str) -> None:
    """One call whose settlement is waited for."""
    hold = await opened.reserve(name, 1000, 10, user=f"user-{hash(name) % 500}")
    await opened.budgets.settle(hold, used(hold, 700))


async def reserved(opened: House, name: str) -> None:
    """One reservation."""
    await opened.reserve(name, 1000, 10, user=f"user-{hash(name) % 500}")


def behind(settler: Settler) -> Way:
    """Give the way of a service: the reservation is waited for, the settlement queued."""

    async def call(opened: House, name: str) -> None:
        hold = await opened.reserve(name, 1000, 10, user=f"user-{hash(name) % 500}")
        settler.put(hold, used(hold, 700))

    return call


async def microseconds(way: Way, opened: House, at_once: int, calls: int, label: str) -> float:
    """Give the time per call with so many under way."""
    numbers = iter(range(calls))

    async def caller() -> None:
        for number in numbers:
            await way(opened, f"{label}-{number}")

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(at_once)))
    return (time.perf_counter() - began) / calls * 1e6


async def measure(folder: Path) -> float:
    """Print every figure; give the one that the bar is for."""
    print(f"{'fsync of one commit':<52}{commit(folder):8.0f} µs")
    result = 0.0
    for limits, suffix in ((LIMITS, ""), (DAILY, ", caps per day too")):
        url = f"sqlite:///{folder / f'{len(suffix)}.db'}"
        await create_tables(url)
        async with house(url, limits) as opened:
            settler = Settler(opened.budgets)
            for at_once, calls in ((32, CALLS), (8, CALLS), (1, 300)):
                figures: dict[str, list[float]] = {}
                for turn in range(ROUNDS):
                    label = f"{suffix}{at_once}-{turn}"
                    ways = {"reserve": reserved, "reserve + settle, both awaited": awaited}
                    for name, way in ways.items():
                        taken = await microseconds(way, opened, at_once, calls, f"{name}{label}")
                        figures.setdefault(name, []).append(taken)
                    began = time.perf_counter()
                    await microseconds(behind(settler), opened, at_once, calls, f"b{label}")
                    await settler.drain()
                    taken = (time.perf_counter() - began) / calls * 1e6
                    figures.setdefault("reserve + settle queued, all told", []).append(taken)
                for name, times in figures.items():
                    what = f"{name}, {at_once} at once{suffix}"
                    print(f"{what:<52}{statistics.median(times):8.1f} µs")
                if at_once == 32 and not suffix:
                    result = statistics.median(figures["reserve + settle queued, all told"])
            await settler.close()
    return result


def commit(folder: Path) -> float:
    """Give the time of one commit that reaches the disk, for comparison."""
    database = sqlite3.connect(folder / "bare.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE t (n INTEGER)")
    times = []
    for n in range(200):
        began = time.perf_counter()
        database.execute("INSERT INTO t VALUES (?)", (n,))
        times.append((time.perf_counter() - began) * 1e6)
    database.close()
    return statistics.median(times)


def main() -> int:
    """Exit code 1 when the bar is missed."""
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(measure(Path(folder)))
    print(f"{'bar':<52}{BAR:8} µs: {'held' if result <= BAR else 'missed'} ({result:.1f})")
    return int(result > BAR)


if __name__ == "__main__":
    sys.exit(main())
