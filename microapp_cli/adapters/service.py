"""A micro-app in its own process: installed from its lock, started, called and stopped."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from microapp_cli.core.errors import MicroappError
from microapp_cli.core.excerpts import excerpt, excerpt_of_stream
from microapp_cli.core.walk import PARAMETER, Call, Operation

SECONDS_TO_START = 120  # a slow machine compiles everything at the first start
SECONDS_TO_STOP = 10
SECONDS_PER_CALL = 30
LOG_LINES = 15
NO_KEY = "a-key-that-opens-nothing"


class NotRunning(MicroappError):
    """A micro-app could not be installed or started."""


def install(repository: Path) -> Path:
    """Install what the lock lists, with uv where it is there; gives the app's own Python."""
    folder = repository / ".venv"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if uv := shutil.which("uv"):
        environ = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(folder)}
        _run([uv, "sync", "--locked", "--no-dev", "--quiet"], repository, environ)
        return python
    _run([sys.executable, "-m", "venv", str(folder)], repository)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "--require-hashes", "-r", "requirements.txt"], repository)
    return python


@contextmanager
def running(repository: Path, python: Path) -> Iterator[Service]:
    """The service, ready for calls; it is stopped when the block ends."""
    port = _free_port()
    log = repository / ".local" / "try.log"
    log.parent.mkdir(exist_ok=True)
    environ = {**os.environ, "APP_ENV": "local", "HOST": "127.0.0.1", "PORT": str(port)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(python), "-m", "app"],
            cwd=repository,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            service = Service(port)
            _wait_until_ready(service, process, log)
            service.token = _token(repository, python, environ)
            yield service
        finally:
            _stop(process)


@dataclass
class Service:
    """A running micro-app, and what earlier calls to it gave back."""

    port: int
    token: str = ""
    _ids: dict[str, str] = field(default_factory=dict)
    _etags: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The service's own OpenAPI document."""
        status, _, content = self.send("GET", "/openapi.json", {}, None)
        if status != http.client.OK:
            raise NotRunning(f"GET /openapi.json answered {status}.")
        found: dict[str, Any] = json.loads(content)
        return found

    def call(self, operation: Operation) -> Call:
        """Call one operation, with the id and the ETag that earlier calls gave."""
        path = self._path(operation)
        target = f"{path}?{urlencode(operation.query)}" if operation.query else path
        headers, body = self._request(operation)
        started = time.perf_counter()
        status, answered, content = self.send(operation.method.upper(), target, headers, body)
        spent = (time.perf_counter() - started) * 1000
        if not operation.refused:
            self._remember(operation, status, answered, content)
        is_stream = answered.get("content-type", "").startswith("text/event-stream")
        return Call(
            operation.method.upper(),
            target,
            status,
            round(spent, 1),
            operation.summary,
            excerpt(body) if body else "",
            excerpt_of_stream(content) if is_stream else excerpt(content),
            http.client.UNAUTHORIZED if operation.refused else None,
        )

    def send(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send one request; gives the status, the headers by lower-case name, and the content."""
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_PER_CALL)
        try:
            connection.request(method, target, body=body, headers={**bearer, **headers})
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, named, answer.read()
        finally:
            connection.close()

    def _path(self, operation: Operation) -> str:
        """Give the path with what earlier calls gave for its parameters, or their examples."""
        examples = dict(operation.places)

        def known(match: re.Match[str]) -> str:
            name = match[0].strip("{}")
            seen = self._seen.get(name) or self._ids.get(operation.collection)
            return quote(seen or examples.get(name) or "unknown", safe="")

        return PARAMETER.sub(known, operation.path)

    def _request(self, operation: Operation) -> tuple[dict[str, str], bytes | None]:
        headers = {"Authorization": f"Bearer {NO_KEY}"} if operation.refused else {}
        if operation.method == "post" and operation.once:
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if "if-match" in operation.headers:
            headers["If-Match"] = self._etags.get(operation.collection, "*")
        if operation.body is None:
            return headers, None
        kind, value = operation.body
        return {**headers, "Content-Type": kind}, json.dumps(value).encode()

    def _remember_names(self, headers: Mapping[str, str], content: bytes) -> None:
        """Keep what an answer names, such as request_id, for paths that ask for it by name."""
        if not headers.get("content-type", "").endswith("json") or not content:
            return
        made = json.loads(content)
        for name, value in made.items() if isinstance(made, dict) else ():
            if name.endswith("_id") and isinstance(value, str):
                self._seen[name] = value

    def _remember(
        self, operation: Operation, status: int, headers: Mapping[str, str], content: bytes
    ) -> None:
        self._remember_names(headers, content)
        if status == http.client.CREATED and headers.get("content-type", "").endswith("json"):
            made = json.loads(content)
            if isinstance(made, dict) and "id" in made:
                self._ids.setdefault(operation.collection, str(made["id"]))
        is_item = operation.path != operation.collection or status == http.client.CREATED
        if is_item and "etag" in headers:
            self._etags[operation.collection] = headers["etag"]


def _run(command: list[str], folder: Path, environ: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True)
    if done.returncode:
        said = _last_lines(done.stderr or done.stdout)
        raise NotRunning(f"{Path(command[0]).name} {command[1]} failed in {folder}:\n{said}")
    return done.stdout


def _token(repository: Path, python: Path, environ: Mapping[str, str]) -> str:
    words = ["-m", "microapp_kit.token", "--sub", "try", "--org", "try", "--role", "admin"]
    return _run([str(python), *words], repository, environ).strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(service: Service, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            status, _, _ = service.send("GET", "/readyz", {}, None)
        except OSError:
            status = 0
        if status == http.client.OK:
            return
        time.sleep(0.05)
    said = _last_lines(log.read_text(encoding="utf-8", errors="replace"))
    raise NotRunning(f"The service did not get ready. It said last:\n{said}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _last_lines(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().splitlines()[-LOG_LINES:])
