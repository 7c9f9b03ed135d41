"""How many usage events a second `microapp usage import` takes in.

Run it as `.venv/bin/python tests/benchmarks/usage_ingest.py`. The command runs as a person runs it,
start-up and fsync included, into a catalog of a thousand apps; then the same file comes again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.catalog_made import MODELS, fresh, load, name_of

EVENTS, APPS, AMONG = 200_000, 1_000, 10_000
AT_LEAST = 5_000
BIN = Path(sys.executable).parent


def main() -> int:
    """Print the events per second; gives 1 when they are below the bar."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        fresh(folder, AMONG)
        file = folder / "events.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{json.dumps(event(number))}\n" for number in range(EVENTS))
        rates = []
        for what in ("new events", "the same again"):
            began = time.perf_counter()
            take(folder, file)
            rates.append(EVENTS / (time.perf_counter() - began))
            print(f"{what:<16}{rates[-1]:8,.0f} events/s (bar: at least {AT_LEAST:,})   {load()}")
    return int(min(rates) < AT_LEAST)


def event(number: int) -> dict[str, object]:
    """An event as the kit's telemetry writes it."""
    return {
        "id": f"e-{number:08}",
        "at": f"2026-11-{1 + number % 20:02d}T{number % 24:02d}:{number % 60:02d}:00Z",
        "app": name_of(number * 7919 % APPS),
        "org": "acme",
        "model": MODELS[number % 3],
        "requests": 1,
        "tokens_in": number % 900,
        "tokens_out": number % 300,
        "cost_usd": f"0.{number % 90_000:06d}",
    }


def take(folder: Path, file: Path) -> None:
    """Import the file."""
    given = {
        "MICROAPP_CATALOG_URL": f"sqlite:///{folder / 'catalog.db'}",
        "MICROAPP_ACTOR": "ann@acme.example",
    }
    words = ["usage", "import", str(file)]
    subprocess.run([str(BIN / "microapp"), *words], check=True, env={**os.environ, **given})


if __name__ == "__main__":
    raise SystemExit(main())
