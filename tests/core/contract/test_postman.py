"""The Postman collection of a contract: the order, what is handed on, and what it cannot say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.core.contract import postman
from microapp_cli.core.contract.derived import Derived
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.smoke.collection import Collection, read_collection
from microapp_cli.core.contract.smoke.script import read
from tests.core.contract.awkward import AWKWARD, TREES, answer, document
from tests.yaml_text import parsed

ORDERS = parsed(Path(__file__).with_name("orders.yaml").read_text("utf-8"))
STAMP = "5" * 64


def derived(data: Any) -> Derived:
    return postman.derive(Contract.parse(data), STAMP)


def collection(data: Any) -> Any:
    return derived(data).files[postman.COLLECTION]


def read_back(data: Any) -> Collection:
    return read_collection(json.loads(json.dumps(collection(data))))


def lines(item: Any) -> list[str]:
    inner = [line for part in item.get("item", ()) for line in lines(part)]
    return inner + [line for event in item.get("event", ()) for line in event["script"]["exec"]]


def crud(*more: str) -> dict[str, Any]:
    """A document with the usual operations of things, and more actions on one of them."""
    state = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}
    made = answer(TREES, "201")
    made["201"]["headers"] = {"ETag": {"schema": {"type": "string"}}}
    gone = {"204": {"description": "Gone"}}
    return document(
        {
            "/v1/things/{id}": {
                "delete": {"parameters": [state], "responses": gone},
                "patch": {"parameters": [state], "responses": answer(TREES)},
                "get": {"responses": answer(TREES)},
            },
            "/v1/things": {
                "get": {"responses": answer({"type": "array", "items": TREES})},
                "post": {"responses": made},
            },
            **{f"/v1/things/{{id}}/{name}": {"post": {"responses": made}} for name in more},
        }
    )


@pytest.mark.parametrize("data", [AWKWARD, ORDERS, crud("restore")])
def test_every_line_of_every_script_is_understood_as_what_it_says(data: Any) -> None:
    found = lines(collection(data))

    assert found
    assert [read(line).line for line in found] == found


def test_what_takes_away_comes_last_and_what_was_restored_is_cleaned_up() -> None:
    steps = read_back(crud("restore", "approve")).steps

    assert [f"{step.method} {step.path}" for step in steps] == [
        "POST /v1/things",
        "GET /v1/things/{{things_id}}",
        "GET /v1/things",
        "PATCH /v1/things/{{things_id}}",
        "POST /v1/things/{{things_id}}/approve",
        "DELETE /v1/things/{{things_id}}",
        "POST /v1/things/{{things_id}}/restore",
        "DELETE /v1/things/{{things_id}}",
    ]
    assert steps[-1].name.startswith("Clean up: ")


def test_the_id_and_the_state_are_handed_from_one_request_to_the_next() -> None:
    create, get, _, patch, *_ = read_back(crud()).steps

    assert [test.title for test in create.tests][-2:] == [
        "Body.id is kept as things_id",
        "Header ETag is kept as things_etag",
    ]
    assert "Body.id is things_id" in [test.title for test in get.tests]
    assert ("If-Match", "{{things_etag}}") in patch.headers


def test_the_id_of_a_list_serves_where_nothing_is_created() -> None:
    data = crud()
    del data["paths"]["/v1/things"]["post"]

    titles = [test.title for step in read_back(data).steps for test in step.tests]

    assert "Body[0].id is kept as things_id" in titles


def test_a_header_is_kept_for_what_the_contract_links_it_to() -> None:
    asked = answer({"type": "object"})
    lead = {"operationId": "trace", "parameters": {"no": "$response.header.X-No"}}
    asked["200"] |= {"headers": {"X-No": {"schema": {"type": "string"}}}, "links": {"it": lead}}
    data = document(
        {
            "/ask": {"post": {"responses": asked}},
            "/traces/{no}": {"get": {"operationId": "trace", "responses": answer(TREES)}},
        }
    )

    ask, trace = sorted(read_back(data).steps, key=lambda step: step.method, reverse=True)

    assert "Header X-No is kept as traces_no" in [test.title for test in ask.tests]
    assert trace.path == "/traces/{{traces_no}}"


def test_what_is_off_until_it_is_asked_for_may_say_so() -> None:
    call = {"x-optional": "SEARCH=on", "responses": answer({})}

    (step,) = read_back(document({"/search": {"get": call}})).steps

    assert all(test.title.endswith(", or it is off without SEARCH=on") for test in step.tests)


def test_two_places_never_share_a_variable() -> None:
    things = crud()["paths"]
    data = document({**things, **{p.replace("/v1", "/v2"): item for p, item in things.items()}})

    paths = {step.path for step in read_back(data).steps}

    assert {"/v1/things/{{things_id}}", "/v2/things/{{things_id.2}}"} <= paths


@pytest.mark.parametrize("name", ["baseUrl", "spec_sha256", "token", "username"])
def test_a_part_of_a_path_never_takes_the_variable_of_a_secret(name: str) -> None:
    parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    call = {"parameters": [parameter], "responses": answer({"type": "object"})}

    step = read_back(document({f"/{{{name}}}": {"get": call}})).steps[0]

    assert step.path == f"/{{{{{name}.2}}}}"


def test_an_example_never_becomes_a_variable() -> None:
    for step in read_back(AWKWARD).steps:
        texts = [step.path, step.body or "", *(value for _, value in step.headers)]
        assert not [text for text in texts if "{{token}}" in text]


def test_the_token_is_a_secret_of_the_environment_and_empty() -> None:
    environment: Any = derived(AWKWARD).files[postman.ENVIRONMENT]

    token = next(value for value in environment["values"] if value["key"] == "token")
    assert (token["value"], token["type"]) == ("", "secret")


def test_an_operation_may_prove_who_calls_in_a_way_of_its_own() -> None:
    keys = {f"{step.method} {step.path}": step.key for step in read_back(AWKWARD).steps}

    assert keys["POST /trees"] == ("header", "Authorization", "Bearer {{token}}")
    assert keys["GET /trees/{{trees_treeId}}"] == ("header", "X-Key", "{{token}}")
    assert keys["DELETE /trees/{{trees_treeId}}"] is None


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("GET /", "No success is described; any 2xx counts as one."),
        ("GET /trees", "The cookie session has to be set by hand."),
        ("GET /trees", "The header Bad Name has no value that can be sent."),
        ("PUT /trees/{treeId}", "Postman cannot prove who calls in this way."),
        ("PUT /trees/{treeId}", "A body of application/xml has to be filled in by hand."),
    ],
)
def test_what_cannot_be_said_is_noted(where: str, what: str) -> None:
    assert (where, what) in {(note.where, note.what) for note in derived(AWKWARD).notes}


def test_the_spec_s_hash_is_in_the_collection() -> None:
    found = collection(ORDERS)

    assert {"key": "spec_sha256", "value": STAMP, "type": "string"} in found["variable"]
    assert STAMP in found["info"]["description"]


def test_the_same_contract_gives_the_same_bytes() -> None:
    assert json.dumps(collection(AWKWARD)) == json.dumps(collection(AWKWARD))


def test_ten_thousand_paths_take_seconds() -> None:
    data = document({f"/p{n}/{{id}}": {"get": {"responses": answer(TREES)}} for n in range(10_000)})

    assert len(read_back(data).steps) == 10_000
