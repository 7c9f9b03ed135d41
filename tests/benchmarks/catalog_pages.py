"""How long a page of a large catalog takes, and what OFFSET and COUNT would take for the same.

Run it as `.venv/bin/python tests/benchmarks/catalog_pages.py`. It makes 100,000 apps and five
million usage rows in a temporary SQLite file (about 2 GB, some minutes), and asks as the commands
do: each page opens the database anew. The naive query on the same data skips with OFFSET, or
counts and sorts what it filters, as a page with numbers does.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import text

from microapp_cli.adapters.catalog import apps as rows
from microapp_cli.adapters.catalog import pages, usage_pages
from microapp_cli.adapters.catalog.store import Store
from tests.benchmarks.catalog_made import (
    KINDS,
    TEAMS,
    TOPICS,
    fresh,
    load,
    name_of,
    p95,
    times,
    with_usage,
)

MANY, EVENTS = 100_000, 5_000_000
AT_MOST_MS = 100.0
RUNS, NAIVE_RUNS = 200, 10
SIZE = 20
MONTH = "2026-11"
Ask = Callable[[Store, int], object]


def main() -> int:
    """Print p50 and p95 of every kind of page; gives 1 when one is over the bar."""
    many, events = (int(word) for word in (sys.argv[1:] or (MANY, EVENTS)))
    with tempfile.TemporaryDirectory() as place:
        began = time.perf_counter()
        store = fresh(Path(place), many)
        with_usage(store, events, many)
        print(f"{many:,} apps and {events:,} usage rows: {time.perf_counter() - began:.0f} s")
        cursors = _cursors(store, many)
        slow = 0
        for name, (ours, naive) in _asks(cursors, many).items():
            slow += _compare(store, name, ours, naive)
    return int(slow > 0)


def _compare(store: Store, name: str, ours: Ask, naive: str) -> bool:
    random.seed(7)
    spent = [1000 * took for took in times(lambda run: ours(store, run), RUNS)]
    line = f"{name:<28} p50 {statistics.median(spent):7.2f} ms   p95 {p95(spent):7.2f} ms"
    if naive:
        other = [1000 * took for took in times(lambda _: _naive(store, naive), NAIVE_RUNS)]
        median = statistics.median(other)
        line += f"   naive {median:8.1f} ms ({median / statistics.median(spent):.0f} times)"
    print(f"{line}   {load()}", flush=True)
    return p95(spent) > AT_MOST_MS


def _naive(store: Store, query: str) -> object:
    with store.read() as reading:
        return reading.connection.execute(text(query)).all()


def _cursors(store: Store, many: int) -> Mapping[str, list[str]]:
    """Cursors from all over: of the list by name, and of the top spenders."""
    found: dict[str, list[str]] = {"list": [], "top": []}
    with store.read() as reading:
        cursor = ""
        for _ in range(max(1, many // 500 - 1)):
            cursor = pages.listed(reading.connection, filters={}, cursor=cursor, size=500).next
            found["list"].append(cursor)
        cursor = ""
        for _ in range(max(1, many // 500 - 1)):
            page = usage_pages.top(reading.connection, month=MONTH, cursor=cursor, size=500)
            cursor = page.next
            found["top"].append(cursor)
    return found


def _asks(cursors: Mapping[str, list[str]], many: int) -> dict[str, tuple[Ask, str]]:
    def listed(**filters: str | Callable[[int], str]) -> Ask:
        def ask(store: Store, run: int) -> object:
            given = {k: v if isinstance(v, str) else v(run) for k, v in filters.items()}
            cursor = "" if given else random.choice(cursors["list"])  # noqa: S311
            with store.read() as reading:
                return pages.listed(reading.connection, filters=given, cursor=cursor, size=SIZE)

        return ask

    def search(words: Callable[[int], str]) -> Ask:
        def ask(store: Store, run: int) -> object:
            with store.read() as reading:
                return pages.found(reading.connection, words=words(run), cursor="", size=SIZE)

        return ask

    def counts(store: Store, _: int) -> object:
        with store.read() as reading:
            return pages.counted(reading.connection)

    def top(store: Store, _: int) -> object:
        cursor = random.choice(["", *cursors["top"]])  # noqa: S311
        with store.read() as reading:
            return usage_pages.top(reading.connection, month=MONTH, cursor=cursor, size=SIZE)

    def used(store: Store, run: int) -> object:
        with store.read() as reading:
            id, _, _ = rows.get(reading.connection, name_of(run * 331 % many))
            usage_pages.hours(reading.connection, id, reading.today)
            return usage_pages.parts(reading.connection, id, MONTH)

    def history(store: Store, run: int) -> object:
        name = name_of(run * 331 % many) if run % 2 else ""
        with store.read() as reading:
            return pages.history(reading.connection, app=name, cursor="", size=SIZE)

    far = many - SIZE
    total = "SELECT count(*) FROM apps WHERE"
    spent = (
        "SELECT app_id, sum(cost_micros) AS c FROM usage_days WHERE day LIKE '2026-11%' "
        "GROUP BY app_id ORDER BY c DESC LIMIT 20 OFFSET {}"
    )
    return {
        "list, any page": (listed(), f"SELECT * FROM apps ORDER BY name LIMIT 20 OFFSET {far}"),  # noqa: S608
        "list of a team": (
            listed(team=lambda run: f"Team {run % TEAMS}"),
            "SELECT *, count(*) OVER () FROM apps WHERE team = 'Team 7' LIMIT 20",
        ),
        "list by tier": (listed(tier="T1"), f"{total} tier = 'T1'"),
        "list by tier and stage": (
            listed(tier="T3", stage="deprecated"),
            f"{total} tier = 'T3' AND stage = 'deprecated'",
        ),
        "list, two filters, no app": (
            listed(sensitivity="confidential", blueprint="none"),
            f"{total} sensitivity = 'confidential' AND blueprint = 'none'",
        ),
        "list, filters that exclude": (
            listed(state="fine", sensitivity="public", stage="staging", tier="T1"),
            f"{total} state = 'fine' AND sensitivity = 'public' AND stage = 'staging' "
            "AND tier = 'T1'",
        ),
        "facet counters": (counts, "SELECT tier, stage, team, count(*) FROM apps GROUP BY 1, 2, 3"),
        "search, one common word": (
            search(lambda run: TOPICS[run % 9]),
            "SELECT * FROM apps WHERE search LIKE '%leave%' ORDER BY name LIMIT 20",
        ),
        "search, common and rare": (
            search(lambda run: f"{KINDS[run % 8]} {run * 331 % many:06}"),
            "SELECT * FROM apps WHERE search LIKE '%helper%' AND search LIKE '%000331%'",
        ),
        "search, nothing found": (
            search(lambda run: f"leave planner zebra{run}"),
            "SELECT * FROM apps WHERE search LIKE '%leave%' AND search LIKE '%zebra%'",
        ),
        "search, common, none has all": (
            search(lambda _: "leave travel"),
            "SELECT * FROM apps WHERE search LIKE '%leave%' AND search LIKE '%travel%'",
        ),
        "top spenders": (
            top,
            spent.format(far),
        ),
        "usage of one app": (used, ""),
        "history": (history, ""),
    }


if __name__ == "__main__":
    raise SystemExit(main())
