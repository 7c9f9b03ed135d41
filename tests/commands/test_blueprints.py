"""`microapp blueprints` shows and exports what there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.main import run


def test_the_list_names_every_blueprint(
    bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["blueprints", "list"], bench)

    assert (code, capsys.readouterr().out) == (0, "crud  1.0.0  T\n")


def test_the_list_is_data_too(bench: Workbench, capsys: pytest.CaptureFixture[str]) -> None:
    run(["blueprints", "list", "--json"], bench)

    (row,) = json.loads(capsys.readouterr().out)
    assert row == {"name": "crud", "version": "1.0.0", "title": "T", "description": "D"}


def test_one_blueprint_is_shown_with_its_files(
    bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["blueprints", "show", "crud"], bench)

    said = capsys.readouterr().out
    assert code == 0
    assert "  a>=1\n  b>=1\n" in said
    assert ["kit.py", "platform"] in [line.split() for line in said.splitlines()]


def test_one_blueprint_is_data_too(bench: Workbench, capsys: pytest.CaptureFixture[str]) -> None:
    run(["blueprints", "show", "crud", "--json"], bench)

    said = json.loads(capsys.readouterr().out)
    assert said["dependencies"] == ["a>=1", "b>=1"]
    assert {"path": "app/start.sh", "class": "yours"} in said["files"]


@pytest.mark.parametrize(
    "words", [["show", "cruds"], ["export", "cruds", "x"], ["show", "crud", "--ci", "jenkins"]]
)
def test_a_wrong_name_is_answered_with_the_right_ones(
    bench: Workbench, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    code = run(["blueprints", *words], bench)

    said = capsys.readouterr().err
    assert code == 2
    assert said.count("\n") == 1
    assert "crud." in said or "github." in said


def test_an_export_never_replaces_a_folder(
    bench: Workbench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("x")

    code = run(["blueprints", "export", "crud", str(tmp_path / "mine")], bench)

    assert code == 2
    what = "exists already. Name another folder as DIR."
    assert capsys.readouterr().err == f"{tmp_path / 'mine'} {what}\n"
    assert (tmp_path / "mine" / "file").read_text() == "x"
