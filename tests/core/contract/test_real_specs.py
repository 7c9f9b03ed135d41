"""Documents that other people wrote: every connector is derived, and nothing is lost in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microapp_cli.adapters import contract_files
from microapp_cli.core.contract.connectors import CONNECTORS
from microapp_cli.core.contract.smoke.collection import read_collection
from microapp_cli.core.errors import BadCollection
from tests.core.contract.make_app import unresolved
from tests.core.contract.power_platform import faults

SPECS = sorted((Path(__file__).parent / "specs").glob("*.yaml"))
WITHOUT_CALLS = {"oai-webhook-3.1"}
CALLABLE = [spec for spec in SPECS if spec.stem not in WITHOUT_CALLS]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_every_connector_is_derived_and_power_automates_is_valid(spec: Path) -> None:
    derived = contract_files.derive_from(spec)

    assert list(faults(derived)) == []
    assert {path.split("/")[0].split(".")[0] for path in derived.files} == {
        *("postman", "postman_environment", "power-automate", "zapier", "make")
    }


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_every_expression_of_the_make_app_leads_somewhere(spec: Path) -> None:
    derived = json.loads(json.dumps(dict(contract_files.derive_from(spec).files)))
    app = {path[5:]: content for path, content in derived.items() if path.startswith("make/")}

    assert unresolved(app) == []


@pytest.mark.parametrize("spec", CALLABLE, ids=lambda spec: spec.stem)
def test_every_line_of_the_collection_is_understood(spec: Path) -> None:
    derived = json.loads(json.dumps(dict(contract_files.derive_from(spec).files)))

    assert read_collection(derived["postman.json"]).steps


@pytest.mark.parametrize("name", WITHOUT_CALLS)
def test_a_document_of_webhooks_alone_gives_a_collection_with_nothing_to_run(name: str) -> None:
    derived = contract_files.derive_from(SPECS[0].with_name(f"{name}.yaml"))

    assert [note.where for note in derived.notes if note.where.startswith("webhook")]
    with pytest.raises(BadCollection, match="has no request, so there is nothing to run"):
        read_collection(derived.files["postman.json"])


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_what_is_derived_is_always_the_same(spec: Path) -> None:
    assert contract_files.derive_from(spec) == contract_files.derive_from(spec)


def test_what_no_connector_can_express_is_told() -> None:
    told = {
        note.where.removeprefix(f"{name}: ")
        for name in ("", *CONNECTORS)
        for spec in SPECS
        for note in contract_files.derive_from(spec).notes
    }

    assert {"webhook newPet", "POST /streams"} <= told
