"""How long `microapp catalog import` takes for ten thousand files of Backstage.

Run it as `.venv/bin/python tests/benchmarks/catalog_import.py`. The files are what `catalog export`
writes for as many apps; they are imported into an empty catalog, and then once more.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.benchmarks.catalog_made import fresh, load, microapp

MANY = 10_000
AT_MOST_S = 60.0


def main() -> int:
    """Print the seconds; gives 1 when they are over the bar."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        entities = folder / "entities"
        fresh(folder, MANY)
        microapp(folder / "catalog.db", "catalog", "export", "--all", "-o", f"{entities}/")
        spent = []
        for what in ("new", "the same again"):
            began = time.perf_counter()
            microapp(folder / "other.db", "catalog", "import", str(entities))
            spent.append(time.perf_counter() - began)
            print(f"{MANY:,} entities, {what}: {spent[-1]:.1f} s (bar: {AT_MOST_S})   {load()}")
    return int(max(spent) > AT_MOST_S)


if __name__ == "__main__":
    raise SystemExit(main())
