"""The SBOM is CycloneDX 1.6, of whatever shape the lock is."""

from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from microapp_cli.core.catalog import sbom
from tests.catalogs import app

HOUSE = Path(__file__).parents[3]
LOCKED = HOUSE / "blueprints/crud/files"
AT = "2026-11-23T12:00:00.000000Z"
JUDGE = JsonStrictValidator(SchemaVersion.V1_6)
"""CycloneDX's own schema, in which nothing more may be said than it knows."""


def check_form(bom: dict[str, Any]) -> None:
    """The document is CycloneDX 1.6, and every reference leads somewhere."""
    assert JUDGE.validate_str(json.dumps(bom)) is None
    assert bom["specVersion"] == "1.6"
    refs = [part["bom-ref"] for part in [bom["metadata"]["component"], *bom["components"]]]
    assert len(refs) == len(set(refs))
    nodes = [node["ref"] for node in bom["dependencies"]]
    assert len(nodes) == len(set(nodes))
    assert {*nodes, *(r for n in bom["dependencies"] for r in n.get("dependsOn", ()))} <= set(refs)


def lock(text: str) -> dict[str, Any]:
    """A lock with the app itself and these packages."""
    return tomllib.loads(
        f'version = 1\n[[package]]\nname = "own"\nsource = {{virtual="."}}\n{text}'
    )


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    """The SBOM of a real lock."""
    return sbom.of_lock(tomllib.loads((LOCKED / "uv.lock").read_text("utf-8")), app(), at=AT)


def test_a_real_lock_gives_a_document_of_the_right_form(real: dict[str, Any]) -> None:
    check_form(real)

    assert len(real["components"]) > 40
    assert all(part["externalReferences"] for part in real["components"])


def test_the_same_lock_gives_the_same_document(real: dict[str, Any]) -> None:
    again = sbom.of_lock(tomllib.loads((LOCKED / "uv.lock").read_text("utf-8")), app(), at=AT)

    assert json.dumps(again) == json.dumps(real)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda bom: bom.update(bomFormat="SPDX"),
        lambda bom: bom.update(surprise=1),
        lambda bom: bom.update(serialNumber="7"),
        lambda bom: bom["metadata"]["component"].update(type="app"),
        lambda bom: bom["components"][0].update(scope="maybe"),
        lambda bom: bom["components"][0].pop("name"),
        lambda bom: bom["components"][0]["externalReferences"][0].pop("url"),
        lambda bom: bom["dependencies"][0].update(needs=[]),
    ],
)
def test_the_judge_sees_what_is_no_cyclonedx(real: dict[str, Any], spoil: Any) -> None:
    bom = deepcopy(real)
    spoil(bom)

    assert JUDGE.validate_str(json.dumps(bom)) is not None


def test_packages_from_git_and_addresses_say_so() -> None:
    bom = sbom.of_lock(
        lock(
            'dependencies = [{name="a"}, {name="B.b"}]\n'
            '[[package]]\nname="a"\nversion="1"\nsource={git="https://g.example/a?x#0f"}\n'
            '[[package]]\nname="b-b"\nversion="2+l"\nsource={url="https://f.example/b.whl"}\n'
        ),
        app(),
        at=AT,
    )

    check_form(bom)
    assert [part["purl"] for part in bom["components"]] == [
        "pkg:pypi/a@1?vcs_url=git%2Bhttps%3A%2F%2Fg.example%2Fa%3Fx%230f",
        "pkg:pypi/b-b@2%2Bl?download_url=https%3A%2F%2Ff.example%2Fb.whl",
    ]
    assert {part["scope"] for part in bom["components"]} == {"required"}


def test_two_versions_of_one_package_are_two_components() -> None:
    two = "".join(f'[[package]]\nname="a"\nversion="{v}"\nsource={{registry="x"}}\n' for v in "12")

    bom = sbom.of_lock(lock(f'dependencies=[{{name="a", version="2"}}]\n{two}'), app(), at=AT)

    check_form(bom)
    assert [part["scope"] for part in bom["components"]] == ["excluded", "required"]


def test_circles_come_to_an_end() -> None:
    circle = "".join(
        f'[[package]]\nname="{a}"\nversion="1"\nsource={{registry="x"}}\n'
        f'dependencies=[{{name="{b}"}}]\n'
        for a, b in ("ab", "ba")
    )

    bom = sbom.of_lock(lock(f'dependencies=[{{name="a"}}]\n{circle}'), app(), at=AT)

    check_form(bom)
    assert len(bom["components"]) == 2


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"package": "x"},
        {"package": [1, {"name": 7, "source": 3, "dependencies": {"a": 1}, "wheels": [None]}]},
    ],
)
def test_a_lock_of_another_shape_is_no_accident(odd: dict[str, Any]) -> None:
    check_form(sbom.of_lock(odd, app(commit=""), at=AT))


def test_pins_alone_are_components_without_more() -> None:
    bom = sbom.of_pins([("B_b", "2"), ("a", "1"), ("c", "")], app(), at=AT)

    check_form(bom)
    assert [part["purl"] for part in bom["components"]] == ["pkg:pypi/a@1", "pkg:pypi/b-b@2"]
