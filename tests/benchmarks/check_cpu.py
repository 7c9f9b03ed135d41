"""What `microapp check` costs beside the tools whose questions it answers, one after the other.

Run it as `.venv/bin/python tests/benchmarks/check_cpu.py`. On the same repository, in git as
detect-secrets wants it: openapi-spec-validator, ruff check, detect-secrets scan, and
check-jsonschema on the manifest. Nothing is cached on either side.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.adapters.facts.made import commit, make
from tests.benchmarks.cpu import PAIRS, ratio_of, seconds

BAR = 0.5
BIN = Path(sys.executable).parent


def main() -> int:
    """Print the ratio; gives 1 when it is over the bar."""
    with tempfile.TemporaryDirectory() as place:
        app = make(Path(place) / "leave-helper")
        commit(app)
        ours, theirs = [], []
        for _ in range(PAIRS):
            ours.append(seconds([str(BIN / "microapp"), "check", "--no-cache", str(app)]))
            theirs.append(sum(seconds(command, cwd=app) for command in tools(app)))
        return ratio_of(("microapp check", "the four tools"), (ours, theirs), at_most=BAR)


def tools(app: Path) -> list[list[str]]:
    """The command lines that a pipeline would hold without microapp."""
    schema = str(app / ".microapp" / "manifest.schema.json")
    return [
        [str(BIN / "openapi-spec-validator"), "openapi.yaml"],
        [str(BIN / "ruff"), "check", "--no-cache", "."],
        [str(BIN / "detect-secrets"), "scan"],
        [str(BIN / "check-jsonschema"), "--schemafile", schema, "microapp.yaml"],
    ]


if __name__ == "__main__":
    raise SystemExit(main())
