"""`microapp check` of a proxy, as its owner calls it: exit code, file, line, and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest

from microapp_cli.main import run
from tests.output.test_check_sarif import SCHEMA
from tests.policies.edits.apps import BENCH, Apps
from tests.policies.edits.changes import Change, remove, replace, swap
from tests.policies.edits.edit import commit, copied

SUMMARY = "prompts/summarise-text.yaml"
Said = Callable[..., tuple[int, str]]


@pytest.fixture
def said(apps: Apps, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Change a committed proxy, check it in some way, and give the exit code and the words."""

    def checked(change: Change, *words: str) -> tuple[int, str]:
        app = copied(apps.folder_of("proxy"), tmp_path)
        commit(app)
        change(app)
        code = run(["check", str(app), *words], BENCH)
        return code, capsys.readouterr().out

    return checked


def test_a_misspelt_field_is_exit_code_1_with_its_file_and_line(said: Said) -> None:
    code, words = said(swap(SUMMARY, "title:", "titel:"))

    assert code == 1
    told = f"{SUMMARY}:3 There is no field titel here. Did you mean title?"
    assert told in " ".join(words.split())


def test_a_version_that_changed_is_named_with_the_number_that_the_change_takes(said: Said) -> None:
    change = swap(SUMMARY, "Summarise the text below", "Shorten the text below")

    code, words = said(change, "--base", "HEAD", "--json")

    (report,) = json.loads(words)["reports"]
    told = [one for one in report["findings"] if one["id"] == "MA136"]
    assert code == 1
    assert [(one["path"], one["line"]) for one in told] == [(SUMMARY, 5)]
    assert "Version 1 of summarise-text" in told[0]["message"]
    assert "as version 3 at the end" in told[0]["fix"]


def test_a_file_that_is_gone_is_told_in_sarif_too(said: Said) -> None:
    code, words = said(remove("models.yaml"), "--format", "sarif")

    log = json.loads(words)
    assert code == 1
    assert {one["ruleId"] for one in log["runs"][0]["results"]} >= {"MA119"}
    assert list(jsonschema_rs.Draft4Validator(SCHEMA).iter_errors(log)) == []


def test_a_file_of_ones_own_that_is_no_yaml_is_to_be_mended_before_it_is_removed(
    said: Said,
) -> None:
    code, words = said(swap(SUMMARY, "title:", "title: :"), "--json")

    (report,) = json.loads(words)["reports"]
    (told,) = [one for one in report["findings"] if one["id"] == "MA014"]
    assert (code, told["path"]) == (1, SUMMARY)
    assert told["fix"].startswith("Correct the line")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("kind: chat", "kind: chatt"), ("place: private", "place: privat"), ("price:", "prise:")],
)
def test_a_slip_in_the_models_is_told_alone(said: Said, right: str, wrong: str) -> None:
    code, words = said(swap("models.yaml", right, wrong), "--json")

    (report,) = json.loads(words)["reports"]
    told = {(one["id"], one["path"]) for one in report["findings"] if one["severity"] == "error"}
    assert (code, told) == (1, {("MA119", "models.yaml")})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty. Restore it from git."),
        ("# later\n", "is empty. Restore it from git."),
        ("- a\n", "holds no mapping"),
        ("a: [", "line 2: "),
        ("a: b\nc: \a\n", "line 2: a control character stands here (U+0007). Remove it."),
        ("a: b\nc: d\u202e\n", "sees stands here (U+202E RIGHT-TO-LEFT OVERRIDE). Remove it."),
    ],
)
def test_a_manifest_that_says_nothing_is_told_alone(said: Said, text: str, words: str) -> None:
    code, told = said(replace("microapp.yaml", text.encode()), "--json")

    (report,) = json.loads(told)["reports"]
    (finding,) = report["findings"]
    assert (code, finding["id"], finding["path"]) == (1, "MA004", "microapp.yaml")
    assert words in finding["message"]


def test_an_answer_that_is_no_choice_is_told_once_with_the_one_that_is_meant(said: Said) -> None:
    code, told = said(swap("microapp.yaml", "data: internal", "data: internl"), "--json")

    (report,) = json.loads(told)["reports"]
    (finding,) = report["findings"]
    assert (code, finding["id"]) == (1, "MA004")
    assert finding["message"] == "answers.data: 'internl' is no choice. Did you mean internal?"
