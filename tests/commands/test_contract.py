"""`microapp contract`: what it writes, what it compares, and what it says when it cannot."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from pathlib import Path

import pytest

from microapp_cli.main import run
from tests.servers.rendered import Repository, render

SPEC = Path(__file__).parents[1] / "core/contract/specs/redocly-museum-3.1.yaml"
Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A rendered repository with its environment where uv and pip put it."""
    repository = render(tmp_path_factory.mktemp("made"))
    (repository.folder / ".venv").symlink_to(repository.python.parents[1])
    return repository


@pytest.fixture
def folder(made: Repository, tmp_path: Path) -> Path:
    """A copy of it that the test may change."""
    copy = tmp_path / made.folder.name
    shutil.copytree(made.folder, copy, symlinks=True)
    return copy


def test_a_new_repository_has_exactly_the_contract_that_its_app_declares(folder: Path) -> None:
    assert run(["contract", str(folder), "--check"]) == 0


def test_writing_anew_changes_no_byte(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.json")}
    contract = (folder / "openapi.yaml").read_bytes()

    run(["contract", str(folder)])

    assert {path: path.read_bytes() for path in folder.rglob("*.json")} == before
    assert (folder / "openapi.yaml").read_bytes() == contract


def test_a_field_added_to_the_app_makes_all_of_it_stale(folder: Path, capsys: Output) -> None:
    resources = folder / "app/resources.py"
    old = "    body: str"
    resources.write_text(resources.read_text().replace(old, f"    colour: str = 'red'\n{old}"))

    stale = run(["contract", str(folder), "--check"])
    told = capsys.readouterr().out
    run(["contract", str(folder)])

    assert stale == 1
    assert "openapi.yaml is stale." in told
    assert "colour" in (folder / "connectors/postman.json").read_text()
    assert run(["contract", str(folder), "--check"]) == 0


@pytest.mark.parametrize("name", ["postman.json", "power-automate/apiProperties.json"])
def test_a_connector_changed_by_hand_is_stale_and_stays_untouched(
    folder: Path, capsys: Output, name: str
) -> None:
    connector = folder / "connectors" / name
    connector.write_text("{}")

    assert run(["contract", str(folder), "--check"]) == 1
    assert f"connectors/{name} is stale." in capsys.readouterr().out
    assert connector.read_text() == "{}"


def test_an_app_that_does_not_start_is_told_in_one_line(folder: Path, capsys: Output) -> None:
    (folder / "app/resources.py").write_text("1 / 0\n")

    assert run(["contract", str(folder)]) == 2
    assert "ZeroDivisionError" in capsys.readouterr().err.splitlines()[-1]


def test_any_openapi_file_gives_connectors(tmp_path: Path, capsys: Output) -> None:
    code = run(["contract", "--from", str(SPEC), "--output", str(tmp_path), "--json"])
    shown = json.loads(capsys.readouterr().out)

    assert code == 0
    assert all((tmp_path / name).is_file() for name in shown["files"])
    assert {"where", "what"} == set(shown["notes"][0])


def test_connectors_carry_the_hash_of_their_contract(folder: Path) -> None:
    stamp = hashlib.sha256((folder / "openapi.yaml").read_bytes()).hexdigest()

    definition = folder / "connectors/power-automate/apiDefinition.swagger.json"
    assert stamp in definition.read_text()
    assert stamp in (folder / "connectors/postman.json").read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--from", str(SPEC)], "--from needs --output DIR"),
        (["--from", "nowhere.yaml", "--output", "out"], "nowhere.yaml: No such file"),
        (["nowhere"], "nowhere: no micro-app here"),
    ],
)
def test_wrong_use_is_told_in_one_line(words: list[str], told: str, capsys: Output) -> None:
    assert run(["contract", *words]) == 2
    assert capsys.readouterr().err.startswith(told)


def test_deriving_everything_takes_under_a_second(folder: Path, tmp_path: Path) -> None:
    words = ["contract", "--from", str(folder / "openapi.yaml"), "--output", str(tmp_path / "out")]

    begun = time.process_time()
    run(words)

    assert time.process_time() - begun < 1
