"""The Power Automate connector: valid, named for people, and honest about what it leaves out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from microapp_cli.core.contract import power_automate
from microapp_cli.core.contract.derived import Derived
from microapp_cli.core.contract.document import Contract
from tests.core.contract.awkward import AWKWARD, answer, document
from tests.core.contract.power_platform import DEFINITION, PROPERTIES, faults, operations
from tests.yaml_text import parsed

CRUD = Path(__file__).parents[3] / "blueprints/crud/files/openapi.yaml"


def derived(data: Any) -> Derived:
    return power_automate.derive(Contract.parse(data), "f" * 64)


@pytest.fixture(scope="module")
def crud() -> Derived:
    return derived(parsed(CRUD.read_text(encoding="utf-8")))


def told(made: Derived) -> list[str]:
    return [f"{note.where}: {note.what}" for note in made.notes]


def test_the_connector_of_crud_is_what_power_automate_accepts(crud: Derived) -> None:
    assert list(faults(crud)) == []


def test_an_awkward_contract_still_gives_a_valid_connector() -> None:
    assert list(faults(derived(AWKWARD))) == []


@pytest.mark.parametrize("spoilt", [{"paths": {"/x": {"get": {}}}}, {"host": 1}, {"x-ms-a": 1}])
def test_the_judges_see_a_connector_that_is_wrong(crud: Derived, spoilt: dict[str, Any]) -> None:
    definition: Any = crud.files[DEFINITION]

    made = Derived({**crud.files, DEFINITION: {**definition, **spoilt}})

    assert next(faults(made))


def test_crud_loses_nothing_on_the_way(crud: Derived) -> None:
    assert crud.notes == ()


def test_a_flow_starts_when_a_note_is_created(crud: Derived) -> None:
    trigger = next(one for one in operations(crud) if "x-ms-trigger" in one)
    properties: Any = crud.files[PROPERTIES]
    polling, routing = properties["properties"]["policyTemplateInstances"]

    assert trigger["operationId"] == "OnNewNotes"
    assert polling["parameters"]["x-ms-apimTemplateParameter.triggerConfig"] == {
        "created_at[gt]": "@{triggerBody().items[0].created_at}"
    }
    assert routing["parameters"]["x-ms-apimTemplateParameter.newPath"] == "/v1/notes"


def test_the_stamp_is_in_the_definition(crud: Derived) -> None:
    definition: Any = crud.files[DEFINITION]

    assert definition["info"]["x-microapp-spec-sha256"] == "f" * 64


def test_a_body_that_cannot_be_sent_leaves_the_operation_out_and_says_so() -> None:
    body = {"required": True, "content": {"application/xml": {"schema": {"type": "string"}}}}

    made = derived(document({"/x": {"post": {"requestBody": body, "responses": answer({})}}}))

    assert operations(made) == []
    assert "POST /x: Left out: it needs a body that Power Automate cannot send." in told(made)


def test_two_ids_that_differ_in_case_only_are_told_apart() -> None:
    one = {"responses": answer({})}
    paths = {
        "/a": {"get": {**one, "operationId": "do_it"}},
        "/b": {"get": {**one, "operationId": "doIt"}},
    }

    made = derived(document(paths))

    assert [operation["operationId"] for operation in operations(made)] == ["DoIt", "DoIt2"]


def test_a_ref_inside_an_example_is_data() -> None:
    schema = {"type": "object", "example": {"$ref": "refs/heads/main"}}

    made = derived(document({"/x": {"get": {"responses": answer(schema)}}}))

    assert list(faults(made)) == []


def test_what_does_not_fit_into_one_megabyte_is_named() -> None:
    field = {"type": "string", "description": "x" * 1000}
    big = {"type": "object", "properties": {f"f{i}": field for i in range(100)}}
    paths = {f"/p{i}": {"get": {"responses": answer(big)}} for i in range(20)}

    made = derived(document(paths))

    assert list(faults(made)) == []
    assert (
        sum("Left out: over 1 MB" in line for line in told(made)) == 20 - len(operations(made)) > 0
    )
