"""The policy engine: what it finds, and that whatever it could not judge is never a pass."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from microapp_cli.adapters import rego
from microapp_cli.core.errors import BadPolicy, MicroappError, PolicyEngineError, WrongUse
from tests.rulebooks import BODY, METADATA, POLICIES, green_facts, tiny_policies, without_owner
from tests.rulebooks import write_rule as write

DENY = BODY[: BODY.index("deny")] + "deny contains {} if true\n"
Edit = Callable[[Path], object]


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """Policies with one rule, MA001."""
    return tiny_policies(tmp_path / "policies")


def refusal(policies: Path, facts: dict[str, object] | None = None) -> str:
    """What a person reads when these policies do not judge."""
    with pytest.raises(MicroappError) as refused:
        rego.engine("embedded", rego.load(policies)).judge(facts or without_owner())
    assert refused.value.exit_code == 2
    assert isinstance(refused.value, BadPolicy | PolicyEngineError)
    assert "\n" not in str(refused.value)
    assert "backtrace" not in str(refused.value)
    return str(refused.value)


def body(text: str) -> str:
    """The body of a rule, as write_rule formats it."""
    return f"\nimport rego.v1\n\n{text}\n".replace("{", "{{").replace("}", "}}")


def finding(**changes: object) -> str:
    """A rule that always finds something of this form."""
    whole = {"id": "MA001", "path": "microapp.yaml", "line": 1, "message": "x", **changes}
    pairs = ", ".join(f'"{key}": {rego_value(value)}' for key, value in whole.items())
    return body(f"deny contains {{{pairs}}}")


def rego_value(value: object) -> str:
    """A value in Rego."""
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def test_a_rule_finds_what_is_wrong_and_nothing_in_what_is_right(policies: Path) -> None:
    engine = rego.engine("embedded", rego.load(policies))

    assert engine.judge(green_facts()) == []
    assert engine.judge(without_owner()) == [
        {"id": "MA001", "path": "microapp.yaml", "line": 7, "message": "No owner."}
    ]
    assert engine.judge(green_facts()) == []


def test_a_finding_is_shown_with_the_words_of_its_rule(policies: Path) -> None:
    rulebook = rego.load(policies)

    (found,) = map(rulebook.finding, rego.engine("embedded", rulebook).judge(without_owner()))

    assert (found.id, found.severity, found.place) == ("MA001", "error", "microapp.yaml:7")
    assert found.title == "A person answers for this app"
    assert found.fix == "Add owner.email to microapp.yaml."
    assert found.controls == ("identity.owner",)


def test_a_finding_may_bring_a_more_exact_fix_and_control(policies: Path) -> None:
    write(policies, "base/owner", "MA001", body=finding(fix="Do this.", control="auth.mfa"))
    rulebook = rego.load(policies)

    (found,) = map(rulebook.finding, rego.engine("embedded", rulebook).judge(green_facts()))

    assert (found.fix, found.controls) == ("Do this.", ("auth.mfa",))


def test_the_rules_that_ship_accept_the_green_sample() -> None:
    rulebook = rego.load(POLICIES)

    engine = rego.engine("embedded", rulebook)

    assert engine.judge(green_facts(layers=list(rulebook.layers))) == []


def test_only_the_layers_that_the_facts_name_judge(policies: Path) -> None:
    write(policies, "auth/owner", "MA020")
    engine = rego.engine("embedded", rego.load(policies))

    assert [found["id"] for found in engine.judge(without_owner())] == ["MA001"]
    both = engine.judge({**without_owner(), "layers": ["auth", "base"]})
    assert [found["id"] for found in both] == ["MA001", "MA020"]


SPOILT: dict[str, tuple[Edit, str]] = {
    "no rules folder": (
        lambda folder: shutil.rmtree(folder / "rules"),
        "rules: No such file or directory",
    ),
    "no rules in it": (
        lambda folder: shutil.rmtree(folder / "rules/base"),
        "no rules in there, so nothing would be judged",
    ),
    "no main": (lambda folder: (folder / "main.rego").unlink(), "main.rego: No such file"),
    "empty rule folder": (
        lambda folder: (folder / "rules/base/empty").mkdir(),
        "rules/base/empty/empty.rego: No such file",
    ),
    "syntax error": (
        lambda folder: write(folder, "base/owner", "MA001", body=body("deny contains x if {")),
        "rules/base/owner/owner.rego:16:1: expecting expression.",
    ),
    "unknown built-in": (
        lambda folder: write(
            folder, "base/owner", "MA001", body=body("deny contains x if { x := http.sned(1) }")
        ),
        "rules/base/owner/owner.rego:15:36: could not find function http.sned.",
    ),
    "unsafe variable": (
        lambda folder: write(folder, "base/owner", "MA001", body=body("deny contains y if { z }")),
        "rules/base/owner/owner.rego:15:22: use of undefined variable `z` is unsafe",
    ),
    "a built-in fails": (
        lambda folder: write(
            folder, "base/owner", "MA001", body=body('deny contains x if { x := to_number("y") }')
        ),
        "rules/base/owner/owner.rego:15:38: could not parse string as number",
    ),
    "no METADATA": (
        lambda folder: write(folder, "base/owner", "MA001", metadata="# METADATB\n"),
        "rules/base/owner/owner.rego: no METADATA above the package",
    ),
    "METADATA not directly above": (
        lambda folder: write(folder, "base/owner", "MA001", metadata=METADATA + "\n"),
        "no METADATA above the package",
    ),
    "METADATA no YAML": (
        lambda folder: write(folder, "base/owner", "MA001", metadata="# METADATA\n# a: [\n"),
        "rules/base/owner/owner.rego: METADATA (counted from below it): line 2",
    ),
    "no id": (
        lambda folder: write(
            folder, "base/owner", "MA001", metadata=METADATA.replace("#   id: {id}\n", "")
        ),
        "rules/base/owner/owner.rego: custom: id is missing",
    ),
    "foreign id": (
        lambda folder: write(folder, "base/owner", "ACME001"),
        "id ACME001 must be MA and three digits",
    ),
    "unknown severity": (
        lambda folder: write(
            folder, "base/owner", "MA001", metadata=METADATA.replace("error", "fatal")
        ),
        "severity must be one of error, warning, not 'fatal'",
    ),
    "controls no list": (
        lambda folder: write(
            folder, "base/owner", "MA001", metadata=METADATA.replace("[identity.owner]", "all")
        ),
        "controls must be a list",
    ),
    "waivable no boolean": (
        lambda folder: write(
            folder,
            "base/owner",
            "MA001",
            metadata=METADATA.replace("waivable: true", "waivable: maybe"),
        ),
        "waivable must be true or false",
    ),
    "an id twice": (
        lambda folder: write(folder, "base/other", "MA001"),
        "rules/base/owner/owner.rego: the id MA001 is that of rules/base/other/other.rego already",
    ),
    "package not its folder": (
        lambda folder: write(
            folder, "base/owner", "MA001", package="package microapp.rules.base.other\n"
        ),
        "its folder asks for `package microapp.rules.base.owner`, but it begins with",
    ),
    "package in brackets": (
        lambda folder: write(
            folder, "base/owner", "MA001", package='package microapp.rules.base["owner"]\n'
        ),
        "its folder asks for `package microapp.rules.base.owner`",
    ),
    "a rule at a place that is not read": (
        lambda folder: (folder / "rules/base/late.rego").write_text("package x\n"),
        "rules/base/late.rego would not be read",
    ),
    "a second file of Rego": (
        lambda folder: (folder / "rules/base/owner/more.rego").write_text("package x\n"),
        "rules/base/owner/more.rego would not be read",
    ),
    "a rule one folder too deep": (
        lambda folder: (folder / "rules/base/owner/more").mkdir(),
        "rules/base/owner/more would not be read",
    ),
    "a layer with capitals": (
        lambda folder: (folder / "rules/Base").mkdir(),
        "'Base' must be a word",
    ),
    "not UTF-8": (
        lambda folder: (folder / "rules/base/owner/owner.rego").write_bytes(b"\xff"),
        "rules/base/owner/owner.rego: not UTF-8 text",
    ),
    "too large": (
        lambda folder: (folder / "rules/base/owner/owner.rego").write_bytes(b"#" * 1_000_001),
        "rules/base/owner/owner.rego: over 1 MB",
    ),
    "a folder in the place of a rule": (
        lambda folder: (folder / "rules/base/x/x.rego").mkdir(parents=True),
        "rules/base/x/x.rego: Is a directory",
    ),
    "no deny": (
        lambda folder: write(folder, "base/owner", "MA001", body=body("allow := true")),
        "rules/base/owner/owner.rego: the rule did not judge. It must define `deny contains",
    ),
    "deny is no set": (
        lambda folder: write(folder, "base/owner", "MA001", body=body("deny := true")),
        "rules/base/owner/owner.rego: the rule did not judge",
    ),
    "a finding that is text": (
        lambda folder: write(folder, "base/owner", "MA001", body=body('deny contains "x"')),
        "rules/base/owner/owner.rego: a finding must be an object, not 'x'",
    ),
    "a finding of another rule": (
        lambda folder: write(folder, "base/owner", "MA001", body=finding(id="MA002")),
        "a finding says MA002, but the rule's METADATA says MA001",
    ),
    "a finding without words": (
        lambda folder: write(folder, "base/owner", "MA001", body=finding(message=" ")),
        "rules/base/owner/owner.rego: a finding needs message as text",
    ),
    "a finding without a place": (
        lambda folder: write(folder, "base/owner", "MA001", body=finding(path=7)),
        "a finding needs path as text",
    ),
    "a finding with a wrong line": (
        lambda folder: write(folder, "base/owner", "MA001", body=finding(line="7")),
        "line of a finding must be a whole number",
    ),
    "a finding before the first line": (
        lambda folder: write(folder, "base/owner", "MA001", body=finding(line=-1)),
        "line of a finding must be a whole number",
    ),
    "a finding with a fix that is no text": (
        lambda folder: write(folder, "base/owner", "MA001", body=finding(fix=True)),
        "fix of a finding must be text",
    ),
    "a finding with more": (
        lambda folder: write(folder, "base/owner", "MA001", body=finding(colour="red")),
        "a finding has no colour",
    ),
    "two values for one rule": (
        lambda folder: write(
            folder, "base/owner", "MA001", body=finding() + "x := 1\nx := 2\ndeny contains x\n"
        ),
        "rules/base/owner/owner.rego:",
    ),
    "a rule that calls itself": (
        lambda folder: write(
            folder, "base/owner", "MA001", body=body("deny contains x if { some x in deny }")
        ),
        "rules/base/owner/owner.rego:",
    ),
    "main without canary": (
        lambda folder: edit(folder / "main.rego", '"judged on"', '"slept on"'),
        "The policies did not answer for these facts: no canary",
    ),
    "main of something else": (
        lambda folder: (folder / "main.rego").write_text(
            "package microapp.main\nverdict := {{}}\n"
        ),
        "main.rego",
    ),
    "main without a verdict": (
        lambda folder: edit(folder / "main.rego", "verdict := {", "verdikt := {"),
        "The policy engine stopped: not a valid rule path.",
    ),
    "main that passes a layer over": (
        lambda folder: edit(folder / "main.rego", "some layer in input.layers", 'layer := "llm"'),
        "rules/base/owner/owner.rego: the rule did not judge",
    ),
    "main whose verdict is undefined": (
        lambda folder: edit(
            folder / "main.rego", "canary := concat(", "canary := 1 if input.no\nc := concat("
        ),
        "The policies gave no verdict",
    ),
    "data that is no YAML": (
        lambda folder: data(folder, "limits: ["),
        "data/limits.yaml: line 2: did not find expected node content",
    ),
    "data that is a list": (lambda folder: data(folder, "- 1"), "must be a mapping, not a list"),
    "data that is no number": (
        lambda folder: data(folder, "most: .nan"),
        "data/limits.yaml: Out of range float values are not JSON compliant",
    ),
}


def edit(path: Path, old: str, new: str) -> None:
    """Put one text in the place of another that is there."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def data(folder: Path, text: str) -> None:
    """A file of data."""
    (folder / "data").mkdir()
    (folder / "data/limits.yaml").write_text(text)


