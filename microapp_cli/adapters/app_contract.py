"""Lets a micro-app write its own contract, in the environment where its packages are."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from microapp_cli.core.errors import BadContract

PROGRAM = ("-m", "microapp_kit.contract_file")
HOMES = (".venv/bin/python", ".venv/Scripts/python.exe")
SECONDS = 600
"""The first run may have to install the app's packages."""


def refresh(repository: Path, *, check: bool) -> bool:
    """Rewrite openapi.yaml, or only compare it; gives whether it is stale when comparing."""
    if not (repository / "microapp_kit").is_dir():
        raise BadContract(
            f"{repository}: no micro-app here. Name its folder, or use --from FILE --output DIR."
        )
    command = [*_python(repository), *PROGRAM, *(["--check"] if check else [])]
    environ = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    try:
        done = subprocess.run(
            command, cwd=repository, env=environ, capture_output=True, text=True, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BadContract(f"{repository}: the app did not write its contract: {error}.") from None
    if done.returncode == 0 or (check and done.returncode == 1 and not done.stderr.strip()):
        return done.returncode == 1
    last = next(reversed(done.stderr.strip().splitlines()), "it said nothing")
    raise BadContract(f"{repository}: the app cannot tell its contract: {last}")


def _python(repository: Path) -> list[str]:
    for home in HOMES:
        if (repository / home).exists():
            return [str((repository / home).absolute())]
    uv = shutil.which("uv")
    if uv is None:
        raise BadContract(
            f"{repository}: the app's packages are not installed. Install uv, or run: "
            "python3 -m venv .venv && .venv/bin/pip install --require-hashes -r "
            "requirements-dev.txt"
        )
    return [uv, "run", "--quiet", "--locked", "python"]
