"""`microapp policy`: what the rules are, whether they hold together, and whom a change breaks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.main import run
from tests.houses import house, tiny_house
from tests.rulebooks import BODY, METADATA, tiny_policies, write_rule

LAYERS = ("auth", "base", "contract", "deploy", "secrets", "supply_chain")
COST_CENTRE = """
import rego.v1

deny contains finding if {{
	not input.manifest.cost_centre
	finding := {{"id": "{id}", "path": "microapp.yaml", "line": 1, "message": "No cost centre."}}
}}
"""


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    """A house with tiny layers, and policies of one rule a layer."""
    made = tiny_house(tmp_path / "house")
    (made.assets / "policies").unlink()
    tiny_policies(made.assets / "policies")
    for number, layer in enumerate(set(LAYERS) - {"base"}):
        write_rule(made.assets / "policies", f"{layer}/owner", f"MA{100 + number}")
    return made


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """An organisation's folder with one rule for all apps."""
    folder = tmp_path / "acme"
    metadata = METADATA.replace("A person answers for this app", "An app names who pays for it")
    place = write_rule(folder, "base/cost_centre", "ACME001", metadata=metadata, body=COST_CENTRE)
    (place.parent / "accepted.json").write_text('{"manifest": {"cost_centre": 4711}}')
    (place.parent / "refused.json").write_text("{}")
    return folder


@pytest.fixture
def fleet(tmp_path: Path, bench: Workbench) -> Path:
    """Three micro-apps; the second names who pays for it, the third has no owner."""
    folder = tmp_path / "apps"
    for name in ("one", "two", "three"):
        words = ["--set", f"name={name}", "--set", f"title={name}", "--no-input"]
        answers = str(Path(__file__).parents[2] / "docs/learn/leave-helper.yaml")
        team = folder / "people"
        team.mkdir(parents=True, exist_ok=True)
        assert run(["new", "--answers", answers, *words, "--output", str(team)], bench) == 0
    add(folder / "people/two/microapp.yaml", "\ncost_centre: 4711\n")
    manifest = folder / "people/three/microapp.yaml"
    manifest.write_text(manifest.read_text().replace("email: ann@acme.example", "mail: x", 1))
    return folder


