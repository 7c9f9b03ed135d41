"""The programs that pages and pipelines run, loaded and installed once for all of them.

`microapp`: most of what a command costs is to load its modules and to read what ships, and pages
run a hundred. So each is a fork of one process that has read all of it. That the program starts
and reads by itself is proven in tests/commands/test_process.py, test_check_many.py and test_wheel.

`uv run`: an app whose lock file is the one of its blueprint gets the environment that was installed
from this very file; any other gets one of its own.

`python3 -m venv .venv`, and the `pip install` of the list for pip in it: such an app gets that
environment too, where pip has nothing left to do. Installing it takes a minute; that the lists for
pip say what the lock says is proven in tests/test_pins.py.

`python -m tests.servers.programs SOCKET` serves `microapp`.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import socket
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from uv import find_uv_bin

import microapp_cli
from microapp_cli.adapters import repository
from microapp_cli.commands.blueprints import sample_design
from microapp_cli.main import run, workbench
from tests.houses import house
from tests.read_once import ReadOnce, shipped_checker
from tests.servers.processes import Process

ROOT = Path(__file__).parents[2]
LATE = ("cookiecutter.main", "sqlalchemy.dialects.sqlite", "regorus", "urllib.request")
"""What commands load only once they need it."""

MICROAPP = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect({socket!r})
    told = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(asked, [len(told).to_bytes(8)], [0, 1, 2])
    asked.sendall(told)
    code = asked.recv(1)
sys.exit(code[0] if code else "microapp ended without a word.")
"""
UV = """#!/bin/sh
if [ "$1" = run ]; then
{shared}
fi
exec {uv} "$@"
"""
SHARED = """\
cmp -s uv.lock {lock} && export UV_LOCKED=1 UV_PROJECT_ENVIRONMENT={environment} \\
  UV_PYTHON={environment}/bin/python
"""
"""Asked for another Python than that of an environment, uv would make the environment anew."""


PYTHON = """#!/bin/sh
if [ "$*" = "-m venv .venv" ]; then
{shared}
fi
exec {python} "$@"
"""
LENT = """\
if cmp -s uv.lock {lock}; then
  mkdir -p .venv/bin
  cp {environment}/pyvenv.cfg .venv/ && ln -sfn {environment}/lib .venv/lib
  ln -sf {environment}/bin/* .venv/bin/ && rm -f .venv/bin/pip* && cp {pip} .venv/bin/pip
  exit 0
fi
"""
PIP = """#!/bin/sh
if [ "$*" = "install -q --require-hashes -r requirements-dev.txt" ]; then
{known}
fi
echo "pip is asked for something else than the packages of the app: $*" >&2
exit 1
"""
KNOWN = """\
  cmp -s requirements-dev.txt {wanted} && exit 0
"""


@contextmanager
def programs(folder: Path, environments: Mapping[Path, Path]) -> Iterator[Path]:
    """A folder for PATH; `environments` are those installed already, with the lock of each."""
    address, found = folder / "socket", folder / "bin"
    found.mkdir()
    program(found / "microapp", MICROAPP.format(python=sys.executable, socket=str(address)))
    shared = [SHARED.format(lock=lock, environment=made) for lock, made in environments.items()]
    program(found / "uv", UV.format(shared="\n".join(shared), uv=find_uv_bin()))
    _lend(found, environments)
    command = [sys.executable, "-m", "tests.servers.programs", str(address)]
    server = Process(command, log=folder / "log", cwd=ROOT, env=os.environ)
    try:
        server.wait_until(address.exists, "microapp being loaded")
        yield found
    finally:
        server.kill()


def _lend(found: Path, environments: Mapping[Path, Path]) -> None:
    """Write the `python3` of somebody without uv."""
    wanted = [lock.with_name("requirements-dev.txt") for lock in environments]
    known = "\n".join(KNOWN.format(wanted=path) for path in wanted)
    program(found / "pip-of-an-app", PIP.format(known=known))
    pip = found / "pip-of-an-app"
    lent = [
        LENT.format(lock=lock, environment=made, pip=pip) for lock, made in environments.items()
    ]
    program(found / "python3", PYTHON.format(shared="\n".join(lent), python=sys.executable))


def program(path: Path, text: str) -> None:
    """Write a program."""
    path.write_text(text, "utf-8")
    path.chmod(0o755)


def serve(address: Path) -> None:
    """Load all that commands need; then fork for each that is asked for."""
    for module in pkgutil.walk_packages(microapp_cli.__path__, "microapp_cli."):
        import_module(module.name)
    for name in LATE:
        import_module(name)
    judge_once()
    gc.freeze()  # what is loaded stays, and forks share it for as long as nobody touches it
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{address}.new")
        server.listen()
        address.with_name(f"{address.name}.new").rename(address)  # it is there once it answers
        while True:
            asked, _ = server.accept()
            if os.fork() == 0:
                server.close()
                answer(asked)
            asked.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG) != (0, 0):
                    pass


def judge_once() -> None:
    """Make and judge a new repository: whoever is forked knows most of the files of any other."""
    checker, bench = shipped_checker(), house()
    with TemporaryDirectory() as folder:
        design = sample_design(bench, "crud", ci="github", runtime="container")
        checker.judge(repository.write(design, bench.layers, Path(folder) / "app"))


def answer(asked: socket.socket) -> None:
    """Be the command that was asked for, with its words, folder, variables and streams."""
    size, streams, _, _ = socket.recv_fds(asked, 8, 3)
    with asked.makefile("rb") as told:
        words, folder, variables = json.loads(told.read(int.from_bytes(size)))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = ["microapp", *words]
    code = 1
    try:
        code = run(bench=ReadOnce(**vars(workbench())))
    except BaseException:  # it is a process: whatever leaves it is told and ends it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        asked.sendall(bytes([code]))
        os._exit(code)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
