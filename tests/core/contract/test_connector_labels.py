"""What the actions of a connector are called: no two alike, and in words that people use."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.core.contract import make, power_automate, zapier
from microapp_cli.core.contract.document import Contract
from tests.core.contract.awkward import answer, document
from tests.yaml_text import parsed

HERE = Path(__file__).parent
BLUEPRINTS = HERE.parents[2] / "blueprints"
FILES = [
    *sorted(BLUEPRINTS.glob("*/files/openapi.yaml")),
    HERE / "orders.yaml",
    *sorted((HERE / "specs").glob("*.yaml")),
]
BODY = {"content": {"application/json": {"schema": {"properties": {"a": {"type": "string"}}}}}}
MADE = answer({"$ref": "#/components/schemas/Tree"})


def of_zapier(data: Any) -> list[str]:
    made: Any = zapier.derive(Contract.parse(data), "0" * 64).files["zapier/definition.json"]
    return [step["display"]["label"] for kind in zapier.KINDS for step in made[kind].values()]


def of_make(data: Any) -> list[str]:
    made: Any = make.derive(Contract.parse(data), "0" * 64).files["make/makecomapp.json"]
    return [module["label"] for module in made["components"]["module"].values()]


def of_power_automate(data: Any) -> list[str]:
    made: Any = power_automate.derive(Contract.parse(data), "0" * 64).files
    paths = made[power_automate.DEFINITION]["paths"]
    return [one["x-ms-summary"] for path in paths.values() for one in path.values()]


every_connector = pytest.mark.parametrize("labels", [of_zapier, of_make, of_power_automate])
Labels = Callable[[Any], list[str]]


@every_connector
@pytest.mark.parametrize("file", FILES, ids=[f"{file.parts[-3]}-{file.stem}" for file in FILES])
def test_no_two_actions_are_called_alike(labels: Labels, file: Path) -> None:
    found = Counter(labels(parsed(file.read_text("utf-8"))))

    assert [label for label, count in found.items() if count > 1] == []


@every_connector
def test_actions_that_their_author_called_alike_are_told_apart(labels: Labels) -> None:
    call = {"summary": "Go", "requestBody": BODY, "responses": MADE}

    made = labels(document({"/a": {"post": call}, "/b": {"post": call}, "/c": {"post": call}}))

    assert made == ["Go", "Go 2", "Go 3"]


def test_zapier_says_create_only_of_what_is_created() -> None:
    data = document(
        {
            "/trees": {"post": {"requestBody": BODY, "responses": answer(json.loads("{}"), "201")}},
            "/leaves": {"post": {"requestBody": BODY, "responses": MADE}},
            "/grow": {"post": {"summary": "let it grow", "requestBody": BODY, "responses": MADE}},
        }
    )

    assert of_zapier(data) == ["Create Tree", "Create Tree 2", "Let It Grow"]