def add(path: Path, text: str) -> None:
    """Write something at the end of a file."""
    path.write_text(path.read_text() + text)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed since the last time."""
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str]) -> Any:
    """What was printed, as data."""
    return json.loads(said(capsys))


def test_list_shows_every_rule_by_layer(
    bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["policy", "list"], bench)

    lines = said(capsys).splitlines()
    assert code == 0
    assert "  MA001    error    A person answers for this app" in lines
    assert [line[:-1] for line in lines if line.endswith(":")] == list(LAYERS)
    assert lines[-1] == "6 rules in 6 layers. One in full: microapp policy explain MA001"


def test_list_as_json_holds_all_that_a_rule_says(
    bench: Workbench, acme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["policy", "list", "--policies", str(acme), "--json"], bench)

    rules = {rule["id"]: rule for rule in as_json(capsys)}
    assert len(rules) == 7
    assert rules["ACME001"]["path"] == f"{acme}/rules/base/cost_centre/cost_centre.rego"
    assert rules["MA001"] == {
        "id": "MA001",
        "layer": "base",
        "name": "owner",
        "severity": "error",
        "title": "A person answers for this app",
        "description": "The manifest names an owner with an e-mail address.",
        "why": "Nobody else hears of an incident.",
        "fix": "Add owner.email to microapp.yaml.",
        "controls": ["identity.owner"],
        "waivable": True,
        "path": "rules/base/owner/owner.rego",
    }


def test_explain_shows_the_page_of_a_rule_with_an_example_of_each(
    bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["policy", "explain", "ma001"], bench)

    assert code == 0
    assert said(capsys) == (
        "MA001  A person answers for this app\n"
        "The manifest names an owner with an e-mail address.\n"
        "\n"
        "why    Nobody else hears of an incident.\n"
        "fix    Add owner.email to microapp.yaml.\n"
        "rule   base/owner (error)\n"
        "file   rules/base/owner/owner.rego\n"
        "holds  identity.owner\n"
        "waive  an exception in microapp.yaml can open it until a day, if somebody else\n"
        "       approves\n"
        "\n"
        "An example that is accepted:\n"
        '  manifest.owner.email: "zoe@acme.example"\n'
        "\n"
        "An example that is refused:\n"
        "  manifest.owner.email: taken away\n"
        "  → No owner.\n"
    )


def test_explain_names_the_list_where_there_is_no_such_rule(
    bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["policy", "explain", "MA999"], bench)

    assert code == 2
    assert capsys.readouterr().err == (
        "There is no rule MA999. All of them: microapp policy list\n"
    )


def test_explain_knows_a_rule_whose_number_is_written_short(
    bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["policy", "explain", "ma1"], bench)

    assert code == 2
    assert capsys.readouterr().err.endswith(" Did you mean MA001?\n")


@pytest.mark.parametrize("id", ["MA001", "MA040", "MA103"])
def test_every_page_fits_a_terminal(id: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["policy", "explain", id], house())

    lines = said(capsys).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith(id)


def test_test_counts_what_passed(bench: Workbench, capsys: pytest.CaptureFixture[str]) -> None:
    keep_only(bench, "base")

    code = run(["policy", "test"], bench)

    assert code == 0
    assert said(capsys) == (
        "1 test, 3 samples and 2 points of review: all pass.\n100.0 % of the lines of 1 file ran.\n"
    )


def keep_only(bench: Workbench, layer: str) -> None:
    """Take the rules of all other layers away."""
    for folder in (bench.assets / "policies/rules").iterdir():
        if folder.name != layer:
            shutil.rmtree(folder)


def test_test_tells_each_failure_in_a_line_and_gives_1(
    bench: Workbench, acme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_only(bench, "base")
    write_rule(
        bench.assets / "policies", "base/owner", "MA001", test="package x\n\ntest_x if 1 > 2\n"
    )
    (acme / "rules/base/cost_centre/accepted.json").write_text("{}")

    code = run(["policy", "test", "--policies", str(acme)], bench)

    text = said(capsys)
    assert code == 1
    assert "rules/base/owner/owner_test.rego:3: test_x: it is undefined\n" in text
    assert "accepted.json: ACME001: ACME001 finds in it: No cost centre.\n" in text
    assert "points of review: " in text
    assert "failed.\n" in text


def test_test_as_json_says_which_lines_nothing_ran(
    bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_only(bench, "base")
    body = BODY + "\nunused if {{\n\tinput.manifest.x == 1\n}}\n"
    write_rule(bench.assets / "policies", "base/owner", "MA001", body=body)

    code = run(["policy", "test", "--json"], bench)

    data = as_json(capsys)
    assert code == 0
    assert data["passed"]
    (file,) = data["coverage"]["files"]
    assert file["path"] == "rules/base/owner/owner.rego"
    assert len(file["missed"]) == file["total"] - file["covered"] == 1


def test_broken_policies_are_one_line_and_2(
    bench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    write_rule(bench.assets / "policies", "base/owner", "MA001", body="\ndeny contains x if {{\n")

    code = run(["policy", "test"], bench)

    assert code == 2
    assert capsys.readouterr().err == "rules/base/owner/owner.rego:14:1: expecting expression.\n"


def test_facts_are_all_that_the_rules_are_given(
    bench: Workbench, fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    code = run(["policy", "facts", str(fleet / "people/one")], bench)

    facts = as_json(capsys)
    assert code == 0
    assert facts["manifest"]["name"] == "one"
    assert facts["layers"] == list(LAYERS)
    assert set(facts) >= {"files", "lock", "secrets", "workflows", "today"}


def test_bundle_writes_what_stock_opa_loads_and_never_over_something(
    bench: Workbench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bundle"

    first = run(["policy", "bundle", str(folder)], bench)
    again = run(["policy", "bundle", str(folder)], bench)

    said = capsys.readouterr()
    assert (first, again) == (0, 2)
    assert f"opa eval --bundle {folder} --input facts.json" in said.out
    assert said.err == f"{folder} is not empty. Name a new folder.\n"
    assert len(list((folder / "policies").iterdir())) == 7
    assert list(json.loads((folder / "data.json").read_text())) == ["microapp"]


def breaks(rules: Any) -> list[tuple[str, list[str]]]:
    """Rules with the names of the apps they meet."""
    return [(rule["id"], [Path(folder).name for folder in rule["folders"]]) for rule in rules]


def test_diff_says_which_apps_a_new_rule_breaks(
    bench: Workbench, fleet: Path, acme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    code = run(
        ["policy", "diff", "--fleet", str(fleet), "--policies", str(acme), "--json", "--jobs", "1"],
        bench,
    )

    change = as_json(capsys)
    assert code == 1
    assert change["fleet"] == 3
    assert breaks(change["added"]) == [("ACME001", ["one", "three"])]
    assert [Path(folder).name for folder in change["breaks"]] == ["one", "three"]
    assert change["gone"] == []


def test_diff_as_text_ends_with_what_it_breaks(
    bench: Workbench, fleet: Path, acme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    run(["policy", "diff", "--fleet", str(fleet), "--policies", str(acme)], bench)

    text = said(capsys)
    assert "Finds what it does not find today:\n  ACME001  error    An app names who pays" in text
    assert "2 apps: " in text
    assert "This breaks 2 apps of 3" in text.splitlines()[-1]


def test_diff_of_the_same_policies_breaks_nothing(
    bench: Workbench, fleet: Path, acme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    both = ["--from", str(acme), "--policies", str(acme)]

    code = run(["policy", "diff", "--fleet", str(fleet), *both], bench)

    assert code == 0
    assert said(capsys) == "This breaks no app of 3.\n"


def test_diff_between_two_whole_folders_of_policies_shows_what_is_gone(
    bench: Workbench, fleet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new"
    shutil.copytree(bench.assets / "policies", new)
    write_rule(new, "base/owner", "MA001", body="\nimport rego.v1\n\ndeny contains 1 if false\n")
    capsys.readouterr()

    code = run(["policy", "diff", "--fleet", str(fleet), "--policies", str(new), "--json"], bench)

    change = as_json(capsys)
    assert code == 0
    assert breaks(change["gone"]) == [("MA001", ["three"])]
    assert change["added"] == []


def test_diff_counts_an_app_that_the_new_policies_cannot_judge_as_broken(
    bench: Workbench, fleet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new"
    shutil.copytree(bench.assets / "policies", new)
    shutil.rmtree(new / "rules/auth")
    capsys.readouterr()

    code = run(["policy", "diff", "--fleet", str(fleet), "--policies", str(new)], bench)

    text = said(capsys)
    assert code == 1
    assert "Cannot be judged by the new policies:" in text
    assert text.splitlines()[-1] == "This breaks 3 apps of 3."


def test_diff_never_calls_apps_fine_that_nobody_could_compare(
    bench: Workbench, fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = fleet / "people/one/microapp.yaml"
    manifest.write_text(manifest.read_text().replace("[base, auth", "[base, gone, auth"))
    capsys.readouterr()

    code = run(["policy", "diff", "--fleet", str(fleet)], bench)

    text = said(capsys)
    assert code == 2
    assert text.splitlines()[-1] == "This breaks no app of 2; 1 could not be compared."


@pytest.mark.parametrize("words", [["--fleet", "nowhere"], ["--fleet", "{empty}"]])
def test_diff_of_no_fleet_is_refused_in_one_line(
    words: list[str], bench: Workbench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    given = [word.format(empty=tmp_path / "empty") for word in words]

    code = run(["policy", "diff", *given], bench)

    assert code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_diff_with_broken_policies_is_told_once(
    bench: Workbench, fleet: Path, acme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_rule(acme, "base/owner", "ACME002")
    capsys.readouterr()

    code = run(["policy", "diff", "--fleet", str(fleet), "--policies", str(acme)], bench)

    err = capsys.readouterr().err
    assert code == 2
    assert err.count("\n") == 1
    assert "base/owner is a rule of ours" in err
