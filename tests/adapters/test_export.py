"""An exported blueprint is a template that stock cookiecutter bakes into a repository that runs."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from pytest_cookies.plugin import Cookies

from microapp_cli.adapters import export, repository
from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.blueprints import sample_design
from microapp_cli.core.blueprints import names
from tests.houses import house, tiny_design, tree

REAL = house()
EVERY = [
    (blueprint, ci)
    for blueprint in names(REAL.layers.all, "blueprint")
    for ci in names(REAL.layers.all, "ci")
]


@pytest.mark.parametrize(("blueprint", "ci"), EVERY)
def test_a_baked_blueprint_is_what_microapp_new_makes(
    cookies: Cookies, tmp_path: Path, blueprint: str, ci: str
) -> None:
    design = sample_design(REAL, blueprint, ci=ci, runtime="container")
    template = export.write(design, REAL.layers, tmp_path / "template")
    made = repository.write(design, REAL.layers, tmp_path / "made")

    baked = cookies.bake(template=str(template))

    assert baked.exception is None
    ours, theirs = tree(made), tree(baked.project_path)
    own = {"microapp.yaml", "catalog-info.yaml", ".microapp/lock.json"}
    assert set(theirs) == set(ours)
    assert {path for path in ours if ours[path] != theirs[path]} <= own


def test_what_a_person_answers_to_cookiecutter_is_text_in_the_manifest(
    bench: Workbench, cookies: Cookies, tmp_path: Path
) -> None:
    template = export.write(tiny_design(bench), bench.layers, tmp_path / "template")

    baked = cookies.bake(
        template=str(template),
        extra_context={"name": "my-app", "title": "It's: # 😀", "owner_name": "Ann: 'ops'\n- x"},
    )

    text = (baked.project_path / "microapp.yaml").read_text("utf-8")
    schema = json.loads((baked.project_path / ".microapp/manifest.schema.json").read_text())
    manifest = yaml.safe_load(text)
    jsonschema_rs.validate(schema, manifest)
    assert baked.project_path.name == manifest["name"] == "my-app"
    assert manifest["title"] == "It's: # 😀"
    assert manifest["owner"]["name"] == "Ann: 'ops' - x"


def test_a_baked_lock_knows_every_file_that_is_the_same_for_all(
    bench: Workbench, cookies: Cookies, tmp_path: Path
) -> None:
    template = export.write(tiny_design(bench), bench.layers, tmp_path / "template")

    baked = cookies.bake(template=str(template))

    lock = json.loads((baked.project_path / ".microapp/lock.json").read_text())
    found = tree(baked.project_path)
    assert lock["files"]["microapp_kit/kit.py"]["sha256"] in found["microapp_kit/kit.py"]
    assert "README.md" not in lock["files"]
