"""The contract as facts: valid or not and where, what operations promise, what is out of date."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from microapp_cli.adapters.facts import openapi_schema
from microapp_cli.core.errors import WrongUse
from tests.adapters.facts.made import commit, edit, read

SPECS = sorted((Path(__file__).parents[2] / "core" / "contract" / "specs").glob("*.yaml"))
CONTRACT = "openapi.yaml"
NEW_VERSION = """\
  /v2/notes:
    get:
      operationId: list_notes_v2
      summary: List notes
      responses:
        '200':
          description: All notes.
"""


def contract(folder: Path, base: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = read(folder, base)["contract"]
    return found


def line_of(folder: Path, text: str) -> int:
    lines = (folder / CONTRACT).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_operations_are_told_with_their_lines(original: Path) -> None:
    found = contract(original)

    first, second = found["operations"][:2]
    assert (first["method"], first["path"], first["security"]) == ("get", "/v1/notes", True)
    assert {"limit", "cursor", "sort"} <= set(first["parameters"])
    assert (second["operation_id"], second["tags"]) == ("create_notes", ["notes"])
    assert second["line"] == line_of(original, "operationId: create_notes") - 1
    assert "Idempotency-Key" in second["parameters"]
    assert {"201", "401", "429"} <= set(second["responses"])
    assert (found["problems"], found["stale"], found["breaking"]) == ([], [], [])
    assert found["lines"]["/components/schemas/Note"] == line_of(original, "    Note:")


@pytest.mark.parametrize(
    ("security", "guarded"),
    [("[]", False), ("[{}]", False), ("[{bearer: []}]", True), ("[{bearer: []}, {}]", False)],
)
def test_an_operation_without_security_is_open(app: Path, security: str, guarded: bool) -> None:
    edit(
        app,
        CONTRACT,
        "operationId: list_notes",
        f"security: {security}\n      operationId: list_notes",
    )

    assert contract(app)["operations"][0]["security"] is guarded


@pytest.mark.parametrize(
    ("old", "new", "pointer", "words"),
    [
        ("  version: 1.0.0", "  versions: 1.0.0", "/info", "required"),
        ("openapi: 3.1.0", "openapi: 2.0", "", "3.0 or 3.1"),
        ("operationId: list_notes", "operationId: create_notes", "", "too"),
        ("      - name: sort", "      - nome: sort", "/paths/~1v1~1notes/get/parameters/2", "name"),
        ("in: query", "in: body", "/paths/~1v1~1notes/get/parameters/2/in", "not one of"),
        ("'200':", "'2000':", "/paths/~1v1~1notes/get/responses", "2000"),
        ("- bearer: []", "- barer: []", "/paths/~1v1~1notes/get", "no security scheme"),
        ("  /v1/notes/{id}:", "  /v1/notes/{ids}:", "", "names {ids}"),
        ("#/components/schemas/NotePage", "#/components/schemas/Nothing", "", "points at nothing"),
        ("#/components/schemas/NotePage", "/etc/passwd", "", "leads out of the document"),
        ("paths:\n", "paths:\n  v1: {}\n", "/paths", "v1"),
        ("title: Leave helper", "title: 5", "/info/title", "not of type"),
        ("title: Leave helper", "title: x\n  title: y", "", "given twice"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    app: Path, old: str, new: str, pointer: str, words: str
) -> None:
    edit(app, CONTRACT, old, new)

    problems = contract(app)["problems"]

    assert any(words in problem["message"] for problem in problems), problems
    assert not pointer or pointer in {problem["pointer"] for problem in problems}


def test_a_problem_stands_at_its_line(app: Path) -> None:
    edit(app, CONTRACT, "in: query", "in: body")

    (problem,) = contract(app)["problems"]

    assert problem["line"] == line_of(app, "in: body")


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"[]", b"\xff\xfe", b"openapi: 3.1.0", b"a: &a [*a]", b"{", b"- " * 100_000),
        *(b"[" * 100_000, b'{"a":' * 100_000, b"x: &x !!python/object:os.system y", b"\0"),
        b"a: &a [1]\nb: &b [" + b"*a," * 5000 + b"]\nc: [" + b"*b," * 5000 + b"]",
        b"paths: {/: {get: 5}}\nopenapi: 3.1.0\ninfo: {title: x, version: '1'}",
        b"openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {1: 2, true: {}, null: 5}",
    ],
)
def test_what_is_no_contract_is_a_problem(app: Path, content: bytes) -> None:
    (app / CONTRACT).write_bytes(content)

    assert contract(app)["problems"]


def test_no_contract_is_no_document(app: Path) -> None:
    (app / CONTRACT).unlink()

    found = contract(app)

    assert (found["document"], found["problems"], found["operations"]) == (None, [], [])


def test_derived_files_that_differ_or_are_gone_are_told(app: Path) -> None:
    (app / "connectors" / "postman.json").write_text("{}\n")
    (app / "connectors" / "zapier" / "index.js").unlink()

    assert contract(app)["stale"] == ["connectors/postman.json", "connectors/zapier/index.js"]


def test_all_is_stale_after_the_contract_changed(app: Path) -> None:
    edit(app, CONTRACT, "summary: List notes", "summary: All notes")

    assert "connectors/postman.json" in contract(app)["stale"]


def test_a_breaking_change_is_told_against_the_base(app: Path) -> None:
    base = commit(app)
    edit(app, CONTRACT, "operationId: list_notes", "operationId: all_notes")
    edit(app, CONTRACT, "  version: 1.0.0", "  version: 1.0.1")

    found = read(app, base)

    (change,) = found["contract"]["breaking"]
    assert "GET /v1/notes" in change["message"]
    assert change["line"] == line_of(app, "operationId: all_notes")
    assert "Keep the operationId" in change["fix"]
    assert found["previous"]["manifest"]["tier"] == "T1"


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0", "99.0.0"])
def test_a_higher_version_number_is_no_leave_to_break_callers(app: Path, version: str) -> None:
    base = commit(app)
    edit(app, CONTRACT, "maxLength: 40", "maxLength: 20")
    edit(app, CONTRACT, "  version: 1.0.0", f"  version: {version}")

    assert contract(app, base)["breaking"]


def test_a_new_version_of_a_path_beside_the_old_one_breaks_nobody(app: Path) -> None:
    base = commit(app)
    edit(app, CONTRACT, "paths:\n", "paths:\n" + NEW_VERSION)

    assert contract(app, base)["breaking"] == []


def test_a_path_that_only_its_new_version_is_left_of_is_gone(app: Path) -> None:
    base = commit(app)
    edit(app, CONTRACT, "  /v1/notes:\n", "  /v2/notes:\n")

    said = " ".join(change["message"] for change in contract(app, base)["breaking"])
    assert "GET /v1/notes" in said


def test_a_base_without_the_files_breaks_nothing(app: Path) -> None:
    (app / CONTRACT).rename(app.parent / CONTRACT)
    base = commit(app)
    (app.parent / CONTRACT).rename(app / CONTRACT)

    assert contract(app, base)["breaking"] == []


@pytest.mark.parametrize("ref", ["nope", "-h", "--help", "", "HEAD^{tree}", "a b", "\0", "@{-1}"])
def test_a_base_that_git_does_not_know_is_refused(app: Path, ref: str) -> None:
    commit(app)

    with pytest.raises(WrongUse, match=r"Name one, such as origin/main"):
        read(app, ref or "-")


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_whatever_the_reference_validator_refuses_is_refused(spec: Path) -> None:
    """Three hundred spoilt copies of each document that others wrote."""
    document = json.loads(json.dumps(yaml.safe_load(spec.read_text("utf-8")), default=str))
    theirs = OpenAPIV31SpecValidator if document["openapi"] > "3.1" else OpenAPIV30SpecValidator
    random_ = random.Random(spec.stem)  # noqa: S311 (the same copies in every run)

    assert list(openapi_schema.problems(document)) == []
    for _ in range(300):
        spoilt = copy.deepcopy(document)
        spoil(spoilt, random_)
        is_refused = any(openapi_schema.problems(spoilt)) or _names_are_wrong(spoilt)
        assert is_refused or _is_valid(theirs, spoilt), spoilt


def _is_valid(validator: Callable[..., Any], document: dict[str, Any]) -> bool:
    try:
        return bool(validator(document).is_valid())
    except Exception:
        return False


def _names_are_wrong(document: dict[str, Any]) -> bool:
    from microapp_cli.core.contract import validity
    from microapp_cli.core.contract.document import Contract
    from microapp_cli.core.errors import BadContract

    try:
        return any(validity.problems(Contract.parse(document)))
    except BadContract:
        return True


def spoil(document: Any, random_: random.Random) -> None:
    """Remove, rename, add or replace one thing somewhere."""
    place = document
    while True:
        inner = place.values() if isinstance(place, dict) else place
        deeper = [part for part in inner if isinstance(part, dict | list) and part]
        if not deeper or random_.random() < 0.25:
            break
        place = random_.choice(deeper)
    junk = random_.choice([None, 5, "x", [], {}, ["x"], {"x": 5}, True, -1.5])
    key = random_.choice(list(place) if isinstance(place, dict) else range(len(place)))
    match random_.randrange(4), place:
        case 0, dict():
            place[f"{key}s"] = place.pop(key)
        case 1, dict():
            place[random_.choice(["x", "type", "required", "in", "schema"])] = junk
        case 2, _:
            del place[key]
        case _:
            place[key] = junk
