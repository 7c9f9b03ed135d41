"""`catalog-info.yaml` of a repository: it follows from microapp.yaml, and from nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from microapp_cli.adapters import repository
from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.blueprints import sample_design
from microapp_cli.main import run
from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import NAME, Catalog
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.checked_apps import edit

FILE = "catalog-info.yaml"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {hostNetwork: true, containers: []}\n"


def entity(app: Path) -> Any:
    return yaml.safe_load((app / FILE).read_text("utf-8"))


def findings(
    app: Path, bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> set[tuple[str, str]]:
    capsys.readouterr()
    run(["check", str(app), "--format", "json"], bench)
    (report,) = json.loads(capsys.readouterr().out)["reports"]
    return {(found["id"], found["path"]) for found in report["findings"]}


def test_a_fresh_repository_says_what_the_catalog_exports(
    registered: Catalog, fresh_app: Path
) -> None:
    exported = registered("catalog", "export", NAME).out

    assert yaml.safe_load(exported) == entity(fresh_app)


def test_a_new_owner_is_a_finding_until_it_is_fixed(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(app / "microapp.yaml", "email: ann@acme.example", "email: zoe@acme.example")

    before = findings(app, real_bench, capsys)
    run(["fix", str(app), "--allow-dirty"], real_bench)

    assert ("MA046", FILE) in before
    assert findings(app, real_bench, capsys) == set()
    assert entity(app)["metadata"]["annotations"]["microapp.dev/owner"] == "zoe@acme.example"


@pytest.mark.parametrize("text", [None, "", "a: [", "\x00", "kind: Component\n"])
def test_a_file_that_is_gone_or_changed_by_hand_comes_back(
    app: Path, fresh_app: Path, real_bench: Workbench, text: str | None
) -> None:
    (app / FILE).unlink()
    if text is not None:
        (app / FILE).write_text(text, "utf-8")
    assert run(["check", str(app)], real_bench) == 1

    assert run(["fix", str(app), "--allow-dirty"], real_bench) == 0

    assert (app / FILE).read_bytes() == (fresh_app / FILE).read_bytes()


def test_an_object_of_kubernetes_in_it_is_judged_as_one(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    (app / FILE).write_text((app / FILE).read_text("utf-8") + "---\n" + POD, "utf-8")

    found = {id for id, path in findings(app, real_bench, capsys) if path == FILE}

    assert found - {"MA046"}


def test_answers_are_data_whatever_they_look_like(tmp_path: Path, real_bench: Workbench) -> None:
    design = sample_design(real_bench, "crud", ci="gitlab", runtime="container")
    odd = {"title": "{{ 7*7 }}", "purpose": "Ann: ops # &a *b !!python/name:os.system  - and so on"}
    design.manifest.update(odd)

    made = repository.write(design, real_bench.layers, tmp_path / NAME)

    metadata = entity(made)["metadata"]
    assert (metadata["title"], metadata["description"]) == (odd["title"], odd["purpose"])
