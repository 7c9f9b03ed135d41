"""Rewrites every pinned file: each blueprint's uv.lock and requirements, and the tests' own.

Run it as `.venv/bin/python tests/relock.py` after a dependency changed in a layer.yaml, in
blueprints/base/files/pyproject.toml.jinja or in tests/requirements.in. Versions that still fit
stay as they are; `--upgrade` moves all of them to the newest that fit.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from uv import find_uv_bin

from microapp_cli.adapters import repository
from microapp_cli.commands.blueprints import sample_design
from microapp_cli.core.blueprints import of_kind
from microapp_cli.main import workbench

TESTS = Path(__file__).resolve().parent
EXPORT = ("export", "--locked", "--no-header", "--no-annotate", "--no-emit-project")
COMPILE = ("pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes")
PLAIN = ("--no-header", "--no-annotate", "--no-emit-index-url")


def main(words: Sequence[str]) -> None:
    """Pin the blueprints first: the tests then run on the very versions that an app gets."""
    upgrade = ["--upgrade"] if "--upgrade" in words else []
    bench = workbench()
    constraints = []
    for blueprint in of_kind(bench.layers.all, "blueprint"):
        folder = bench.layers.folder(blueprint) / "files"
        design = sample_design(bench, blueprint.name, ci="github", runtime="container")
        with tempfile.TemporaryDirectory() as place:
            app = repository.write(design, bench.layers, Path(place, "app"))
            for name in pin(app, upgrade):
                shutil.copyfile(app / name, folder / name)
        constraints += ["--constraint", str(folder / "requirements-dev.txt")]
    requirements = [str(TESTS / "requirements.in"), "-o", str(TESTS / "requirements.txt")]
    uv(TESTS.parent, *COMPILE, *PLAIN, *upgrade, *constraints, *requirements)


def pin(app: Path, upgrade: Sequence[str]) -> tuple[str, ...]:
    """Lock one app, and write the lock once more for those who have no uv."""
    uv(app, "lock", *upgrade)
    uv(app, *EXPORT, "--no-dev", "-o", "requirements.txt")
    uv(app, *EXPORT, "-o", "requirements-dev.txt")
    return "uv.lock", "requirements.txt", "requirements-dev.txt"


def uv(folder: Path, *words: str) -> None:
    """Run uv quietly; its own words say what went wrong."""
    subprocess.run([find_uv_bin(), *words, "--quiet"], cwd=folder, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
