"""What the catalog exports is what Backstage takes, by Backstage's own model."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters import repository
from microapp_cli.adapters.catalog.entity_text import as_yaml
from microapp_cli.adapters.catalog.yaml_entities import documents
from microapp_cli.commands.blueprints import sample_design
from microapp_cli.core.catalog import adoption, backstage, backstage_reading
from microapp_cli.core.catalog.app import STAGES
from tests.catalogs import TODAY, app, control_values
from tests.entities import CLAIM, FOREIGN
from tests.houses import house
from tests.servers import node

pytestmark = pytest.mark.interop

SOURCE = Path(__file__).parent / "backstage"
AWKWARD = (
    *("1e3", "0o17", "0x1F", "yes", "NO", "null", "~", ".5", ".inf", "2026-01-01", "12:30:45"),
    *("Ann: ops", "a # b", "- x", "? y", "{{ 7*7 }}", "${x}", "'", '"', "\\n", "&a", "*a", "!t"),
    *(
        "\u00e9\u00df\u4e2d",
        "\U0001f600",
        "\u00a0x",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
        "[",
        "{",
        "x" * 80,
    ),
)
TRIED: dict[str, tuple[str, ...]] = {
    "name": ("a", "A.b_c-d", "a" * 63, "a" * 64, "-a", "a-", "a b", "\u00e4", "a/b", "..", "a--b"),
    "tag": (
        "a",
        "a-b",
        "a--b",
        "-a",
        "a-",
        "A",
        "c#",
        "c++",
        "a.b",
        "a_b",
        "x" * 63,
        "x" * 64,
        "a:b",
    ),
    "label": ("", "a", "A_b.c-d", "-a", "a-", "a b", "x" * 63, "x" * 64, "\u00e4"),
    "key": (
        "a",
        "a.b/c",
        "a/b/c",
        "-a/b",
        "A.b/c",
        "a..b/c",
        "a/",
        "/a",
        "x" * 64,
        "a/" + "b" * 63,
    ),
}
"""Values on both sides of each limit."""


def judged(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return judged_text("".join(f"---\n{as_yaml(entity)}" for entity in entities))


def judged_text(text: str) -> list[dict[str, Any]]:
    packages = node.installed("backstage", SOURCE)
    script = packages / "judge.cjs"
    script.write_bytes((SOURCE / "judge.cjs").read_bytes())
    done = node.run([str(script)], packages, text)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def entity(**changes: Any) -> dict[str, Any]:
    return backstage.entity(backstage.of_app(app(**changes)))


def with_value(kind: str, value: str) -> dict[str, Any]:
    made = deepcopy(entity())
    metadata = made["metadata"]
    if kind == "name":
        metadata["name"] = value
    elif kind == "tag":
        metadata["tags"] = [value]
    elif kind == "label":
        metadata["labels"]["acme.example/x"] = value
    else:
        metadata["annotations"][value] = "x"
    return made


def test_every_stage_and_tier_is_taken_as_it_was_written() -> None:
    made = [entity(stage=stage, tier=f"T{number % 4}") for number, stage in enumerate(STAGES)]

    found = judged(made)

    assert [one["errors"] for one in found] == [[]] * len(STAGES)
    assert [one["entity"] for one in found] == made


def test_awkward_texts_are_taken_as_they_were_written() -> None:
    made = [
        entity(title=text, purpose=text, team=text, owner_name=text, blueprint=text)
        for text in AWKWARD
    ]
    made.append(entity(repository="", backup="", backup_name="", expires="", sensitivity=""))

    found = judged(made)

    assert [one["errors"] for one in found] == [[]] * len(made)
    assert [one["entity"] for one in found] == made


@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_the_entity_in_a_new_repository_is_taken(ci: str, tmp_path: Path) -> None:
    bench = house()
    design = sample_design(bench, "crud", ci=ci, runtime="container")
    made = repository.write(design, bench.layers, tmp_path / "leave-helper")

    (found,) = judged_text((made / "catalog-info.yaml").read_text("utf-8"))

    assert found["errors"] == []
    assert found["entity"]["metadata"]["name"] == "leave-helper"


@pytest.mark.parametrize("kind", TRIED)
def test_what_backstage_refuses_we_refuse_too(kind: str) -> None:
    made = [with_value(kind, value) for value in TRIED[kind]]

    theirs = [not one["errors"] for one in judged(made)]

    ours = [not backstage_reading.read(one, {})[1] for one in made]
    assert [
        value for value, us, they in zip(TRIED[kind], ours, theirs, strict=True) if us and not they
    ] == []
    assert any(ours)
    assert not all(theirs)


def test_backstage_takes_a_banana_for_a_stage_and_we_do_not() -> None:
    made = entity()
    made["spec"]["lifecycle"] = "banana"

    (found,) = judged([made])

    assert found["errors"] == []
    assert backstage_reading.read(made, {})[1] != []


def test_what_another_catalog_says_is_taken_there_before_and_after_our_round_trip() -> None:
    (document,) = documents(FOREIGN)
    stated, _ = backstage_reading.read(document.data, {})
    assert stated is not None
    ours = adoption.entered(stated.component, control_values("T1"), today=TODAY)

    before, after = judged_text(
        FOREIGN + "---\n" + as_yaml(backstage.entity(backstage.of_app(ours)))
    )

    assert (before["errors"], after["errors"]) == ([], [])
    theirs, told = before["entity"], after["entity"]
    assert told["spec"] == {**theirs["spec"], "lifecycle": "experimental"}
    notes = told["metadata"]["annotations"]
    assert notes[CLAIM] == "production"
    assert theirs["metadata"]["annotations"].items() <= notes.items()
    assert theirs["metadata"]["links"] == told["metadata"]["links"][1:]
