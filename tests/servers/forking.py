"""A process that has read an app's modules, and forks whenever it is to start.

It is run by the app's own Python, in the app's folder: `python -P forking.py SOCKET PACKAGE…`.
Whoever connects sends words, a folder, variables and the two streams for output, and gets the id of
the process that runs `python -m WORDS` there and with them, and once it has ended, how.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import random
import runpy
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

STATUS = 4


def main(address: str, *packages: str) -> None:
    """Load the packages, then serve until the end."""
    sys.path.insert(0, str(Path.cwd()))
    for package in packages:
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__") and ".migrations." not in module.name:
                with suppress(ImportError):  # of a package that this app does not have
                    import_module(module.name)
    gc.freeze()  # what is loaded stays, and forks share it for as long as nobody touches it
    server = socket.socket(socket.AF_UNIX)
    server.bind(f"{address}.new")
    server.listen()
    os.rename(f"{address}.new", address)  # noqa: PTH104  (it is there once it answers)
    while True:
        asked, _ = server.accept()
        if os.fork() == 0:
            server.close()
            watch(asked)
            return
        asked.close()
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass


def watch(asked: socket.socket) -> None:
    """Start the app, and tell its end; the app itself comes out of here."""
    size, streams, _, _ = socket.recv_fds(asked, 8, 2)
    with asked.makefile("rb") as told:
        words, folder, variables = json.loads(told.read(int.from_bytes(size, "big")))
    process = os.fork()
    if process == 0:
        asked.close()
        begin(folder, variables, streams)
        run(*words)
        return
    for stream in streams:
        os.close(stream)
    with suppress(OSError):  # nobody waits for it any more
        asked.sendall(process.to_bytes(STATUS, "big"))
    _, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    with suppress(OSError):
        asked.sendall(code.to_bytes(STATUS, "big", signed=True))
    os._exit(0)


def begin(folder: str, variables: dict[str, str], streams: list[int]) -> None:
    """Be as a process that just began, in a session of its own."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, stream in enumerate([os.open(os.devnull, os.O_RDONLY), *streams]):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    sys.path[0] = folder
    os.environ.clear()
    os.environ.update(variables)
    random.seed()


def run(module: str, *words: str) -> None:
    """Run a module as `python -m` does, whether or not it is loaded."""
    sys.modules.pop(module, None)
    sys.argv = ["-m", *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
