"""`microapp try` makes a service, calls each of its operations once, and says how it went."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.main import run
from tests.houses import ROOT, house

# A service without dependencies, in place of the kit: `python -m app` and a token program.
SERVICE = """\
import json, os
from http.server import BaseHTTPRequestHandler, HTTPServer

DOCUMENT = {"paths": {
    "/v1/notes": {"post": {}, "get": {}},
    "/v1/notes/{id}": {"get": {}, "delete": {
        "parameters": [{"name": "If-Match", "in": "header", "required": True}]}},
    "/v1/broken": {"get": {}},
}}


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        known = {"/readyz": {}, "/openapi.json": DOCUMENT, "/v1/notes": {}, "/v1/notes/n%201": {}}
        self.say(200 if self.path in known else STATUS, known.get(self.path, {}))

    def do_POST(self):
        keyed = self.headers["Idempotency-Key"] and self.headers["Authorization"] == "Bearer t"
        self.say(201 if keyed else 400, {"id": "n 1"})

    def do_DELETE(self):
        self.say(204 if self.headers["If-Match"] == '"1"' else 412, None)

    def say(self, status, value):
        content = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
"""
POST = '"post": {}'
WITH_BODY = """"post": {"summary": "Put a note down", "requestBody": {"content":
    {"application/json": {"example": {"title": "Milk"}}}}}"""
UV = f"""\
#!/bin/sh
mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"
ln -s {sys.executable} "$UV_PROJECT_ENVIRONMENT/bin/python"
"""


@pytest.fixture
def served(bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny blueprint with a service in it, and a uv that installs nothing."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(UV)
    (tmp_path / "bin" / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    blueprints = bench.assets / "blueprints"
    (blueprints / "base/files/microapp_kit/token.py").write_text("print('t')\n")
    return blueprints / "crud/files/app/__main__.py"


def test_every_operation_is_called_and_shown(
    bench: Workbench, served: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served.write_text(SERVICE.replace("STATUS", "200"))

    code = run(["try", "crud"], bench)

    lines = capsys.readouterr().out.splitlines()
    said = [line.split()[:3] for line in lines if not line.startswith(" ")]
    assert code == 0
    assert said == [
        ["GET", "/v1/broken", "200"],
        ["POST", "/v1/notes", "201"],
        ["GET", "/v1/notes", "200"],
        ["GET", "/v1/notes/n%201", "200"],
        ["DELETE", "/v1/notes/n%201", "204"],
    ]


def test_what_was_asked_and_answered_is_shown_and_each_step_says_that_it_runs(
    bench: Workbench, served: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served.write_text(SERVICE.replace("STATUS", "200").replace(POST, WITH_BODY))

    run(["try", "crud"], bench)

    out, err = capsys.readouterr()
    assert '       # Put a note down\n       > {"title": "Milk"}\n       < {"id": "n 1"}\n' in out
    assert [line for line in err.splitlines() if line.endswith("…")] == [
        "Making an invented app …",
        "Installing what its lock file lists, once …",
        "Starting it …",
    ]
    assert "5 calls, all fine." in err


def test_one_call_that_fails_is_shown_and_is_a_finding(
    bench: Workbench, served: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served.write_text(SERVICE.replace("STATUS", "500"))

    code = run(["try", "crud", "--json"], bench)

    said = json.loads(capsys.readouterr().out)
    assert (code, said["ok"]) == (1, False)
    assert [call["path"] for call in said["calls"] if not call["ok"]] == ["/v1/broken"]


def test_a_service_that_does_not_start_says_its_last_words(
    bench: Workbench, served: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served.write_text("raise SystemExit('no port today')\n")

    code = run(["try", "crud"], bench)

    said = capsys.readouterr().err
    assert code == 2
    assert "did not get ready" in said
    assert "no port today" in said


def test_a_kept_repository_stays(bench: Workbench, served: Path, tmp_path: Path) -> None:
    served.write_text(SERVICE.replace("STATUS", "200"))

    code = run(["try", "crud", "--keep", str(tmp_path / "kept")], bench)

    assert code == 0
    assert (tmp_path / "kept" / "microapp.yaml").is_file()


def test_a_folder_that_is_taken_is_answered_with_the_option_that_named_it(
    bench: Workbench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "kept"
    taken.mkdir()
    (taken / "notes.txt").write_text("mine")

    code = run(["try", "crud", "--keep", str(taken)], bench)

    said = capsys.readouterr().err
    assert code == 2
    assert f"{taken} exists already. Choose another folder for --keep." in said
    assert "--output" not in said


@pytest.mark.slow
@pytest.mark.parametrize("blueprint", ["crud"])
def test_every_operation_of_a_real_blueprint_works(
    blueprint: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)

    code = run(["try", blueprint, "--json"], house(ROOT))

    said = json.loads(capsys.readouterr().out)
    methods = {call["method"] for call in said["calls"]}
    assert code == 0, said
    assert methods == {"GET", "POST", "PATCH", "DELETE"}
