"""How long `microapp check` takes, and how long when nothing has changed since.

Run it as `.venv/bin/python tests/benchmarks/check_again.py`. Times are what a person waits,
the start of the process included; the cache starts empty and lies in a folder of its own.
Modules are compiled beforehand, as pip does when it installs them. Every second run is a first
one, and the least of the times is shown too: on a busy machine the median tells of its guests.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.adapters.facts.made import commit, make

RUNS = 15
AT_LEAST = 5.0
AT_MOST_SECONDS = 1.0
BIN = Path(sys.executable).parent


def main() -> int:
    """Print both times; gives 1 when cold is too slow, or warm not fast enough."""
    with tempfile.TemporaryDirectory() as place:
        app = make(Path(place) / "leave-helper")
        commit(app)
        env = {**os.environ, "XDG_CACHE_HOME": place, "HOME": place}
        env |= {"PYTHONPYCACHEPREFIX": f"{place}/compiled", "PYTHONDONTWRITEBYTECODE": ""}
        wait(app, env, "--no-cache")
        wait(app, env)
        cold, warm = [], []
        for _ in range(RUNS):
            cold.append(wait(app, env, "--no-cache"))
            warm.append(wait(app, env))
    first, again = statistics.median(cold), statistics.median(warm)
    bar = f"bar: at most {AT_MOST_SECONDS * 1000:.0f}"
    print(f"first   {first * 1000:6.0f} ms ({bar}; the least is {min(cold) * 1000:.0f})")
    print(f"again   {again * 1000:6.0f} ms (the least is {min(warm) * 1000:.0f})")
    print(f"faster  {first / again:6.1f} times (bar: at least {AT_LEAST})")
    return int(first > AT_MOST_SECONDS or first / again < AT_LEAST)


def wait(app: Path, env: dict[str, str], *words: str) -> float:
    """How long a person waits for one check that finds nothing."""
    command = [str(BIN / "microapp"), "check", *words, str(app)]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    took = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}")
    return took


if __name__ == "__main__":
    raise SystemExit(main())
