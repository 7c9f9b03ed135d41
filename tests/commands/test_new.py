"""`microapp new` without a terminal: from given answers to a repository, or one clear refusal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.core import sample
from microapp_cli.main import run
from tests.houses import tree

SAMPLE = sample.answers("crud")


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """A complete answers file."""
    path = tmp_path / "answers.yaml"
    path.write_text(yaml.safe_dump(SAMPLE), encoding="utf-8")
    return path


def new(bench: Workbench, output: Path, *words: str | Path) -> int:
    """The exit code of `microapp new` with these words, writing below `output`."""
    return run(["new", *map(str, words), "--output", str(output)], bench)


def test_an_answers_file_becomes_a_repository(
    bench: Workbench, answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = new(bench, tmp_path / "out", "--answers", answers)

    folder = tmp_path / "out" / "leave-helper"
    said = capsys.readouterr().out
    assert code == 0
    assert yaml.safe_load((folder / "microapp.yaml").read_text())["name"] == "leave-helper"
    assert f"leave-helper is ready in {folder}." in said
    assert "Tier T1, because you said" in said
    assert len(said.partition("Next:\n")[2].splitlines()) == 3


def test_the_command_line_wins_over_the_file(
    bench: Workbench, answers: Path, tmp_path: Path
) -> None:
    words = ["holiday-helper", "--set", "owner.name=Zoë", "--set", "title=a=b"]

    new(bench, tmp_path, "--answers", answers, *words)

    manifest = yaml.safe_load((tmp_path / "holiday-helper" / "microapp.yaml").read_text())
    assert manifest["name"] == "holiday-helper"
    assert manifest["owner"]["name"] == "Zoë"
    assert manifest["title"] == "a=b"


def test_every_answer_can_be_set_on_the_command_line(
    bench: Workbench, answers: Path, tmp_path: Path
) -> None:
    words = [f"{key}={value}" for key, value in flat(SAMPLE)]

    new(bench, tmp_path / "one", "--answers", answers)
    new(bench, tmp_path / "two", *(word for setting in words for word in ("--set", setting)))

    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def flat(answers: dict[str, Any]) -> list[tuple[str, str]]:
    """Answers as dotted keys with their values."""
    pairs = []
    for key, value in answers.items():
        inner = flat(value) if isinstance(value, dict) else [("", value)]
        pairs += [(f"{key}.{below}".rstrip("."), text) for below, text in inner]
    return pairs


def test_the_only_runtime_need_not_be_chosen(
    bench: Workbench, answers: Path, tmp_path: Path
) -> None:
    settings = [f"{key}={value}" for key, value in flat(SAMPLE) if key != "runtime"]

    new(bench, tmp_path / "one", "--answers", answers)
    new(bench, tmp_path / "two", *(word for setting in settings for word in ("--set", setting)))

    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_all_missing_answers_are_named_at_once(
    bench: Workbench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = new(bench, tmp_path / "out", "--no-input")

    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    for key in ("name", "title", "purpose", "owner", "blueprint", "ci", "answers.outage"):
        assert f"- {key} is missing." in said.err
    assert "--answers FILE or --set key=value" in said.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "../../x"),
        ("name", "/etc/x"),
        ("name", "a/b"),
        ("name", ".."),
        ("name", ""),
        ("name", "{{ 7*7 }}"),
        ("name", "x" * 300),
        ("name", "émile"),
        ("name", "line\nbreak"),
        ("title", "x" * 300),
        ("title", "two\nlines"),
        ("title", "bell\a"),
        ("title", "left\u202eright"),
        ("purpose", "short"),
        ("owner.email", "no address"),
        ("owner.name.first", "x"),
        ("surprise", "x"),
        ("answers.data", "secret"),
        ("blueprint", "../crud"),
        ("ci", "jenkins"),
    ],
)
def test_a_wrong_answer_is_refused_in_one_line_and_nothing_is_written(
    bench: Workbench,
    answers: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    key: str,
    value: str,
) -> None:
    before = tree(tmp_path)

    code = new(bench, tmp_path / "out", "--answers", answers, "--set", f"{key}={value}")

    said = capsys.readouterr().err.strip()
    assert code == 2
    assert key.split(".")[0] in said
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1 or "is missing" in said
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "text",
    ["{{ 7*7 }}", "{% raw %}", "Ann: ops", "😀 emoji", "\"quoted\" 'twice'", "# - & * ! | >"],
)
def test_an_odd_answer_stays_text(
    bench: Workbench, answers: Path, tmp_path: Path, text: str
) -> None:
    code = new(bench, tmp_path, "--answers", answers, "--set", f"title={text}")

    manifest = yaml.safe_load((tmp_path / "leave-helper" / "microapp.yaml").read_text("utf-8"))
    assert code == 0
    assert manifest["title"] == text
    assert (tmp_path / "leave-helper" / "README.md").read_text("utf-8").startswith(f"# {text}\n")


def test_answers_that_do_not_go_together_are_refused(
    bench: Workbench, answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--set", "answers.data=regulated", "--set", "answers.ai_and_egress=powerful_ext"]

    code = new(bench, tmp_path / "out", "--answers", answers, *words)

    said = capsys.readouterr().err
    assert code == 2
    assert "do not go together" in said
    assert "such as answers.ai_and_egress: none, private_ai. Only an approved exception" in said
    assert "answers.data" not in said
    assert not (tmp_path / "out").exists()


def test_a_dry_run_shows_whose_each_file_is_and_writes_nothing(
    bench: Workbench, answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = new(bench, tmp_path / "out", "--answers", answers, "--dry-run")

    said = capsys.readouterr().out
    assert code == 0
    assert "Nothing was written" in said
    rows = {tuple(line.split()) for line in said.splitlines()}
    assert {("kit.py", "platform"), ("README.md", "yours"), ("lock.json", "platform")} <= rows
    assert not (tmp_path / "out").exists()


def test_json_names_what_is_there(
    bench: Workbench, answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = new(bench, tmp_path, "--answers", answers, "--json")

    said = json.loads(capsys.readouterr().out)
    folder = tmp_path / "leave-helper"
    assert code == 0
    assert said["path"] == str(folder)
    assert {file["path"] for file in said["files"]} == set(tree(folder))
    assert (said["tier"], said["dry_run"], len(said["next"])) == ("T1", False, 3)


def test_an_existing_target_is_one_clear_line(
    bench: Workbench, answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(bench, tmp_path, "--answers", answers)
    capsys.readouterr()

    code = new(bench, tmp_path, "--answers", answers)

    said = capsys.readouterr()
    target = tmp_path / "leave-helper"
    assert code == 2
    assert said.out == ""
    assert said.err == f"{target} exists already. Choose another name or another --output.\n"


def test_the_day_comes_from_the_environment(
    bench: Workbench, answers: Path, tmp_path: Path
) -> None:
    new(bench, tmp_path, "--answers", answers)

    lifecycle = yaml.safe_load((tmp_path / "leave-helper/microapp.yaml").read_text())["lifecycle"]
    assert lifecycle["created"] == "2026-11-23"
    assert lifecycle["expires"] == "2027-11-23"


@pytest.mark.parametrize("epoch", ["soon", "1e9", "-99999999999999999", "1" * 40])
def test_a_wrong_day_is_one_clear_line(
    bench: Workbench,
    answers: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    epoch: str,
) -> None:
    bench = replace(bench, environ={"SOURCE_DATE_EPOCH": epoch})

    code = new(bench, tmp_path, "--answers", answers)

    said = capsys.readouterr().err
    assert code == 2
    assert said.startswith(f"SOURCE_DATE_EPOCH is '{epoch}'.")
    assert said.count("\n") == 1


def test_an_organisation_may_tighten_what_is_asked_for(
    bench: Workbench, answers: Path, tmp_path: Path
) -> None:
    overlay = tmp_path / "policies"
    overlay.mkdir()
    (overlay / "controls.yaml").write_text(
        "kind: Controls\ncontrols: {auth: {service_token_ttl_s: {tiers: {T0: 60}}}}\n"
    )

    code = new(bench, tmp_path, "--answers", answers, "--policies", overlay)

    controls = yaml.safe_load((tmp_path / "leave-helper/microapp.yaml").read_text())["controls"]
    assert code == 0
    assert controls["auth"]["service_token_ttl_s"]["value"] == 60


def test_in_a_terminal_what_is_missing_is_asked_for(bench: Workbench, tmp_path: Path) -> None:
    asked: dict[str, Any] = {}

    def ask(_: object, given: dict[str, Any], **offers: Any) -> dict[str, Any]:
        asked.update(given=given, **offers)
        return {**SAMPLE, **given}

    code = new(replace(bench, is_terminal=True, ask=ask), tmp_path, "my-helper", "--ci", "github")

    assert code == 0
    assert asked["given"] == {"name": "my-helper", "ci": "github"}
    assert (asked["blueprints"], asked["cis"]) == (("crud",), ("github",))
    assert (tmp_path / "my-helper").is_dir()
