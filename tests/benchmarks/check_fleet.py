"""How long `microapp check` takes for a thousand repositories, and whether its memory grows.

Run it as `.venv/bin/python tests/benchmarks/check_fleet.py`. Every repository has its own name,
owner, contract and code, so none is like another; nothing is cached. Memory is the largest that
any process of a run had, for a hundred and for all of them.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.adapters.facts.made import make

MANY, FEW = 1000, 100
AT_MOST_SECONDS = 120.0
AT_MOST_GROWTH = 1.2
BIN = Path(sys.executable).parent


def main() -> int:
    """Print time and memory; gives 1 when either is over its bar."""
    with tempfile.TemporaryDirectory() as place:
        original = make(Path(place) / "original")
        apps = [differing(original, Path(place) / f"app-{n:04}", n) for n in range(MANY)]
        run(apps[:FEW])
        small = peak()
        took = run(apps)
        large = peak()
    print(f"{MANY} repositories   {took:6.1f} s (bar: at most {AT_MOST_SECONDS:.0f})")
    print(f"memory for {FEW}      {small:6.0f} MB")
    print(f"memory for {MANY}     {large:6.0f} MB (bar: at most {AT_MOST_GROWTH} times)")
    return int(took > AT_MOST_SECONDS or large / small > AT_MOST_GROWTH)


def differing(original: Path, target: Path, number: int) -> Path:
    """A copy whose own files are like those of no other."""
    shutil.copytree(original, target)
    for path in ("README.md", "app/resources.py", "requirements.txt"):
        with (target / path).open("a", encoding="utf-8") as file:
            file.write(f"# {number}\n")
    contract = target / "openapi.yaml"
    text = contract.read_text("utf-8").replace("summary: List notes", f"summary: List {number}")
    contract.write_text(text, encoding="utf-8")
    with (target / "uv.lock").open("a", encoding="utf-8") as file:
        file.write(f"# {number}\n")
    return target


def run(apps: list[Path]) -> float:
    """Check them all with two processes; gives the seconds it took."""
    words = ["check", "--no-cache", "--jobs", "2", "--format", "table"]
    began = time.perf_counter()
    done = subprocess.run(
        [str(BIN / "microapp"), *words, *map(str, apps)], capture_output=True, text=True
    )
    took = time.perf_counter() - began
    if done.returncode not in (0, 1):  # the connectors follow from another contract: findings
        sys.exit(f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return took


def peak() -> float:
    """The largest memory of any process that has ended so far, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    raise SystemExit(main())
