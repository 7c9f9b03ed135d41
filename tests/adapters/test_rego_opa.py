"""The engine `opa`: a program or a server of it, whose silence is never a pass."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters import rego
from microapp_cli.adapters.rego import opa
from microapp_cli.core.errors import PolicyEngineError
from microapp_cli.core.rulebook import RuleBook
from tests.rulebooks import green_facts, tiny_policies, without_owner

FINDING = {"id": "MA001", "path": "microapp.yaml", "line": 7, "message": "No owner."}


@pytest.fixture
def rulebook(tmp_path: Path) -> RuleBook:
    return rego.load(tiny_policies(tmp_path / "policies"))


def verdict(rulebook: RuleBook, *found: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What OPA answers for the tiny policies."""
    return {
        "canary": "judged on 2026-11-23",
        "found": [{"rule": "base/owner", "finding": finding} for finding in found],
        "judged": ["base/owner"],
        "missing_facts": [],
        "policies": rulebook.sha256,
        **changes,
    }


def program(folder: Path, code: str) -> dict[str, str]:
    """The environment in which `opa` is this Python program."""
    folder.mkdir(exist_ok=True)
    path = folder / "opa"
    path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{code}\n")
    path.chmod(0o755)
    return {"PATH": str(folder)}


def answering(value: object) -> str:
    """The code of a program that answers with this value, as opa does."""
    answer = {"result": [{"expressions": [{"value": value, "text": "x"}]}]}
    return f"sys.stdin.read(); print({json.dumps(json.dumps(answer))})"


def judged(rulebook: RuleBook, tmp_path: Path, code: str) -> list[dict[str, Any]]:
    """The findings of an `opa` that is this Python program."""
    environ = program(tmp_path / "bin", code)
    return rego.engine("opa", rulebook, environ).judge(without_owner())


def test_its_findings_are_those_of_the_verdict(rulebook: RuleBook, tmp_path: Path) -> None:
    assert judged(rulebook, tmp_path, answering(verdict(rulebook, FINDING))) == [FINDING]


def test_it_is_given_all_policies_the_data_and_the_facts(
    rulebook: RuleBook, tmp_path: Path
) -> None:
    tell = tmp_path / "told.json"
    code = (
        "folder = sys.argv[sys.argv.index('--bundle') + 1]\n"
        "files = {name: open(os.path.join(at, name)).read()\n"
        "         for at, _, names in os.walk(folder) for name in names}\n"
        f"json.dump([sys.argv[1:], files, sys.stdin.read()], open({str(tell)!r}, 'w'))\n"
    )

    judged(rulebook, tmp_path, code + answering(verdict(rulebook)))

    words, files, facts = json.loads(tell.read_text())
    assert words[0] == "eval"
    assert words[-1] == "data.microapp.main.verdict"
    assert "--strict-builtin-errors" in words
    assert sorted(files) == ["000-main.rego", "001-owner.rego", "data.json"]
    assert json.loads(files["data.json"]) == rulebook.document
    assert json.loads(facts) == without_owner()


def test_its_folder_goes_when_the_engine_goes(rulebook: RuleBook, tmp_path: Path) -> None:
    tell = tmp_path / "told"
    code = f"open({str(tell)!r}, 'w').write(sys.argv[sys.argv.index('--bundle') + 1])\n"

    judged(rulebook, tmp_path, code + answering(verdict(rulebook)))

    assert not Path(tell.read_text()).exists()


