"""`microapp check`: repositories in, what is wrong with them and an exit code out."""

from __future__ import annotations

import dataclasses
import json
import shutil
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.main import run
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.checked_apps import EXCEPTION, commit, edit, git

CHANGED = "ops/prometheus/alerts.yml"


@pytest.fixture
def spoilt(app: Path) -> Path:
    """A repository with a changed platform file."""
    with (app / CHANGED).open("a", encoding="utf-8") as file:
        file.write("\n# mine\n")
    return app


def found(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    """Path and state of every finding in the JSON that was printed."""
    (report,) = json.loads(capsys.readouterr().out)["reports"]
    return [(finding["path"], finding["state"]) for finding in report["findings"]]


def test_a_fresh_repository_is_fine_in_one_line(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["check", str(app)], real_bench)

    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    assert said.out.startswith("leave-helper is fine: ")
    assert said.out.count("\n") == 1


def test_a_finding_is_exit_code_1_and_named_with_its_file(
    spoilt: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(spoilt)], real_bench) == 1
    assert CHANGED in capsys.readouterr().out


def test_in_a_file_of_the_platform_the_fix_is_to_put_it_back(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(app / "deploy/Dockerfile", "USER 10001:10001", "USER root")

    run(["check", str(app), "--json"], real_bench)

    (report,) = json.loads(capsys.readouterr().out)["reports"]
    fixes = {finding["id"]: finding["fix"] for finding in report["findings"]}
    assert {"MA012", "MA071"} <= set(fixes)
    assert all(fix.startswith("Run: microapp fix") for fix in fixes.values())


def test_without_a_path_it_is_the_folder_we_are_in(
    spoilt: Path,
    real_bench: Workbench,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(spoilt)

    assert run(["check", "--json"], real_bench) == 1
    assert found(capsys) == [(CHANGED, "open")]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("named", ["nowhere", "."])
def test_what_is_no_repository_is_wrong_use_in_one_line(
    real_bench: Workbench, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["check", named], real_bench)

    said = capsys.readouterr()
    assert (code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "Name a repository" in said.err


def test_several_formats_are_written_at_once(
    spoilt: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [f"--format={name}={name}.out" for name in ("sarif", "junit", "json", "markdown")]

    code = run(["check", str(spoilt), *words, "--format", "github"], real_bench)

    assert code == 1
    assert capsys.readouterr().out.startswith(f"::error file=leave-helper/{CHANGED},line=")
    sarif = json.loads(Path("sarif.out").read_text("utf-8"))
    assert sarif["runs"][0]["results"][0]["level"] == "error"
    assert Xml.parse("junit.out").getroot().get("failures") == "1"  # noqa: S314
    assert json.loads(Path("json.out").read_text("utf-8"))["exit_code"] == 1
    assert CHANGED.replace("_", "\\_") in Path("markdown.out").read_text("utf-8")
    assert [path.name for path in Path().glob(".*.out*")] == []


def test_when_every_format_goes_to_a_file_a_person_still_reads_the_table(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(app), "--format", "sarif=a b/ü.sarif"], real_bench) == 2
    assert "a b/ü.sarif" in capsys.readouterr().err

    Path("a b").mkdir()
    assert run(["check", str(app), "--format", "sarif=a b/ü.sarif"], real_bench) == 0
    assert "is fine" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--format", "xml"],
        ["--format", "sarif="],
        ["--format", "json", "--format", "github"],
        ["--format", "json=x", "--format", "sarif=x"],
        ["--json", "--format", "table"],
        ["--fail-on", "never"],
        ["--engine", "guess"],
        ["--jobs", "0"],
        ["--base", "--output=x"],
        ["--base", "nowhere"],
        ["--policies", "nowhere"],
        ["--explain", "MA999"],
    ],
)
def test_wrong_use_is_exit_code_2_and_writes_no_file(
    app: Path, real_bench: Workbench, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(app), *words], real_bench) == 2
    assert capsys.readouterr().err
    assert not Path("x").exists()


