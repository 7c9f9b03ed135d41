"""`microapp contract diff`: two states in, what changed and an exit code out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from microapp_cli.main import run

SPEC = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/v1/notes": {
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}}
                ],
                "responses": {"200": {"description": "All"}},
            }
        }
    },
}
TIGHTER = json.loads(json.dumps(SPEC).replace('"maximum": 9', '"maximum": 5'))
WORDED = json.loads(json.dumps(SPEC).replace("All", "All notes"))
EVIL = json.loads(json.dumps(SPEC).replace("limit", "|<b>\\u001b[2J"))
POINTER = "/paths/~1v1~1notes/get/parameters/0/schema/maximum"


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The contract in the folder we are in."""
    monkeypatch.chdir(tmp_path)
    return write(tmp_path / "openapi.yaml", SPEC)


def write(path: Path, data: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


def git(*words: str) -> None:
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@acme.example"]
    subprocess.run(["git", *who, *words], check=True, capture_output=True)


def test_a_breaking_change_is_shown_with_its_pointer_and_exit_code_1(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["contract", "diff", str(spec), str(write(tmp_path / "new.yaml", TIGHTER))])

    said = capsys.readouterr().out
    assert code == 1
    assert "1 breaking, 0 non-breaking and 0 documentation changes." in said
    assert "GET /v1/notes (request): maximum 9 became 5" in said
    assert POINTER in said
    assert "breaks  Callers who send what was fine until now: they get 422." in said


@pytest.mark.parametrize(
    ("new", "fail_on", "code"),
    [
        (SPEC, "any", 0),
        (WORDED, "breaking", 0),
        (WORDED, "any", 1),
        (TIGHTER, "breaking", 1),
        (TIGHTER, "never", 0),
    ],
)
def test_fail_on_says_what_makes_the_exit_code_1(
    spec: Path, tmp_path: Path, new: object, fail_on: str, code: int
) -> None:
    other = write(tmp_path / "new.yaml", new)

    assert run(["contract", "diff", str(spec), str(other), "--fail-on", fail_on]) == code


def test_json_holds_every_field_of_a_change(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write(tmp_path / "new.yaml", TIGHTER)

    run(["contract", "diff", str(spec), str(other), "--format", "json"])

    data = json.loads(capsys.readouterr().out)
    assert data["counts"] == {"breaking": 1, "non-breaking": 0, "documentation": 0}
    (change,) = data["changes"]
    assert change["pointer"] == POINTER
    assert change["operations"] == ["GET /v1/notes"]
    assert all(change.values())


def test_markdown_shows_names_of_others_as_plain_text(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write(tmp_path / "new.yaml", EVIL)

    run(["contract", "diff", str(other), str(spec), "--format", "markdown"])

    said = capsys.readouterr().out
    assert "### Breaking" in said
    assert r"\|\<b\>\\x1b\[2J" in said
    assert "\x1b" not in said


def test_the_table_holds_nothing_that_a_terminal_would_obey(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["contract", "diff", str(write(tmp_path / "new.yaml", EVIL)), str(spec)])

    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("old", ["main", "main:openapi.yaml", "HEAD", "main:./openapi.yaml"])
def test_an_old_state_comes_from_git(spec: Path, old: str) -> None:
    git("init", "-q", "-b", "main")
    git("add", "openapi.yaml")
    git("commit", "-q", "-m", "first")
    write(spec, TIGHTER)

    assert run(["contract", "diff", old, "openapi.yaml"]) == 1
    assert run(["contract", "diff", old, old]) == 0


@pytest.mark.usefixtures("spec")
def test_a_branch_alone_means_the_contract_of_the_folder_we_are_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "-q", "-b", "main")
    write(tmp_path / "apps/one/openapi.yaml", TIGHTER)
    git("add", ".")
    git("commit", "-q", "-m", "first")
    monkeypatch.chdir(tmp_path / "apps/one")

    assert run(["contract", "diff", "main", "."]) == 0
    assert run(["contract", "diff", "main:openapi.yaml", "."]) == 1


@pytest.mark.parametrize(
    "wrong", ["nowhere.yaml", "nowhere:openapi.yaml", "--output=x", ":x", "main:", "a\nb"]
)
def test_what_is_neither_a_file_nor_in_git_is_one_clear_line_and_exit_code_2(
    spec: Path, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    git("init", "-q", "-b", "main")

    code = run(["contract", "diff", "--", wrong, str(spec)])

    assert code == 2
    assert "ame a " in capsys.readouterr().err


@pytest.mark.parametrize("word", ["--format=xml", "--fail-on=maybe"])
def test_an_unknown_choice_is_wrong_use(spec: Path, word: str) -> None:
    assert run(["contract", "diff", str(spec), str(spec), word]) == 2
