"""Documents that other people wrote: every connector is derived, and nothing is lost in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from microapp_cli.adapters import contract_files
from microapp_cli.core.contract.connectors import CONNECTORS
from tests.core.contract.power_platform import faults

SPECS = sorted((Path(__file__).parent / "specs").glob("*.yaml"))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_every_connector_is_derived_and_power_automates_is_valid(spec: Path) -> None:
    derived = contract_files.derive_from(spec)

    assert list(faults(derived)) == []
    assert {path.split("/")[0].split(".")[0] for path in derived.files} == {
        *("postman", "postman_environment", "power-automate", "zapier", "make")
    }


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
