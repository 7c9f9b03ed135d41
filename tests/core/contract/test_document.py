"""Documents read as values: within bounds, and never beyond themselves."""

from __future__ import annotations

from typing import Any

import pytest

from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.schemas import flat, properties
from microapp_cli.core.errors import BadContract
from tests.core.contract.awkward import answer, document


def one(operation: dict[str, Any], **more: Any) -> Contract:
    return Contract.parse(document({"/x/{id}": {"get": operation, **more}}))


@pytest.mark.parametrize("version", ["2.0", "3.2.0", "", None])
def test_a_version_that_is_not_read_is_refused_by_name(version: Any) -> None:
    with pytest.raises(BadContract, match=r"OpenAPI 3\.0 or 3\.1 is needed"):
        Contract.parse({"openapi": version, "paths": {}})


@pytest.mark.parametrize("reference", ["https://evil.example/a.yaml", "other.yaml#/a", "//x/y"])
def test_a_reference_out_of_the_document_is_refused_by_name(reference: str) -> None:
    with pytest.raises(BadContract, match="leads out of the document"):
        one({"responses": answer({"$ref": reference})})


def test_a_reference_to_nothing_is_refused_by_name() -> None:
    with pytest.raises(BadContract, match="'#/components/schemas/No' points at nothing"):
        one({"responses": answer({"$ref": "#/components/schemas/No"})})


def test_a_property_may_be_called_ref_or_example() -> None:
    schema = {"properties": {"$ref": {"type": "string"}, "example": {"type": "integer"}}}

    found = one({"responses": answer(schema)}).operations[0].success

    assert found is not None
    assert found.json is not None
    assert set(found.json.schema["properties"]) == {"$ref", "example"}


def test_operations_without_an_id_get_one_that_is_always_the_same() -> None:
    assert one({"responses": {}}).operations[0].id == "get_x_by_id"


def test_a_parameter_of_the_operation_wins_over_that_of_its_path() -> None:
    shared = [{"name": "id", "in": "path", "schema": {"type": "string"}}]
    own = [{"name": "id", "in": "path", "schema": {"type": "integer"}}]

    contract = one({"parameters": own, "responses": {}}, parameters=shared)

    assert [p.schema["type"] for p in contract.operations[0].parameters] == ["integer"]


def test_all_of_and_null_are_flattened_alike_in_both_versions() -> None:
    contract = one({"responses": {}})
    old = {"allOf": [{"properties": {"a": {"type": "string", "nullable": True}}}]}
    new = {"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}

    assert properties(contract, old) == properties(contract, new)


def test_a_schema_that_merges_itself_comes_to_an_end() -> None:
    data = document({})
    data["components"]["schemas"]["Loop"] = {"allOf": [{"$ref": "#/components/schemas/Loop"}]}

    assert flat(Contract.parse(data), {"$ref": "#/components/schemas/Loop"}) == {}


def test_merges_that_double_at_every_level_come_to_an_end_at_once() -> None:
    data = document({})
    schemas = data["components"]["schemas"]
    for i in range(30):
        schemas[f"S{i}"] = {"allOf": [{"$ref": f"#/components/schemas/S{i + 1}"}] * 2}
    schemas["S30"] = {"type": "object"}

    assert flat(Contract.parse(data), {"$ref": "#/components/schemas/S0"}) == {"type": "object"}