def test_many_repositories_are_one_table_and_the_worst_gives_the_exit_code(
    spoilt: Path, fresh_app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(5):
        shutil.copytree(fresh_app, Path(f"fine-{number}"))
    folders = [f"fine-{number}" for number in range(5)]

    code = run(["check", *folders, str(spoilt), f"{spoilt}/", "--jobs", "2"], real_bench)

    said = capsys.readouterr().out
    assert code == 1
    assert said.splitlines()[1].split()[:3] == ["leave-helper", "T1", "1"]
    assert "6 repositories: 5 pass, 1 do not pass." in said


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_that_cannot_be_judged_hides_none_of_the_others(
    spoilt: Path, real_bench: Workbench, jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["check", "nowhere", str(spoilt), "--json", "--jobs", jobs], real_bench)

    said = capsys.readouterr()
    assert code == 2
    assert [report["name"] for report in json.loads(said.out)["reports"]] == ["leave-helper"]
    assert said.err == "nowhere: there is no such folder. Name a repository's folder.\n"


def test_a_second_check_is_kept_and_one_more_byte_is_not(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    def is_cached(*words: str) -> bool:
        run(["check", str(app), "--json", *words], real_bench)
        return bool(json.loads(capsys.readouterr().out)["reports"][0]["judged"]["cached"])

    assert [is_cached(), is_cached(), is_cached("--no-cache")] == [False, True, False]
    edit(app / "README.md", "\n", "\n\n")
    assert is_cached() is False


def test_a_kept_report_does_not_outlive_an_exception(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    (app / "app/ask.py").write_text('"""Asks."""\n\nfrom openai import OpenAI as OpenAI\n')
    with (app / "microapp.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write(EXCEPTION)

    def checked_on(day: str) -> tuple[int, bool, list[str]]:
        noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        environ = {**real_bench.environ, "SOURCE_DATE_EPOCH": str(int(noon.timestamp()))}
        code = run(["check", str(app), "--json"], dataclasses.replace(real_bench, environ=environ))
        (report,) = json.loads(capsys.readouterr().out)["reports"]
        states = [one["state"] for one in report["findings"] if one["id"] == "MA031"]
        return code, report["judged"]["cached"], states

    assert checked_on("2026-11-30") == (0, False, ["waived"])
    assert checked_on("2026-11-30") == (0, True, ["waived"])
    assert checked_on("2026-12-01") == (1, False, ["open"])


def test_with_a_base_only_what_is_new_counts(
    spoilt: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(spoilt)
    (spoilt / "SECURITY.md").unlink()

    assert run(["check", str(spoilt), "--base", "main", "--json"], real_bench) == 1
    assert found(capsys) == [("SECURITY.md", "open"), (CHANGED, "known")]


def test_what_was_there_at_the_base_is_told_but_is_no_failure(
    spoilt: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(spoilt)

    assert run(["check", str(spoilt), "--base", "main"], real_bench) == 0
    assert "There already at main, so not counted: 1 finding" in capsys.readouterr().out


def test_a_change_that_breaks_callers_is_found_against_the_base(
    app: Path, real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(app)
    edit(app / "openapi.yaml", "maxLength: 40", "maxLength: 20")

    assert run(["check", str(app), "--base", "main", "--json"], real_bench) == 1
    assert ("openapi.yaml", "open") in found(capsys)


def test_nothing_of_the_base_is_run_or_filtered(app: Path, real_bench: Workbench) -> None:
    (app / ".gitattributes").write_text("* filter=evil export-ignore\n", encoding="utf-8")
    commit(app)
    for kind in ("smudge", "clean", "process"):
        git(app, "config", f"filter.evil.{kind}", "touch ../ran; cat")

    run(["check", str(app), "--base", "main"], real_bench)

    assert not Path("ran").exists()


def test_a_repository_that_is_new_since_the_base_is_judged_in_full(
    spoilt: Path, tmp_path: Path, real_bench: Workbench
) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Nothing yet")

    assert run(["check", str(spoilt), "--base", "main"], real_bench) == 1


def test_explain_shows_the_page_of_a_rule(
    real_bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "--explain", "ma001"], real_bench) == 0
    assert "MA001" in capsys.readouterr().out


def test_an_organisation_s_own_rules_judge_too(
    app: Path, real_bench: Workbench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = tmp_path / "acme/rules/base/title_of_ours/title_of_ours.rego"
    rule.parent.mkdir(parents=True)
    rule.write_text(RULE, encoding="utf-8")

    assert run(["check", str(app), "--policies", "acme"], real_bench) == 1
    assert "Titles begin with Acme  ACME001" in capsys.readouterr().out


RULE = """\
# METADATA
# title: Titles begin with Acme
# description: Ours do.
# custom:
#   id: ACME001
#   severity: error
#   why: Nobody would find the app.
#   fix: Put Acme in front of the title.
#   controls: []
#   waivable: true
package microapp.rules.base.title_of_ours

import rego.v1

deny contains finding if {
	not startswith(input.manifest.title, "Acme")
	finding := {"id": "ACME001", "path": "microapp.yaml", "line": 5, "message": "no Acme"}
}
"""
