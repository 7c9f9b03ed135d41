"""`microapp smoke` as a person types it: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import io
import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.core.contract import postman
from microapp_cli.core.contract.document import Contract
from microapp_cli.main import run
from tests.core.contract.awkward import answer, document

THING = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
DOCUMENT = document({"/thing": {"get": {"responses": answer(THING)}}})
SECRET = "s3cret-token"


class Thing(BaseHTTPRequestHandler):
    """A service with one thing, for whoever has the token."""

    def do_GET(self) -> None:
        token = self.headers.get("Authorization", "")
        body = b'{"id": "7"}' if token == f"Bearer {SECRET}" else token.encode()
        self.send_response(200 if body.startswith(b"{") else 401)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Thing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder with a collection where a repository has it."""
    connectors = tmp_path / "repository" / "connectors"
    connectors.mkdir(parents=True)
    data = postman.derive(Contract.parse(DOCUMENT), "0" * 64).files[postman.COLLECTION]
    (connectors / postman.COLLECTION).write_text(json.dumps(data), "utf-8")
    return connectors.parent


@pytest.fixture(autouse=True)
def no_token_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MICROAPP_TOKEN", raising=False)


def smoke(*words: object, bench: Workbench | None = None) -> int:
    return run(["smoke", *map(str, words)], bench)


def test_a_good_service_is_fine(
    repository: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = smoke(repository, "--url", url, "--token", SECRET)

    said = capsys.readouterr().out
    assert code == 0
    assert said.startswith("GET    /thing ")
    assert said.endswith("\n1 request, 3 tests: all held.\n")


def test_a_failure_is_said_test_by_test_and_the_exit_code_is_one(
    repository: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = smoke(repository / "connectors" / "postman.json", "--url", url, "--token", "other")

    said = capsys.readouterr().out
    assert code == 1
    assert "  Status is 200: the status is 401\n" in said
    assert said.endswith("\n1 request, 3 tests: 2 failed.\n")


@pytest.mark.parametrize("way", ["option", "variable", "stdin"])
def test_a_token_comes_in_three_ways_and_is_never_printed(
    way: str,
    repository: Path,
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = {"option": ["--token", SECRET], "variable": [], "stdin": ["--token", "-"]}[way]
    if way == "variable":
        monkeypatch.setenv("MICROAPP_TOKEN", SECRET)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{SECRET}\n" if way == "stdin" else ""))
    report = tmp_path / "report.xml"

    code = smoke(repository, "--url", url, "--json", "--junit", report, *words)

    assert code == 0
    assert SECRET not in "".join([*capsys.readouterr(), report.read_text("utf-8")])


def test_json_tells_every_test(
    repository: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    smoke(repository, "--url", url, "--token", "other", "--json")

    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert [test["ok"] for test in said["requests"][0]["tests"]] == [False, True, False]


def test_junit_counts_every_test(repository: Path, url: str, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"

    smoke(repository, "--url", url, "--token", "other", "--junit", report)

    root = Xml.fromstring(report.read_text("utf-8"))  # noqa: S314
    assert (root.get("tests"), root.get("failures")) == ("3", "2")
    assert [case.find("failure") is not None for case in root.iter("testcase")] == [
        True,
        False,
        True,
    ]


def test_a_service_that_is_not_there_is_a_failure(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = smoke(repository, "--url", "http://127.0.0.1:1", "--token", SECRET)

    assert code == 1
    assert "nothing listens there" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "--url is missing"),
        (["--url", "ftp://x"], "'ftp://x' is no address"),
        (["--url", "https://ann:pw@app.example"], "leave out names, passwords"),
        (["--url", "http://app.example", "--token", "t"], "would send the token unencrypted"),
        (["--url", "https://app.example"], "A token is missing"),
        (["--url", "https://app.example", "--token", "a b"], "characters that no token has"),
        (["--url", "https://app.example", "--token", "t", "--username", "a:b"], "no colon"),
    ],
)
def test_wrong_use_is_one_clear_line(
    words: list[str], why: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = smoke(repository, *words)

    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert why in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("content", [None, "{", "[]"])
def test_a_missing_or_broken_collection_is_wrong_use(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "postman.json"
    if content is not None:
        file.write_text(content, "utf-8")

    assert smoke(file, "--url", "https://app.example", "--token", "t") == 2
    assert capsys.readouterr().err.count("\n") == 1
