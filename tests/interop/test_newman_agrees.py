"""newman and `microapp smoke` run the very same collection, and agree on every single test."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters import contract_files
from microapp_cli.core.contract import postman
from microapp_cli.main import run
from tests.houses import house
from tests.servers import node
from tests.servers.meddler import (
    Meddler,
    Passed,
    Spoil,
    with_body,
    with_status,
    without_header,
)
from tests.servers.rendered import Repository
from tests.servers.service import Service

pytestmark = pytest.mark.interop

SOURCE = Path(__file__).parent / "connectors"
SPECS = Path(__file__).parents[1] / "core" / "contract" / "specs"


@dataclass(frozen=True)
class Verdict:
    """What a program found: its exit code, and each request with its status and tests."""

    code: int
    requests: list[tuple[str, int, dict[str, bool]]]

    @property
    def failed(self) -> set[tuple[str, str]]:
        """The tests that failed, with the name of their request."""
        return {
            (name, title)
            for name, _, tests in self.requests
            for title, is_fine in tests.items()
            if not is_fine
        }


@pytest.fixture
def collection(crud: Repository, tmp_path: Path) -> Path:
    """The collection and the environment as they come with a new repository."""
    for name in (postman.COLLECTION, postman.ENVIRONMENT):
        shutil.copy(crud.folder / "connectors" / name, tmp_path)
    return tmp_path / postman.COLLECTION


@pytest.fixture
def token(service: Service, org: str) -> str:
    """The token of an admin."""
    return str(service.caller("ada", org, "admin").token)


@pytest.fixture
def meddler(service: Service) -> Iterator[Meddler]:
    """A proxy in front of the service."""
    made = Meddler(service.port)
    yield made
    made.stop()


def newman(collection: Path, url: str, token: str) -> Verdict:
    """Run a collection with newman."""
    folder = node.installed("connectors", SOURCE)
    report = collection.with_name("newman.json")
    words = ["node_modules/newman/bin/newman.js", "run", str(collection)]
    words += ["--environment", str(collection.with_name(postman.ENVIRONMENT))]
    words += ["--env-var", f"baseUrl={url}", "--env-var", f"token={token}"]
    words += ["--env-var", "username=ann"]
    done = node.run([*words, "--reporters", "json", "--reporter-json-export", str(report)], folder)
    executions = json.loads(report.read_text("utf-8"))["run"]["executions"]
    return Verdict(done.returncode, [_request(execution) for execution in executions])


def _request(execution: dict[str, Any]) -> tuple[str, int, dict[str, bool]]:
    tests = {entry["assertion"]: "error" not in entry for entry in execution["assertions"]}
    return execution["item"]["name"], execution["response"]["code"], tests


def smoke(collection: Path, url: str, token: str) -> Verdict:
    """Run a collection with `microapp smoke`."""
    words = ["smoke", str(collection), "--url", url, "--username", "ann", "--json"]
    bench = dataclasses.replace(house(), environ={"MICROAPP_TOKEN": token})
    with redirect_stdout(io.StringIO()) as said:
        code = run(words, bench)
    return as_verdict(code, said.getvalue())


def as_verdict(code: int, report: str) -> Verdict:
    """Read what `microapp smoke --json` said."""
    requests = [
        (entry["name"], entry["status"], {test["name"]: test["ok"] for test in entry["tests"]})
        for entry in json.loads(report)["requests"]
    ]
    return Verdict(code, requests)


@pytest.mark.parametrize("program", [newman, smoke])
def test_every_request_is_answered_well_and_tested(
    service: Service,
    collection: Path,
    token: str,
    program: Callable[[Path, str, str], Verdict],
) -> None:
    verdict = program(collection, f"http://127.0.0.1:{service.port}", token)

    assert verdict.code == 0
    assert [status for _, status, _ in verdict.requests[:8]] == [
        201,
        200,
        200,
        200,
        200,
        204,
        200,
        204,
    ]
    assert all(200 <= status < 300 for _, status, _ in verdict.requests)
    assert all(tests and all(tests.values()) for _, _, tests in verdict.requests)


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_the_reports_are_the_same(service: Service, collection: Path, token: str) -> None:
    url = f"http://127.0.0.1:{service.port}"

    theirs, ours = newman(collection, url, token), smoke(collection, url, token)

    assert ours == theirs


def on(method: str, path: str, spoil: Spoil) -> Spoil:
    """Spoil only answers to one method on one kind of path."""
    fits = re.compile(path.replace("{id}", "[0-9a-f-]{36}"))
    return lambda passed: (
        spoil(passed) if passed.method == method and fits.fullmatch(passed.path) else passed
    )


def _changed(passed: Passed, **changes: Any) -> Passed:
    fields = {**json.loads(passed.body), **changes}
    return with_body(passed, json.dumps(fields).encode())


def _without_field(passed: Passed) -> Passed:
    fields = json.loads(passed.body)
    del fields["title"]
    return with_body(passed, json.dumps(fields).encode())


def _only_items(passed: Passed) -> Passed:
    return with_body(passed, json.dumps(json.loads(passed.body)["items"]).encode())


SPOILS: dict[str, tuple[Spoil, str, str]] = {
    "wrong status": (
        on("POST", "/v1/notes", lambda passed: with_status(passed, 200)),
        "Create one of notes",
        "Status is 201",
    ),
    "no envelope": (
        on("GET", "/v1/notes", _only_items),
        "List notes",
        "Body has the form that the contract promises",
    ),
    "no ETag": (
        on("GET", "/v1/notes/{id}", lambda passed: without_header(passed, "ETag")),
        "Read one of notes",
        "Header ETag is there",
    ),
    "no rate limit": (
        on("DELETE", "/v1/notes/{id}", lambda passed: without_header(passed, "RateLimit")),
        "Delete one of notes",
        "Header RateLimit is there",
    ),
    "no title": (
        on("PATCH", "/v1/notes/{id}", _without_field),
        "Change one of notes",
        "Body has the form that the contract promises",
    ),
    "a number for a text": (
        on("PATCH", "/v1/notes/{id}", lambda passed: _changed(passed, title=1)),
        "Change one of notes",
        "Body has the form that the contract promises",
    ),
    "another record": (
        on("PATCH", "/v1/notes/{id}", lambda passed: _changed(passed, id="0" * 36)),
        "Change one of notes",
        "Body.id is notes_id",
    ),
    "500": (
        on(
            "POST",
            "/v1/notes/{id}/restore",
            lambda passed: with_status(with_body(passed, b"oh"), 500),
        ),
        "Restore one of notes after its deletion",
        "Status is 200",
    ),
    "no JSON": (
        on("POST", "/v1/notes", lambda passed: with_body(passed, b"<html>")),
        "Create one of notes",
        "Body.id is kept as notes_id",
    ),
}


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", SPOILS)
def test_a_spoilt_answer_fails_the_same_tests_in_both(
    name: str, collection: Path, token: str, meddler: Meddler
) -> None:
    meddler.spoil, request, title = SPOILS[name]

    theirs, ours = newman(collection, meddler.url, token), smoke(collection, meddler.url, token)

    assert (theirs.code, ours.code) == (1, 1)
    assert (request, title) in ours.failed
    assert ours.failed == theirs.failed


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
@pytest.mark.parametrize("program", [newman, smoke])
def test_every_post_has_an_idempotency_key_of_its_own(
    collection: Path,
    token: str,
    meddler: Meddler,
    program: Callable[[Path, str, str], Verdict],
) -> None:
    program(collection, meddler.url, token)

    keys = [seen.asked["idempotency-key"] for seen in meddler.passed if seen.method == "POST"]
    assert len(set(keys)) == len(keys) == 3


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_without_a_good_token_both_fail(service: Service, collection: Path) -> None:
    url = f"http://127.0.0.1:{service.port}"

    codes = [program(collection, url, "no.good.token").code for program in (newman, smoke)]

    assert codes == [1, 1]


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_a_collection_that_signs_in_by_password_is_run_alike(
    meddler: Meddler, tmp_path: Path
) -> None:
    derived = contract_files.derive_from(SPECS / "redocly-museum-3.1.yaml")
    contract_files.write(tmp_path, derived)
    collection = tmp_path / postman.COLLECTION

    verdicts = [program(collection, meddler.url, "s3cret") for program in (newman, smoke)]

    assert verdicts[0].failed == verdicts[1].failed
    assert {seen.asked["authorization"] for seen in meddler.passed} == {"Basic YW5uOnMzY3JldA=="}
