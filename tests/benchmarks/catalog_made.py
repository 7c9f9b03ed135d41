"""Makes catalogs as large as a benchmark needs, and tells times with the load beside them."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import text

from microapp_cli.adapters.catalog import apps
from microapp_cli.adapters.catalog.opening import open_catalog
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.core.catalog.app import App
from tests.catalogs import ANN, app

BIN = Path(sys.executable).parent
AT_ONCE = 10_000
TOPICS = ("leave", "travel", "expense", "shift", "visitor", "badge", "parking", "survey", "lunch")
KINDS = ("helper", "planner", "tracker", "board", "counter", "watcher", "finder", "mailer")
TEAMS = 200
OWNERS = 5_000
TIERS = ("T0", "T1", "T1", "T1", "T2", "T2", "T3")
STAGES = ("development", "staging", "production", "production", "production", "deprecated")
SENSITIVITIES = ("public", "internal", "internal", "confidential")
MODELS = ("acme/small", "acme/large", "")


def fresh(folder: Path, many: int) -> Store:
    """A catalog of so many apps in a folder, each entered as any app is."""
    environ = {"MICROAPP_CATALOG_URL": f"sqlite:///{folder / 'catalog.db'}"}
    store = open_catalog(environ)
    for start in range(0, many, AT_ONCE):
        with store.change(ANN) as change:
            apps.add_all(change, map(one, range(start, min(many, start + AT_ONCE))), "registered")
    return store


def name_of(number: int) -> str:
    """The name of an app by its number."""
    return f"{TOPICS[number % 9]}-{KINDS[number % 8]}-{number:06}"


def one(number: int) -> App:
    """An app like no other."""
    return app(
        name_of(number),
        tier=TIERS[number % 7],
        title=f"{TOPICS[number % 9].title()} {KINDS[number % 8]} {number}",
        purpose=f"Tells all of site {number % 997} what they ask about {TOPICS[number % 9]}.",
        owner=f"person{number % OWNERS}@acme.example",
        team=f"Team {number % TEAMS}",
        stage=STAGES[number % 6],
        sensitivity=SENSITIVITIES[number % 4],
        blueprint="crud" if number % 5 else "llm-proxy",
        repository=f"https://git.acme.example/apps/{name_of(number)}",
    )


def with_usage(store: Store, events: int, many: int) -> None:
    """Add usage rows to so many apps, with their sums; written by SQL, which is faster."""
    with store.change(ANN) as change:
        for statement in _usage(events, many):
            change.connection.execute(text(statement))


def _usage(events: int, many: int) -> Iterator[str]:
    """An event has its app, a day of November, a model and a cost that follow from its number."""
    models = " ".join(f"WHEN {n} THEN '{model}'" for n, model in enumerate(MODELS))
    yield f"""
        WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < {events})
        INSERT INTO usage_events
        SELECT 1 + n * 7919 % {many}, 'gateway', printf('e-%08d', n),
          printf('2026-11-%02dT%02d:00:00Z', 1 + n / {many} % 23, n % 24), 'acme', '',
          CASE n % 3 {models} END, 1, 0, n % 900, n % 300, 0, n * 2654435761 % 90000 FROM n
        """  # noqa: S608
    for table, key, columns in (
        ("usage_hours", "substr(at, 1, 13)", "hour"),
        ("usage_days", "substr(at, 1, 10), model", "day, model"),
        ("usage_months", "substr(at, 1, 7)", "month"),
    ):
        yield f"""
            INSERT INTO {table} (app_id, {columns}, requests, errors, tokens_in, tokens_out,
              storage_bytes, cost_micros)
            SELECT app_id, {key}, sum(requests), sum(errors), sum(tokens_in), sum(tokens_out),
              max(storage_bytes), sum(cost_micros) FROM usage_events GROUP BY app_id, {key}
            """  # noqa: S608


def times(action: Callable[[int], object], runs: int) -> list[float]:
    """How long each run took, in seconds."""
    spent = []
    for run in range(runs):
        began = time.perf_counter()
        action(run)
        spent.append(time.perf_counter() - began)
    return spent


def p95(spent: list[float]) -> float:
    """What 95 of 100 runs stay under."""
    return statistics.quantiles(spent, n=20)[-1]


def load() -> str:
    """How busy the machine is, to be read beside every figure."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def microapp(catalog: Path, *words: str) -> None:
    """Run a command on a catalog, as a person does."""
    given = {
        "MICROAPP_CATALOG_URL": f"sqlite:///{catalog}",
        "MICROAPP_ACTOR": "ann@acme.example",
    }
    command = [str(BIN / "microapp"), *words]
    done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
