"""What `microapp --version` costs beside `cookiecutter --version`.

Run it as `.venv/bin/python tests/benchmarks/version_cpu.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.cpu import compare

BAR = 0.5
BIN = Path(sys.executable).parent


def main() -> int:
    """Print the ratio; gives 1 when it is over the bar."""
    names = ("microapp --version", "cookiecutter --version")
    ours, theirs = ([str(BIN / name.split()[0]), "--version"] for name in names)
    return compare(names, lambda: ours, lambda: theirs, at_most=BAR)


if __name__ == "__main__":
    raise SystemExit(main())
