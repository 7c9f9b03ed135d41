"""The micro-app itself as a process, and callers that talk to it over the wire."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.servers.issuer import Issuer
from tests.servers.loaded import AppProcess, Begun, loaded
from tests.servers.processes import Process, free_port
from tests.servers.rendered import Repository
from tests.servers.wire import Answer, Headers, exchange, request

NOTES = "/v1/notes"
GENEROUS = {
    "LIMIT_RPM_USER": "100000000",
    "LIMIT_RPM_APP": "100000000",
    "LIMIT_RPM_ORG": "100000000",
    "LIMIT_BURST": "1000000",
    "LIMIT_DAILY": "1000000000",
}


class Service:
    """One micro-app on a free port; it can be killed and started again on the same data."""

    process: Process

    def __init__(
        self, repository: Repository, *, issuer: Issuer, database: str, folder: Path, **env: str
    ) -> None:
        self.repository = repository
        self.issuer = issuer
        self.database = database
        self.port = free_port()
        self.secret = f"dev-{secrets.token_hex(24)}"
        self.log = folder / f"service-{self.port}.log"
        self.env = {
            "APP_ENV": "local",
            "PORT": str(self.port),
            "DATABASE_URL": database,
            "OIDC_ISSUER": issuer.url,
            "APP_SECRET": self.secret,
            **GENEROUS,
            **env,
        }

    def environment(self) -> dict[str, str]:
        """The variables that the process gets, and none of ours."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, **self.env}

    def start(self, *, from_nothing: bool = False) -> Service:
        """Start and wait until the app is ready and accepts a token that only we can make."""
        self.launch(from_nothing=from_nothing)
        self.process.wait_until(self._ready, "the micro-app answering")
        return self

    def launch(self, *, from_nothing: bool = False) -> None:
        """Start without waiting; from nothing, as its owner does, or with its modules loaded."""
        python, folder = self.repository.python, self.repository.folder
        if from_nothing or "SSL_CERT_FILE" in self.env:  # it is read when modules are loaded
            command, env = [str(python), "-m", "app"], self.environment()
            self.process = Process(command, log=self.log, cwd=folder, env=env)
        else:
            app = loaded(python, folder)
            self.process = AppProcess(app, log=self.log, cwd=folder, env=self.environment())

    def _ready(self) -> bool:
        try:
            if exchange(self.port, request("GET", "/readyz")).status != 200:
                return False
        except OSError:
            return False
        has_notes = (self.repository.folder / "app/resources.py").exists()
        answer = self.caller().get(NOTES if has_notes else "/v1/models")
        if answer.status != 200:
            raise RuntimeError(f"a stranger answers: {answer.status} {answer.body!r}")
        return True

    def run(self, module: str, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m` with one of the kit's programs beside the service."""
        folder = self.repository.folder
        app, given = loaded(self.repository.python, folder), {**self.environment(), **env}
        return Begun(app, module, *words, cwd=folder, env=given).result()

    def caller(self, sub: str = "ann", org: str = "acme", role: str = "writer") -> Caller:
        """Give someone with a good token."""
        return Caller(self, self.issuer.token(sub=sub, org=org, roles=[role]))

    def stranger(self, token: str | bytes | None = None) -> Caller:
        """Give someone with no token, or with one of their own making."""
        return Caller(self, token)

    def output(self) -> str:
        """All that the service wrote so far."""
        return self.process.output()

    def kill(self) -> None:
        """End it at once, with all its children."""
        self.process.kill()

    def stop(self) -> None:
        """End it in good order."""
        self.process.stop()


class Caller:
    """Someone who sends requests with one token, each over a fresh connection."""

    def __init__(self, service: Service, token: str | bytes | None) -> None:
        self.service = service
        self.token = token

    def spell(
        self,
        method: str,
        target: str | bytes,
        *,
        headers: Headers = (),
        json: Any = None,
        body: bytes | None = None,
    ) -> bytes:
        """Give the bytes of a request with our token in it."""
        lines = list(headers)
        if self.token is not None:
            token = self.token if isinstance(self.token, bytes) else self.token.encode()
            lines.append(("Authorization", b"Bearer " + token))
        if json is not None:
            body = as_json(json)
        names = {name.lower() if isinstance(name, str) else name for name, _ in lines}
        if body is not None and "content-type" not in names:
            lines.append(("Content-Type", "application/json"))
        return request(method, target, lines, body)

    def ask(
        self,
        method: str,
        target: str | bytes,
        *,
        headers: Headers | Mapping[str, str] = (),
        json: Any = None,
        body: bytes | None = None,
    ) -> Answer:
        """Send one request and give the answer."""
        lines = list(headers.items()) if isinstance(headers, Mapping) else headers
        raw = self.spell(method, target, headers=lines, json=json, body=body)
        return exchange(self.service.port, raw, method)

    def get(self, target: str | bytes, **headers: str) -> Answer:
        """Send a GET; `If_None_Match="…"` is spelled `If-None-Match: …`."""
        return self.ask("GET", target, headers=_spelled(headers))

    def post(self, target: str | bytes, json: Any = None, **headers: str) -> Answer:
        """Send a POST."""
        return self.ask("POST", target, headers=_spelled(headers), json=json)

    def patch(self, target: str, json: Any, **headers: str) -> Answer:
        """Send a PATCH."""
        return self.ask("PATCH", target, headers=_spelled(headers), json=json)

    def delete(self, target: str, **headers: str) -> Answer:
        """Send a DELETE."""
        return self.ask("DELETE", target, headers=_spelled(headers))

    def create(self, title: str = "a note", **fields: Any) -> Note:
        """Create a note, or fail."""
        answer = self.post(NOTES, {"title": title, **fields})
        if answer.status != 201:
            raise AssertionError(f"not created: {answer.status} {answer.body!r}")
        return Note(answer)

    def titles(self, query: str = "") -> list[str]:
        """Give the titles of a list, one page."""
        answer = self.get(f"{NOTES}{query}")
        if answer.status != 200:
            raise AssertionError(f"no list: {answer.status} {answer.body!r}")
        return [item["title"] for item in answer.json()["items"]]

    def pages(self, query: str = "limit=100") -> list[list[dict[str, Any]]]:
        """Give all pages of a list, following the cursors."""
        found: list[list[dict[str, Any]]] = []
        cursor = ""
        while True:
            answer = self.get(f"{NOTES}?{query}{cursor}")
            if answer.status != 200:
                raise AssertionError(f"no list: {answer.status} {answer.body!r}")
            page = answer.json()
            found.append(page["items"])
            if page["next_cursor"] is None:
                return found
            cursor = f"&cursor={page['next_cursor']}"


class Note:
    """A note as its creator got it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.fields: dict[str, Any] = answer.json()
        self.id = str(self.fields["id"])
        self.path = f"{NOTES}/{self.id}"
        self.etag = answer.header("ETag") or ""


def as_json(value: Any) -> bytes:
    """Give a value as the bytes of a JSON body."""
    return json.dumps(value).encode()


def _spelled(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
