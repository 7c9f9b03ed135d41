"""A repository is written whole, as text, and the same for the same inputs."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from microapp_cli.adapters import repository
from microapp_cli.adapters.drafts import draft_of
from microapp_cli.adapters.layers import Layers
from microapp_cli.adapters.workbench import Workbench
from microapp_cli.core.errors import BadLayer, CannotWrite, TargetExists
from tests.houses import tiny_design, tree


def written(bench: Workbench, target: Path, **changes: Any) -> Path:
    """The tiny repository, with some of the manifest's values changed."""
    design = tiny_design(bench)
    manifest = {**design.manifest, **changes}
    return repository.write(replace(design, manifest=manifest), bench.layers, target)


def test_every_planned_file_is_there_and_no_other(bench: Workbench, tmp_path: Path) -> None:
    folder = written(bench, tmp_path / "out")

    assert set(tree(folder)) == set(tiny_design(bench).plan.owners)


def test_only_a_template_is_rendered(bench: Workbench, tmp_path: Path) -> None:
    folder = written(bench, tmp_path / "out")

    assert (folder / "README.md").read_text().startswith("# Leave helper\n")
    assert (folder / "needs.txt").read_text() == "- a>=1\n- b>=1\n"
    assert (folder / "microapp_kit/kit.py").read_text() == "A = '{{ 1 }}'\n"
    assert (folder / ".github/workflows/ci.yml").read_text() == "on: ${{ github.ref }}\n"


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7*7 }}",
        "{% raw %}",
        "{# gone #}",
        "{{ cycler.__init__.__globals__.os.system('touch PWNED') }}",
        "{{ cookiecutter.name }}",
        "Ann: ops",
        "- [a, b] & *c !d",
        "emoji 😀 and ünïcode",
        "\"double\" and 'single'",
        "\\x41 \\n ${HOME} $(id) `id`",
        "yes",
        "2026-11-23",
        "x" * 300,
    ],
)
def test_an_answer_comes_out_as_the_text_it_was(
    bench: Workbench, tmp_path: Path, text: str
) -> None:
    folder = written(bench, tmp_path / "out", title=text, purpose=text)

    manifest = yaml.safe_load((folder / "microapp.yaml").read_text("utf-8"))
    lock = json.loads((folder / ".microapp/lock.json").read_text("utf-8"))
    assert manifest["title"] == lock["answers"]["title"] == text
    assert (folder / "README.md").read_text("utf-8") == f"# {text}\n\n{text}\n"
    assert not list(tmp_path.rglob("PWNED"))


def test_the_same_inputs_give_the_same_bytes_and_modes(bench: Workbench, tmp_path: Path) -> None:
    first = written(bench, tmp_path / "one" / "app")
    before = os.umask(0o077)
    try:
        second = written(bench, tmp_path / "two" / "app")
    finally:
        os.umask(before)

    assert tree(first) == tree(second)


def test_modes_do_not_depend_on_how_microapp_was_installed(
    bench: Workbench, tmp_path: Path
) -> None:
    (bench.assets / "blueprints/base/files/microapp_kit/kit.py").chmod(0o600)

    folder = written(bench, tmp_path / "out")

    modes = {path: entry.split()[0] for path, entry in tree(folder).items()}
    assert modes.pop("app/start.sh") == "100755"
    assert set(modes.values()) == {"100644"}


def test_the_lock_holds_class_and_hash_of_every_other_file(
    bench: Workbench, tmp_path: Path
) -> None:
    folder = written(bench, tmp_path / "out")

    lock = json.loads((folder / ".microapp/lock.json").read_text())
    assert set(lock["files"]) == set(tree(folder)) - {".microapp/lock.json"}
    for path, entry in lock["files"].items():
        assert entry["sha256"] == hashlib.sha256((folder / path).read_bytes()).hexdigest()
    assert lock["files"]["app/__main__.py"]["class"] == "yours"
    assert lock["files"]["microapp_kit/kit.py"]["class"] == "platform"
    assert lock["controls"]["quotas"]["rpm_app"] == 300


