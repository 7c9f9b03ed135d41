"""Apps as processes that start in a fraction of the time: forks of one that has read their modules.

That an app starts by itself, in good time, is proven in tests/blueprints/test_every_combination.py.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.servers.forking import STATUS
from tests.servers.processes import Process

FORKING = Path(__file__).with_name("forking.py")
PACKAGES = ("microapp_kit", "microapp_llm")
KEPT = ("PATH", "HOME", "LANG")
_loaded: dict[tuple[Path, Path], Loaded] = {}


class Loaded:
    """The process that has read the modules of packages in a folder, for this Python."""

    def __init__(self, python: Path, folder: Path, packages: Sequence[str]) -> None:
        self._place = Path(tempfile.mkdtemp(prefix="microapp-"))
        self.address = self._place / "socket"
        there = [name for name in packages if (folder / name).is_dir()]
        command = [str(python), "-P", str(FORKING), str(self.address), *there]
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        self._process = Process(command, log=self._place / "log", cwd=folder, env=kept)
        atexit.register(self.end)
        self._process.wait_until(self.address.exists, "the app being loaded")

    def end(self) -> None:
        """End it; what it started lives on."""
        self._process.kill()
        shutil.rmtree(self._place)


class Forked:
    """A process that such a one started, to be handled as a `subprocess.Popen`."""

    def __init__(
        self,
        loaded: Loaded,
        words: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        output: IO[bytes],
        errors: IO[bytes],
    ) -> None:
        told = json.dumps([list(words), str(cwd), dict(env)]).encode()
        self._asked = socket.socket(socket.AF_UNIX)
        self._asked.connect(str(loaded.address))
        streams = [output.fileno(), errors.fileno()]
        socket.send_fds(self._asked, [len(told).to_bytes(8, "big")], streams)
        self._asked.sendall(told)
        self.pid = int.from_bytes(self._asked.recv(STATUS), "big")
        self._code: int | None = None

    def poll(self) -> int | None:
        """The exit code, or nothing while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once it has ended."""
        if self._code is None:
            self._asked.settimeout(timeout)
            try:
                told = self._asked.recv(STATUS)
            except (BlockingIOError, TimeoutError):
                raise subprocess.TimeoutExpired("app", timeout or 0) from None
            self._asked.close()
            self._code = int.from_bytes(told, "big", signed=True)
        return self._code

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        if self.poll() is None:
            os.kill(self.pid, number)


class AppProcess(Process):
    """`python -m app` in a folder, whose kit is that of the app that was loaded."""

    def __init__(self, app: Loaded, *, log: Path, cwd: Path, env: Mapping[str, str]) -> None:
        self.log = log
        with log.open("ab") as file:
            self._popen = Forked(app, ["app"], cwd=cwd, env=env, output=file, errors=file)


def loaded(python: Path, folder: Path, packages: Sequence[str] = PACKAGES) -> Loaded:
    """What lies in a folder, loaded once for all that start it."""
    if (python, folder) not in _loaded:
        _loaded[python, folder] = Loaded(python, folder, packages)
    return _loaded[python, folder]


class Begun:
    """A module that has begun to run, as `python -m` runs it."""

    def __init__(
        self, app: Loaded, *words: str | Path, cwd: Path, env: Mapping[str, str] = os.environ
    ) -> None:
        self._words = [str(word) for word in words]
        out, errors = (tempfile.TemporaryFile() for _ in range(2))  # noqa: SIM115
        self._written = (out, errors)
        self._forked = Forked(app, self._words, cwd=cwd, env=env, output=out, errors=errors)

    def result(self, patience_s: float = 60) -> subprocess.CompletedProcess[str]:
        """How it ended, and what it wrote."""
        try:
            code = self._forked.wait(patience_s)
        except subprocess.TimeoutExpired:
            os.killpg(self._forked.pid, signal.SIGKILL)
            raise
        said = [_read(file) for file in self._written]
        return subprocess.CompletedProcess(self._words, code, *said)


def _read(file: IO[bytes]) -> str:
    with file:
        file.seek(0)
        return file.read().decode()
