"""A server's process: free ports, a log file, waiting until it answers, and ways to end it."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

PATIENCE_S = 30.0
UNPRIVILEGED = "nobody"
PORTS = range(20_000, 32_000)
"""Below those that a system gives to clients, so that no call takes one before its server does."""


def free_port() -> int:
    """Give a port of the loopback address that nobody listens on."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_until(ready: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """Wait until `ready` says so, or fail with what did not happen."""
    deadline = time.monotonic() + patience_s
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {patience_s:g} s")
        time.sleep(0.01)


def unprivileged_user() -> str | None:
    """Give the account to drop to when the tests run as root (Postgres refuses root)."""
    return UNPRIVILEGED if os.geteuid() == 0 else None


def hand_over(folder: Path) -> None:
    """Give a folder and all in it to the unprivileged account, when there is one."""
    user = unprivileged_user()
    if user is None:
        return
    account = pwd.getpwnam(user)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid)


class Running(Protocol):
    """What is needed of a `subprocess.Popen`."""

    pid: int

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, number: int, /) -> None: ...


class Process:
    """One running server whose output goes to a log file."""

    _popen: Running

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        cwd: Path,
        env: Mapping[str, str],
        user: str | None = None,
    ) -> None:
        self.log = log
        account = None if user is None else pwd.getpwnam(user)
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                list(command),
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=None if account is None else account.pw_uid,
                group=None if account is None else account.pw_gid,
                extra_groups=None if account is None else [],
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._popen.pid

    def running(self) -> bool:
        """Whether the process still runs."""
        return self._popen.poll() is None

    def output(self) -> str:
        """All that the server wrote so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_until(self, ready: Callable[[], bool], what: str) -> None:
        """Wait until the server is ready; fail with its output when it ended or takes too long."""

        def ready_or_ended() -> bool:
            return not self.running() or ready()

        try:
            wait_until(ready_or_ended, what)
        except TimeoutError as error:
            raise RuntimeError(f"{error}\n{self.output()}") from None
        if not self.running():
            raise RuntimeError(f"{what}: the server ended with {self.exit_code()}\n{self.output()}")

    def exit_code(self) -> int:
        """Wait for the end and give the exit code."""
        return self._popen.wait(PATIENCE_S)

    def stop(self) -> None:
        """Ask the server to end, and make it end when it does not."""
        if self.running():
            self._popen.send_signal(signal.SIGINT)
        try:
            self._popen.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the server and its children at once, as a power cut would (kill -9)."""
        if self.running():
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait(PATIENCE_S)