def test_the_manifest_keeps_to_the_schema_beside_it(bench: Workbench, tmp_path: Path) -> None:
    folder = written(bench, tmp_path / "out")

    schema = json.loads((folder / ".microapp/manifest.schema.json").read_text())
    manifest = yaml.safe_load((folder / "microapp.yaml").read_text())
    jsonschema_rs.meta.validate(schema)
    jsonschema_rs.validate(schema, manifest)
    assert not jsonschema_rs.is_valid(schema, {**manifest, "extra": 1})
    assert not jsonschema_rs.is_valid(schema, {**manifest, "tier": "T9"})


@pytest.mark.parametrize("kind", ["file", "folder", "link", "dangling link"])
def test_a_target_that_exists_is_refused_and_left_alone(
    bench: Workbench, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "work" / "out"
    (tmp_path / "work").mkdir()
    if kind == "file":
        target.write_text("mine")
    elif kind == "folder":
        target.mkdir()
        (target / "mine").write_text("mine")
    else:
        target.symlink_to(tmp_path if kind == "link" else tmp_path / "nowhere")
    before = tree(tmp_path / "work")

    with pytest.raises(TargetExists, match="exists already"):
        written(bench, target)

    assert tree(tmp_path / "work") == before
    assert list((tmp_path / "work").iterdir()) == [target]


def test_an_empty_folder_may_become_the_repository(bench: Workbench, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()

    assert (written(bench, target) / "microapp.yaml").is_file()


def test_a_folder_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out"

    with draft_of(target) as draft:
        (draft.folder / "made").mkdir()
        target.mkdir()
        (target / "mine").write_text("mine")
        with pytest.raises(TargetExists):
            draft.publish(draft.folder / "made")

    assert list(tmp_path.iterdir()) == [target]
    assert list(target.iterdir()) == [target / "mine"]


def test_a_link_above_the_target_is_followed_once(bench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")

    folder = written(bench, tmp_path / "link" / "new" / "out")

    assert folder == tmp_path / "real" / "new" / "out"
    assert (folder / "microapp.yaml").is_file()


def test_a_folder_name_that_is_a_template_is_refused(bench: Workbench, tmp_path: Path) -> None:
    place = tmp_path / "{{ 7*7 }}"
    place.mkdir()

    with pytest.raises(CannotWrite, match="template marks"):
        written(bench, place / "out")

    assert list(tmp_path.glob("*49*")) == []


def test_a_template_that_asks_for_an_unknown_name_is_refused(
    bench: Workbench, tmp_path: Path
) -> None:
    template = bench.assets / "blueprints/base/files/README.md.jinja"
    template.write_text("{{ cookiecutter.surprise }}")

    with pytest.raises(BadLayer, match=r"README\.md.*surprise"):
        written(bench, tmp_path / "work" / "out")

    assert not (tmp_path / "work").exists()


def test_nothing_in_a_blueprint_runs(bench: Workbench, tmp_path: Path) -> None:
    hooks = bench.assets / "blueprints/base/hooks"
    hooks.mkdir()
    (hooks / "post_gen_project.sh").write_text("#!/bin/sh\ntouch PWNED\n")
    (hooks / "post_gen_project.sh").chmod(0o755)

    written(bench, tmp_path / "out")

    assert not list(tmp_path.rglob("PWNED"))


def test_the_working_directory_stays_where_it_was(bench: Workbench, tmp_path: Path) -> None:
    here = Path.cwd()

    written(bench, tmp_path / "out")

    assert Path.cwd() == here


def test_two_layers_with_the_same_file_are_refused(bench: Workbench, tmp_path: Path) -> None:
    (bench.assets / "blueprints/crud/files/readme.md").write_text("x")
    line = {"path": "**", "class": "yours"}
    path = bench.assets / "blueprints/crud/layer.yaml"
    path.write_text(json.dumps({**json.loads(path.read_text()), "classes": [line]}))

    with pytest.raises(BadLayer, match=r"readme\.md comes from base and from crud"):
        written(bench, tmp_path / "out")


def test_layers_are_read_once(bench: Workbench) -> None:
    assert isinstance(bench.layers, Layers)
    assert bench.layers is bench.layers
