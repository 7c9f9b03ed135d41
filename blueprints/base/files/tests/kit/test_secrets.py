"""Proof that secrets come from where they belong, and show up nowhere else."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from microapp_kit.secrets import CannotStart, read_secret
from microapp_kit.settings import Settings

VALUE = "hunter2-hunter2-hunter2"


def test_a_secret_comes_from_its_variable() -> None:
    assert read_secret("X", {"X": VALUE}) == VALUE


def test_a_secret_comes_from_the_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{VALUE}\n", encoding="utf-8")

    assert read_secret("X", {"X_FILE": str(tmp_path / "secret")}) == VALUE


@pytest.mark.parametrize("environ", [{}, {"X": ""}, {"X_FILE": ""}])
def test_a_secret_that_is_not_given_is_none(environ: dict[str, str]) -> None:
    assert read_secret("X", environ) is None


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_file_without_a_secret_stops_the_start(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)

    with pytest.raises(CannotStart, match=r"^X_FILE"):
        read_secret("X", {"X_FILE": str(tmp_path / "secret")})


def test_a_secret_in_two_places_stops_the_start() -> None:
    with pytest.raises(CannotStart, match="X and X_FILE are both set") as stopped:
        read_secret("X", {"X": VALUE, "X_FILE": "/run/secrets/x"})

    assert VALUE not in str(stopped.value)


@pytest.mark.parametrize("url", ["postgresql://app:pw@db/x", "redis://:pw@cache/0", "://", "a b"])
def test_an_address_is_no_reference(url: str) -> None:
    assert read_secret("X", {"X": url}) == url


@pytest.mark.parametrize(
    "reference", ["vault://", "vault://secret/app", "aws-sm://#key", "vault://#"]
)
def test_half_a_reference_stops_the_start(reference: str) -> None:
    with pytest.raises(CannotStart, match=r"^X must name a secret and a key"):
        read_secret("X", {"X": reference})


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"APP_SECRET": ""}, "APP_SECRET is not set"),
        ({"APP_SECRET": "short"}, "APP_SECRET is shorter"),
        ({"APP_SECRET": "dev-" + "x" * 40}, "APP_SECRET is a development secret"),
        ({"OIDC_ISSUER": ""}, "OIDC_ISSUER is not set"),
        ({"OIDC_ISSUER": "http://id.example"}, "OIDC_ISSUER"),
    ],
)
def test_production_does_not_start_without_its_secrets_and_says_which(
    production: Callable[..., Settings], environ: dict[str, str], named: str
) -> None:
    with pytest.raises(CannotStart, match=f"^{named}") as stopped:
        production(**environ)

    assert "dev-x" not in str(stopped.value)


class Vault(BaseHTTPRequestHandler):
    """The documented KV version 2 API of Vault: GET /v1/<mount>/data/<path>."""

    asked: ClassVar[list[tuple[str, str | None, str | None]]] = []

    def do_GET(self) -> None:
        """Answer a read."""
        token = self.headers.get("X-Vault-Token")
        self.asked.append((self.path, token, self.headers.get("X-Vault-Namespace")))
        if token != "good-token":
            self._answer(403, {"errors": ["permission denied", VALUE]})
        elif self.path == "/v1/secret/data/moved":
            self._answer(307, {}, {"Location": "/v1/secret/data/app/db"})
        elif self.path == "/v1/secret/data/broken":
            self._answer(200, VALUE)
        elif self.path == "/v1/secret/data/app/db":
            data = {"password": VALUE, "port": 5432, "empty": ""}
            self._answer(200, {"data": {"data": data, "metadata": {"version": 3}}})
        else:
            self._answer(404, {"errors": []})

    def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@pytest.fixture
def vault() -> Iterator[dict[str, str]]:
    """A running Vault, as the environment names it."""
    Vault.asked.clear()
    with HTTPServer(("127.0.0.1", 0), Vault) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield {"VAULT_ADDR": f"http://127.0.0.1:{server.server_port}", "VAULT_TOKEN": "good-token"}
        server.shutdown()
        thread.join()


def test_a_secret_comes_from_vault(vault: dict[str, str]) -> None:
    environ = vault | {"X": "vault://secret/app/db#password", "VAULT_NAMESPACE": "hr"}

    assert read_secret("X", environ) == VALUE
    assert Vault.asked == [("/v1/secret/data/app/db", "good-token", "hr")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"X": "vault://secret/app/db#missing"}, "no text under the key 'missing'"),
        ({"X": "vault://secret/app/db#port"}, "no text under the key 'port'"),
        ({"X": "vault://secret/app/db#empty"}, "no text under the key 'empty'"),
        ({"X": "vault://secret/other#password"}, "it answered 404"),
        ({"X": "vault://secret/broken#password"}, "cannot be read from Vault"),
        ({"X": "vault://secret/moved#password"}, "it answered 307"),
        ({"X": "vault://secret/../../sys/raw#password"}, "it answered 404"),
        ({"VAULT_TOKEN": "bad-token"}, "it answered 403"),
        ({"VAULT_TOKEN": ""}, "Set VAULT_ADDR and VAULT_TOKEN"),
        ({"VAULT_ADDR": ""}, "Set VAULT_ADDR and VAULT_TOKEN"),
        ({"VAULT_ADDR": "http://vault.example"}, "VAULT_ADDR must start with https://"),
        ({"VAULT_ADDR": "file:///etc/passwd"}, "VAULT_ADDR must start with https://"),
        ({"VAULT_ADDR": "http://127.0.0.1:9"}, "cannot be read from Vault"),
    ],
)
def test_a_secret_that_vault_does_not_give_stops_the_start(
    vault: dict[str, str], change: dict[str, str], said: str
) -> None:
    with pytest.raises(CannotStart, match=said) as stopped:
        read_secret("X", vault | {"X": "vault://secret/app/db#password"} | change)

    assert VALUE not in str(stopped.value)
    assert "token" not in str(stopped.value).replace("the token", "").replace("VAULT_TOKEN", "")


def test_a_secret_in_aws_without_its_library_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)

    with pytest.raises(CannotStart, match="Install boto3"):
        read_secret("X", {"X": "aws-sm://app/db#password"})