@pytest.mark.parametrize("name", SPOILT)
def test_spoilt_policies_never_pass_and_say_in_one_line_what_is_wrong(
    name: str, policies: Path
) -> None:
    spoil, said = SPOILT[name]
    spoil(policies)

    assert said in refusal(policies)


@pytest.mark.parametrize("name", sorted(green_facts()))
def test_a_fact_that_is_missing_is_no_pass(name: str, policies: Path) -> None:
    facts = without_owner()
    del facts[name]

    said = refusal(policies, facts)

    assert name in said or name == "layers"


@pytest.mark.parametrize("layers", [None, [], "base", ["base", 7], ["base", "nowhere"], ["Base"]])
def test_layers_that_nobody_knows_are_no_pass(layers: object, policies: Path) -> None:
    assert "polic" in refusal(policies, green_facts(layers=layers))


def test_an_unknown_layer_is_named_with_those_that_are_known(policies: Path) -> None:
    assert refusal(policies, green_facts(layers=["base", "hr"])) == (
        "There are no rules for the policies hr. Known are: base. Correct `policies` in "
        "microapp.yaml, or give the folder that has them: --policies DIR."
    )


def test_facts_that_json_cannot_hold_are_no_pass(policies: Path) -> None:
    assert "not JSON compliant" in refusal(policies, green_facts(manifest=float("nan")))