Told = Callable[[RuleBook], str]
SILENT: dict[str, tuple[Told, str]] = {
    "nothing": (lambda _: "", "opa gave no verdict: it is undefined."),
    "an empty answer": (lambda _: "print('{}')", "opa gave no verdict: it is undefined."),
    "no JSON": (lambda _: "print('fine!')", "opa gave no verdict"),
    "a list": (lambda _: "print('[]')", "opa gave no verdict"),
    "an error": (
        lambda _: (
            "print(json.dumps({'errors': [{'message': 'unexpected eof', 'code': 'rego_parse_error',"
            " 'location': {'file': 'rules/x.rego', 'row': 3, 'col': 7}}]})); sys.exit(2)"
        ),
        "opa: rules/x.rego:3:7: unexpected eof",
    ),
    "words on stderr": (
        lambda _: "print('unknown flag: --bundle\\nUsage: …', file=sys.stderr); sys.exit(1)",
        "opa: unknown flag: --bundle",
    ),
    "a crash": (lambda _: "os.kill(os.getpid(), 9)", "opa: no answer"),
    "a good answer and a bad end": (
        lambda book: answering(verdict(book)) + "; sys.exit(1)",
        "opa: no answer",
    ),
    "text": (lambda _: answering("fine"), "The policies gave no verdict"),
    "no canary": (
        lambda book: answering(verdict(book, canary="judged on 2026-11-22")),
        "no canary",
    ),
    "other policies": (
        lambda book: answering(verdict(book, policies="0" * 64)),
        "The engine judged by other policies than those that were loaded.",
    ),
    "a rule that did not judge": (
        lambda book: answering(verdict(book, judged=[])),
        "rules/base/owner/owner.rego: the rule did not judge",
    ),
    "no list of judges": (lambda book: answering(verdict(book, judged=None)), "which rules"),
    "no list of findings": (lambda book: answering(verdict(book, found=None)), "list of findings"),
    "a missing fact": (
        lambda book: answering(verdict(book, missing_facts=["files", "lint"])),
        "The facts lack files, lint.",
    ),
    "a finding of nobody": (
        lambda book: answering(verdict(book, found=[{"rule": "base/x", "finding": FINDING}])),
        "A finding came from no rule we know",
    ),
    "a finding of no shape": (
        lambda book: answering(verdict(book, found=["MA001"])),
        "A finding came from no rule we know",
    ),
    "more than a verdict": (
        lambda book: answering(verdict(book, passed=True)),
        "The policies gave no verdict",
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_whatever_is_no_verdict_is_no_pass(name: str, rulebook: RuleBook, tmp_path: Path) -> None:
    code, said = SILENT[name]

    with pytest.raises(PolicyEngineError) as refused:
        judged(rulebook, tmp_path, code(rulebook))

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_one_that_never_answers_is_stopped(
    rulebook: RuleBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opa, "SECONDS", 0.5)

    with pytest.raises(PolicyEngineError, match=r"opa did not answer within 0\.5 seconds\."):
        judged(rulebook, tmp_path, "time.sleep(60)")


def test_without_the_program_a_person_reads_where_to_get_it(rulebook: RuleBook) -> None:
    with pytest.raises(PolicyEngineError) as refused:
        rego.engine("opa", rulebook, {"PATH": "/nowhere"})

    assert str(refused.value) == (
        "There is no program `opa` on the PATH. Install Open Policy Agent 1.0 or later, "
        "name a server of it in OPA_URL, or leave --engine opa out."
    )


def test_a_program_that_cannot_be_started_is_told_in_one_line(
    rulebook: RuleBook, tmp_path: Path
) -> None:
    environ = program(tmp_path / "bin", "")
    (tmp_path / "bin/opa").write_text("#!/nowhere/python\n")

    with pytest.raises(PolicyEngineError, match="No such file"):
        rego.engine("opa", rulebook, environ).judge(green_facts())


@contextmanager
def server(status: int, answer: bytes, asked: list[Any]) -> Iterator[dict[str, str]]:
    """A server that answers every call so; gives the environment that names it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            asked.append((self.path, json.loads(self.rfile.read(length))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            return

    served = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    try:
        yield {"OPA_URL": f"http://127.0.0.1:{served.server_port}/", "PATH": os.defpath}
    finally:
        served.shutdown()
        thread.join()
        served.server_close()


def test_a_server_is_asked_for_the_verdict_on_the_facts(rulebook: RuleBook) -> None:
    asked: list[Any] = []
    answer = json.dumps({"result": verdict(rulebook, FINDING)}).encode()

    with server(200, answer, asked) as environ:
        found = rego.engine("opa", rulebook, environ).judge(without_owner())

    assert found == [FINDING]
    ((path, body),) = asked
    assert path == "/v1/data/microapp/main/verdict?strict-builtin-errors=true"
    assert body == {"input": without_owner()}


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (200, b"{}", "does not have these policies. Start it with what `microapp policy bundle"),
        (200, b"", "does not have these policies"),
        (200, b'{"result": {}}', "The policies gave no verdict"),
        (404, b'{"code": "not_found", "message": "no such document"}', "404 no such document"),
        (500, b"<html>", "500 Internal Server Error"),
    ],
)
def test_a_server_without_a_verdict_is_no_pass(
    status: int, answer: bytes, said: str, rulebook: RuleBook
) -> None:
    with (
        server(status, answer, []) as environ,
        pytest.raises(PolicyEngineError) as refused,
    ):
        rego.engine("opa", rulebook, environ).judge(green_facts())

    assert said in str(refused.value)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "opa.acme.example", "ftp://x"])
def test_a_server_is_reached_by_http_alone(url: str, rulebook: RuleBook) -> None:
    with pytest.raises(PolicyEngineError, match="must begin with http"):
        rego.engine("opa", rulebook, {"OPA_URL": url}).judge(green_facts())


def test_a_server_that_is_not_there_is_told_in_one_line(rulebook: RuleBook) -> None:
    with pytest.raises(PolicyEngineError, match="Connection refused"):
        rego.engine("opa", rulebook, {"OPA_URL": "http://127.0.0.1:1"}).judge(green_facts())
