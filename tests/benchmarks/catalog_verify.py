"""How long `microapp catalog verify` takes for a million entries.

Run it as `.venv/bin/python tests/benchmarks/catalog_verify.py [FOLDER]`. A hundred thousand apps
are entered, and changed until the ledger holds a million entries; making it takes some minutes. In
a folder that is named, the catalog stays for the next time. What other programs take from the
machine counts as well, so the seconds of the processor stand beside, of both processes together:
the second one follows the chain meanwhile.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from microapp_cli.adapters.catalog.store import Store
from tests.benchmarks.catalog_made import AT_ONCE, fresh, load, name_of
from tests.catalogs import ANN

APPS, ENTRIES, RUNS = 100_000, 1_000_000, 3
AT_MOST_S = 15.0
BIN = Path(sys.executable).parent


def main() -> int:
    """Print the seconds; gives 1 when they are over the bar."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(sys.argv[1] if len(sys.argv) > 1 else scratch)
        if not (place / "catalog.db").exists():
            place.mkdir(parents=True, exist_ok=True)
            change_all(fresh(place, APPS))
        spent = []
        for _ in range(RUNS):
            began, before = time.perf_counter(), os.times()
            verify(place)
            spent.append(time.perf_counter() - began)
            after = os.times()
    middle = statistics.median(spent)
    both = after.children_user - before.children_user + after.children_system
    both -= before.children_system
    print(f"{ENTRIES:,} entries verified in {middle:.1f} s (bar: at most {AT_MOST_S})   {load()}")
    print(f"the processor worked for {both:.1f} s, in two processes")
    return int(middle > AT_MOST_S)


def change_all(store: Store) -> None:
    """Change every app again and again, each time with an entry."""
    rounds = ENTRIES // APPS - 1
    for start in range(APPS, ENTRIES, AT_ONCE):
        commit = f"{start // APPS:040x}"
        with store.change(ANN) as change:
            for number in range(start, start + AT_ONCE):
                told = {"set": {"commit": commit}}
                change.record("registered again", name_of(number % APPS), told)
    with store.change(ANN) as change:
        last = {"commit": f"{rounds:040x}"}
        change.connection.execute(text('UPDATE apps SET "commit" = :commit'), last)


def verify(folder: Path) -> None:
    """Verify the catalog."""
    given = {"MICROAPP_CATALOG_URL": f"sqlite:///{folder / 'catalog.db'}"}
    command = [str(BIN / "microapp"), "catalog", "verify"]
    subprocess.run(command, check=True, env={**os.environ, **given})


if __name__ == "__main__":
    raise SystemExit(main())