def test_an_engine_that_was_stopped_judges_the_next_facts_as_ever(policies: Path) -> None:
    write(
        policies,
        "base/owner",
        "MA001",
        body=body("deny contains x if { x := to_number(input.manifest.n) }"),
    )
    engine = rego.engine("embedded", rego.load(policies))

    with pytest.raises(PolicyEngineError):
        engine.judge(green_facts(manifest={"n": "x"}))

    assert engine.judge(green_facts(manifest={})) == []


def test_rules_read_data_of_its_file(policies: Path) -> None:
    data(policies, "most: 3\nday: 2026-11-23\n")
    write(
        policies,
        "base/owner",
        "MA001",
        body=body(
            'deny contains {"id": "MA001", "path": "x", "line": 0, "message": text} if {\n'
            "    limits := data.microapp.data.limits\n"
            '    text := sprintf("%d %s", [limits.most, limits.day])\n}'
        ),
    )

    (found,) = rego.engine("embedded", rego.load(policies)).judge(green_facts())

    assert found["message"] == "3 2026-11-23"


def test_the_hash_changes_with_every_file_that_judges_and_with_no_other(policies: Path) -> None:
    before = rego.load(policies).sha256

    (policies / "rules/base/owner/refused.json").write_text("{}")
    (policies / "rules/base/owner/owner_test.rego").write_text("package x\n")
    (policies / "rules/base/owner/README.md").write_text("x")
    unchanged = rego.load(policies).sha256
    hashes = {before, unchanged}
    changes: list[Callable[[], object]] = [
        lambda: edit(policies / "main.rego", "# Every fact", "# Each fact"),
        lambda: edit(policies / "rules/base/owner/owner.rego", "No owner.", "No one."),
        lambda: data(policies, "most: 3"),
        lambda: edit(policies / "data/limits.yaml", "3", "4"),
        lambda: library(policies),
    ]
    for change in changes:
        change()
        hashes.add(rego.load(policies).sha256)

    assert unchanged == before
    assert len(hashes) == 6


def library(folder: Path) -> None:
    """A shared function."""
    (folder / "lib").mkdir()
    (folder / "lib/dates.rego").write_text("package microapp.lib.dates\n")


def test_without_the_wheel_a_person_reads_what_to_install(policies: Path) -> None:
    code = (
        "import sys; sys.modules['regorus'] = None\n"
        "from pathlib import Path\n"
        "from microapp_cli.adapters import rego\n"
        "try: rego.engine('embedded', rego.load(Path(sys.argv[1])))\n"
        "except Exception as error: print(error.exit_code, error)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(policies)], capture_output=True, text=True, check=True
    )

    assert done.stdout == (
        "2 No policy engine is installed: there is no wheel of regorus for this machine. "
        "Put the program `opa` on the PATH and run again with --engine opa.\n"
    )


def test_an_unknown_engine_is_refused(policies: Path) -> None:
    with pytest.raises(WrongUse, match="no engine regopy"):
        rego.engine("regopy", rego.load(policies))
