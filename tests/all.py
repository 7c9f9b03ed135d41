"""Checks everything: format, lint, types and tests, in a `.venv` it prepares itself.

Run it as `python3 tests/all.py` from anywhere; words after it go to pytest.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
PIP = [str(PYTHON), "-m", "pip"]
MYPY = [str(BIN / "mypy"), "--no-error-summary"]
SIDE_BY_SIDE = [*MYPY, "-n", "2"]
CRASHED = 2
"""What mypy gives where its helpers do not start within three seconds; then it works alone."""

REQUIREMENTS = ROOT / "tests" / "requirements.txt"
KIT = [
    "blueprints/base/files/microapp_kit",
    "blueprints/crud/files/app",
    "blueprints/llm_proxy/files/microapp_llm",
]
KIT_PATH = os.pathsep.join(
    ["blueprints/base/files", "blueprints/crud/files", "blueprints/llm_proxy/files"]
)

PARALLEL = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]  # tests/conftest.py orders

Command = list[str]


def main(pytest_words: list[str]) -> int:
    """Exit code of the first step that fails, or 0."""
    if sys.version_info < (3, 11):  # noqa: UP036  (it runs on whatever python3 is)
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    steps: list[tuple[str, Command, dict[str, str]]] = [
        ("format", [tool("ruff"), "format", "--check", "--quiet", "."], {}),
        ("lint", [tool("ruff"), "check", "--quiet", "."], {}),
        ("types", [*SIDE_BY_SIDE, "microapp_cli", "tests"], {}),
        ("types of the kit", [*MYPY, *KIT], {"MYPYPATH": KIT_PATH}),
        ("tests", [str(PYTHON), "-m", "pytest", "-q", *PARALLEL, *pytest_words], {}),
    ]
    prepare()
    for name, command, variables in steps:
        code = run(name, command, variables)
        if code == CRASHED and command[: len(SIDE_BY_SIDE)] == SIDE_BY_SIDE:
            code = run(f"{name}, alone", [*MYPY, *command[len(SIDE_BY_SIDE) :]], variables)
        if code:
            return code
    return 0


def tool(name: str) -> str:
    """Where the `.venv` keeps a program."""
    return str(BIN / name)


def prepare() -> None:
    """Make or renew `.venv`; nothing is done when the pinned requirements are installed already."""
    stamp = VENV / "installed.sha256"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    started = time.monotonic()
    shutil.rmtree(VENV, ignore_errors=True)
    venv.create(VENV, with_pip=True)
    pinned = ["--require-hashes", "--no-deps", "-r", str(REQUIREMENTS)]
    itself = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    command = installer()
    for words in (pinned, itself):
        done = subprocess.run([*command, *words], cwd=ROOT)
        if done.returncode:
            raise SystemExit(done.returncode)
    stamp.write_text(wanted)
    report("install", started)


def installer() -> Command:
    """How to install quietly: with uv, which is many times faster, and with pip where it is not."""
    uv = shutil.which("uv") or pinned_uv()
    if uv:
        return [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON)]
    return [*PIP, "install", "-qq", "--no-input"]


def pinned_uv() -> str | None:
    """Install the pinned uv with pip; nothing where there is none for this machine."""
    lines = REQUIREMENTS.read_text().splitlines()
    first = next((at for at, line in enumerate(lines) if line.startswith("uv==")), None)
    if first is None:
        return None
    hashes = itertools.takewhile(
        lambda line: line.lstrip().startswith("--hash"), lines[first + 1 :]
    )
    only = VENV / "uv.txt"
    only.write_text("\n".join([lines[first], *hashes]) + "\n")
    words = ["install", "-qq", "--no-input", "--only-binary", ":all:", "--require-hashes"]
    done = subprocess.run([*PIP, *words, "-r", str(only)], cwd=ROOT)
    return None if done.returncode else tool("uv")


def run(name: str, command: Command, variables: dict[str, str]) -> int:
    """Run one step with the tools of `.venv` first on PATH."""
    started = time.monotonic()
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV), **variables}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes read the same modules
    environment.pop("RUST_BACKTRACE", None)  # the policy engine would follow each value it lacks
    if name == "tests":
        report("tests", None)
    code = subprocess.run(command, cwd=ROOT, env=environment).returncode
    if name != "tests":
        report(name if code == 0 else f"{name} FAILED", started)
    return code


def report(name: str, started: float | None) -> None:
    """One short line per step, with the time it took once that is known."""
    seconds = "" if started is None else f"{time.monotonic() - started:6.1f} s"
    print(f"{name:<24}{seconds}".rstrip(), flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
