"""The proxy in this process on a port of its own, and callers with OpenAI's official client."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest import mock

import httpx
import uvicorn
import yaml
from openai import DefaultHttpxClient, OpenAI

from microapp_cli.adapters import repository
from microapp_cli.commands.blueprints import sample_design
from microapp_cli.main import workbench
from microapp_kit.application import create_app
from microapp_kit.brought import Brought
from microapp_kit.fitted import fits
from microapp_kit.manifest import read_manifest
from microapp_kit.migrate import prepare
from microapp_kit.settings import read_settings
from microapp_kit.token import LOCAL_ISSUER, development_key, signed
from microapp_kit.wire import strict_http
from microapp_llm.brought import brought
from tests import engines
from tests.servers.loaded import AppProcess, loaded
from tests.servers.processes import Process, free_port, wait_until
from tests.servers.trust import TRUST

SECRET = "dev-llm-tests-0123456789abcdef0123456789"
LOCAL: dict[str, Any] = {
    "provider": "local",
    "model": "local-small",
    "kind": "chat",
    "size": "small",
    "place": "private",
    "region": "here",
    "sensitivity_max": "restricted",
    "needs_approval": False,
    "context": 100_000,
    "max_output": 400,
    "price": {"input": 100, "cached": 50, "output": 400},
}


def local(alias: str, **changes: Any) -> dict[str, Any]:
    """Give an entry of models.yaml for the local provider."""
    return {"alias": alias, **LOCAL, **changes}


EMBED = local("embed", kind="embeddings", max_output=0, model="local-embed")


@cache
def _rendered() -> Path:
    bench = workbench()
    design = sample_design(bench, "llm-proxy", ci="github", runtime="container")
    made = repository.write(design, bench.layers, Path(mkdtemp(prefix="microapp-llm-"), "app"))
    prepare(read_settings(_environ(made), made), (), brought)
    return made


def _environ(folder: Path) -> dict[str, str]:
    url = f"sqlite:///{folder / '.local' / 'test.db'}"
    return {"APP_ENV": "local", "DATABASE_URL": url, "APP_SECRET": SECRET}


def made(folder: Path) -> Path:
    """Give a copy of the repository of an invented proxy, rendered once, with its database."""
    shutil.copytree(_rendered(), folder)
    return folder


PLACEHOLDERS = {
    "llm_redaction: {value: mask": "llm_redaction: {value: tokenise_reversible_inside_only"
}
"""What of a manifest says that placeholders are put in and taken out again, as in T2 and T3."""


def change_manifest(folder: Path, changes: Mapping[str, str]) -> None:
    """Write other controls; each text that is to become another one must be there."""
    manifest = folder / "microapp.yaml"
    text = manifest.read_text("utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    manifest.write_text(text, "utf-8")


def write_models(folder: Path, models: list[dict[str, Any]]) -> None:
    """Write other models, and leave out the prompts and evals that name one which is gone."""
    (folder / "models.yaml").write_text(yaml.safe_dump({"models": models}), "utf-8")
    known = {"auto", None, *(model["alias"] for model in models)}
    for path in (folder / "prompts").glob("*.yaml"):
        told = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        if not {version.get("model") for version in told["versions"]} <= known:
            path.unlink()
            (folder / "evals" / path.name).unlink(missing_ok=True)


class Proxy:
    """A running proxy."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._http = httpx.Client(timeout=30, verify=TRUST)
        self._clients: list[OpenAI] = []
        self._name = read_manifest(folder / "microapp.yaml").name

    def close(self) -> None:
        """Let go of connections."""
        self._http.close()
        for client in self._clients:
            client.close()

    def token(
        self, sub: str = "ann", org: str = "acme", role: str = "writer", **more: object
    ) -> str:
        """Give a development token."""
        now = int(time.time())
        claims: dict[str, object] = {"iss": LOCAL_ISSUER, "aud": self._name, "sub": sub, "org": org}
        claims |= {"roles": [role], "iat": now, "exp": now + 600, **more}
        return signed(claims, development_key(SECRET.encode()))

    def client(self, **who: Any) -> Any:
        """Give OpenAI's own client, which only gets another address."""
        retries = who.pop("max_retries", 0)
        url, key, sends = f"{self.url}/v1", self.token(**who), DefaultHttpxClient(verify=TRUST)
        self._clients.append(
            OpenAI(base_url=url, api_key=key, max_retries=retries, http_client=sends)
        )
        return self._clients[-1]

    def ask(
        self, method: str, path: str, *, who: Mapping[str, Any] | None = None, **more: Any
    ) -> httpx.Response:
        """Make one call."""
        headers = {
            "Authorization": f"Bearer {self.token(**(who or {}))}",
            **more.pop("headers", {}),
        }
        return self._http.request(method, self.url + path, headers=headers, **more)

    def answers(self) -> bool:
        """Whether it answers."""
        try:
            return self._http.get(self.url + "/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def metric(self, name: str) -> float:
        """Give the sum of a metric's samples."""
        text = self._http.get(self.url + "/metrics").text
        lines = [line for line in text.splitlines() if line.startswith(name)]
        return sum(float(line.rpartition(" ")[2]) for line in lines)


@contextmanager
def running_proxy(
    folder: Path, models: list[dict[str, Any]] | None = None, **environ: str
) -> Iterator[Proxy]:
    """Serve the proxy that lies in `folder`, with other models if wished, until the block ends."""
    with running_brought(folder, models, brought, environ) as proxy:
        yield proxy


@contextmanager
def running_brought(
    folder: Path,
    models: list[dict[str, Any]] | None,
    brings: Brought,
    environ: Mapping[str, str],
    patience: int | None = None,
) -> Iterator[Proxy]:
    """Serve a proxy that is built in another way, until the block ends.

    What is under way then may go on for so many seconds, where the patience is bounded.
    """
    if models is not None:
        write_models(folder, models)
    port = free_port()
    given = {**_environ(folder), **environ}
    served = _Served(folder, port, brings, patience)
    with mock.patch.dict(os.environ, given):
        served.start()
    proxy = Proxy(folder, port)
    try:
        yield proxy
    finally:
        proxy.close()
        served.stop()


@contextmanager
def proxy_process(folder: Path, database: str, **environ: str) -> Iterator[tuple[Proxy, Process]]:
    """Run `python -m app` where it lies, as its owner does, until the block ends."""
    port = free_port()
    given = {"PATH": os.environ["PATH"], "APP_ENV": "local", "APP_SECRET": SECRET, **environ}
    given |= {"DATABASE_URL": database, "PORT": str(port)}
    log = folder.parent / f"{port}.log"
    app = loaded(Path(sys.executable), _rendered())
    process = AppProcess(app, log=log, cwd=folder, env=given)
    proxy = Proxy(folder, port)
    try:
        process.wait_until(proxy.answers, "the proxy answering")
        yield proxy, process
    finally:
        proxy.close()
        process.stop()


class _Served:
    """The server in a thread of its own; the policy engine lives where it was made."""

    def __init__(self, folder: Path, port: int, brings: Brought, patience: int | None) -> None:
        self._folder = folder
        self._patience = patience
        self._port = port
        self._brings = brings
        self._server: uvicorn.Server | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Start, and raise what kept it from starting."""
        self._thread.start()
        until = time.monotonic() + 20
        while self._server is None or not self._server.started:
            if self._error is not None:
                raise self._error
            if not self._thread.is_alive() or time.monotonic() > until:
                raise RuntimeError("The proxy did not start.")
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop in good order."""
        server = self._server
        if server is not None:
            server.should_exit = True
        del server
        self._thread.join(20)

    def _run(self) -> None:
        try:
            settings = read_settings(os.environ, self._folder)
            if not fits(settings, (), self._brings):
                prepare(settings, (), self._brings)
            manifest = read_manifest(self._folder / "microapp.yaml")
            app = create_app(manifest, settings, (), (), self._brings)
            config = uvicorn.Config(
                app,
                port=self._port,
                http=strict_http(self._brings.envelope, app.refused),
                log_config=None,
                lifespan="on",
                timeout_graceful_shutdown=self._patience,
            )
            self._server = uvicorn.Server(config)
            asyncio.run(self._server.serve())
            self._server = None
            del app, config  # the policy engine must end in the thread where it began
            wait_until(_engines_ended, "the policy engine ending", patience_s=1)
        except BaseException as error:
            self._error = error


def _engines_ended() -> bool:
    """Whether no engine of this thread is left: what ends beside us may hold one for a moment."""
    gc.collect()
    engines.let_go()
    return not engines.held()
