"""The policies that ship: every rule is tested, has samples, and is kept as a rule must be."""

from __future__ import annotations

from pathlib import Path

import pytest

from microapp_cli.adapters import rego
from microapp_cli.adapters.policy_files import load_policies
from microapp_cli.adapters.rego import trials
from microapp_cli.core.errors import BadPolicy, PolicyEngineError
from microapp_cli.core.trials import Trials
from tests.rulebooks import BODY, METADATA, POLICIES, TEST, tiny_policies
from tests.rulebooks import write_rule as write

RULE = "rules/base/owner/owner.rego"
LEAST_COVERAGE = 97.0


def tried(folder: Path, overlay: Path | None = None) -> Trials:
    """All tests, samples and the review of these policies."""
    controls = {found.id for found in load_policies(POLICIES).controls.definitions}
    return trials.run_all(folder, overlay, controls=controls)


@pytest.fixture(scope="module")
def shipped() -> Trials:
    return tried(POLICIES)


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """Policies with one rule, MA001."""
    return tiny_policies(tmp_path / "policies")


def failures(folder: Path, overlay: Path | None = None) -> list[str]:
    """What failed, as place: problem."""
    try:
        found = tried(folder, overlay).failed
    except PolicyEngineError as error:  # it cannot even be read
        return [str(error)]
    return [f"{trial.path}:{trial.line}: {trial.problem}" for trial in found]


def test_every_test_sample_and_point_of_review_passes(shipped: Trials) -> None:
    assert [(trial.path, trial.line, trial.problem) for trial in shipped.failed] == []


def test_tests_and_samples_run_nearly_every_line(shipped: Trials) -> None:
    assert shipped.percent >= LEAST_COVERAGE


def test_there_are_at_least_forty_rules_and_more_tests_than_rules(shipped: Trials) -> None:
    rules = rego.load(POLICIES).rules

    assert len(rules) >= 40
    assert shipped.count("test") >= 2 * len(rules)
    assert shipped.count("sample") >= 3 * len(rules)  # accepted, refused and the green facts


def test_every_layer_that_a_control_can_ask_for_has_rules() -> None:
    layers = load_policies(POLICIES).controls.layers

    asked = {
        layer for value in layers.values.values() if isinstance(value, tuple) for layer in value
    }

    assert asked <= set(rego.load(POLICIES).layers)


def test_a_whole_rule_passes(policies: Path) -> None:
    assert failures(policies) == []


def body(text: str) -> dict[str, str]:
    """A rule that finds nothing wrong with its samples, and says this besides."""
    return {"body": BODY + "\n" + text.replace("{", "{{").replace("}", "}}") + "\n"}


def metadata(old: str, new: str) -> dict[str, str]:
    """METADATA with one text in the place of another."""
    assert old in METADATA
    return {"metadata": METADATA.replace(old, new)}


IMPROPER: dict[str, tuple[dict[str, str], str]] = {
    "a call over the network": (
        body('x := http.send({"method": "get", "url": input.manifest.url})'),
        f"{RULE}:20: calls http.send, on which engines differ.",
    ),
    "cryptography": (body('x := crypto.sha256("x")'), "calls crypto.sha256"),
    "a token": (body('x := io.jwt.decode("x")'), "calls io.jwt.decode"),
    "its own METADATA": (body("x := rego.metadata.rule()"), "calls rego.metadata.rule"),
    "a patch": (body("x := json.patch(input.manifest, [])"), "calls json.patch"),
    "the clock": (body("x := time.now_ns()"), "calls time.now_ns"),
    "the environment": (body("x := opa.runtime()"), "calls opa.runtime"),
    "chance": (body('x := rand.intn("x", 3)'), "calls rand.intn"),
    "words on the screen": (body('x if print("x")'), "calls print"),
    "%q": (body('x := sprintf("%q", ["x"])'), "formats with %q. Known are %s, %d, %v."),
    "%05d": (body('x := sprintf("%05d", [1])'), "formats with %0"),
    "letters of all alphabets": (
        body(r"x if regex.match(`^\w+$`, input.today)"),
        r"matches \w, which engines read differently. Write [a-z0-9_] or [[:space:]].",
    ),
    "interpolation": (body('x := $"{input.today}"'), f"{RULE}:20:6: invalid character"),
    "other facts": (
        body("x if y with input as {}\n\ny if input.manifest"),
        "judges other facts: `with` is for tests",
    ),
    "the verdict": (body("x := data.microapp.main.canary"), "reads data.microapp.main"),
    "another rule": (
        body("x := data.microapp.rules.base.owner.deny"),
        "reads data.microapp.rules. A rule reads input, lib and data only.",
    ),
    "another rule by import": (
        {"body": BODY.replace("import rego.v1", "import rego.v1\n\nimport data.other.rule")},
        "imports data.other.rule",
    ),
    "no import of rego.v1": (
        {"body": BODY.replace("import rego.v1\n", "")},
        "`import rego.v1` is missing",
    ),
    "a fact that nobody gives": (
        body("x := input.manifesto"),
        "reads input.manifesto, which is no fact that main.rego demands",
    ),
    "a fact that nobody gives, by its name": (
        body('x := object.get(input, "manifesto", {})'),
        "reads input.manifesto",
    ),
    "a control that does not exist": (
        metadata("identity.owner", "identity.owners"),
        f"{RULE}:0: there is no control identity.owners.",
    ),
    "a title that is a name": (metadata("A person", "person"), "title must be a sentence"),
    "a title that ends": (metadata("this app", "this app."), "title must not end"),
    "a why that does not end": (metadata("incident.", "incident"), "why must be a sentence"),
    "a description on two lines": (
        metadata("address.", "address.\n#   \n#   More."),
        "description must be one line",
    ),
    "a fix nobody reads": (metadata("Add owner", "Add " * 60 + "owner"), "fix is longer than 240"),
}


@pytest.mark.parametrize("name", IMPROPER)
def test_a_rule_that_is_not_kept_well_is_named(name: str, policies: Path) -> None:
    changes, said = IMPROPER[name]
    changes = {"test": "package x\n\ntest_x if true\n", **changes}
    write(policies, "base/owner", "MA001", **changes)

    assert said in "\n".join(failures(policies))


def test_words_in_text_and_comments_are_no_calls(policies: Path) -> None:
    text = '# http.send(x) with input as $"x"\nx := ["http.send(", `crypto.sha256(`, "%q"]'
    write(policies, "base/owner", "MA001", **body(text))

    assert failures(policies) == []


@pytest.mark.parametrize(
    ("id", "key", "said"),
    [
        ("MA020", "base/other", "the id MA020 is not in the range of base in ids.yaml"),
        ("MA001", "auth/owner", "the id MA001 is that of"),
        ("MA300", "brand_new/rule", "the id MA300 is not in the range of brand_new"),
        ("MA019", "base/other", "the id MA019 is retired. Take one that was never used."),
    ],
)
def test_an_id_is_of_its_layer_and_never_used_again(
    id: str, key: str, said: str, policies: Path
) -> None:
    ids = (policies / "ids.yaml").read_text().replace("retired: {}", "retired: {MA019: gone}")
    (policies / "ids.yaml").write_text(ids)
    write(policies, key, id)

    try:
        found = "\n".join(failures(policies))
    except BadPolicy as refused:
        found = str(refused)

    assert said in found


MISSING = {
    "accepted.json": "there is no accepted.json beside it",
    "refused.json": "there is no refused.json beside it",
    "owner_test.rego": "no test_… rule in the _test.rego beside it",
}


@pytest.mark.parametrize("name", MISSING)
def test_a_rule_without_samples_or_tests_is_named(name: str, policies: Path) -> None:
    (policies / "rules/base/owner" / name).unlink()

    assert failures(policies) == [f"{RULE}:0: {MISSING[name]}."]


def test_a_refused_sample_that_is_accepted_fails(policies: Path) -> None:
    (policies / "rules/base/owner/refused.json").write_text("{}")

    assert failures(policies) == [
        "rules/base/owner/refused.json:0: MA001 finds nothing in it, though it must be refused"
    ]


def test_an_accepted_sample_that_is_refused_fails(policies: Path) -> None:
    (policies / "rules/base/owner/accepted.json").write_text('{"manifest": null}')

    assert failures(policies) == ["rules/base/owner/accepted.json:0: MA001 finds in it: No owner."]


def test_a_rule_that_refuses_the_green_facts_fails(policies: Path) -> None:
    (policies / "samples/green.json").write_text('{"manifest": {}}')

    assert "samples/green.json:0: MA001 finds in it: No owner." in failures(policies)


@pytest.mark.parametrize("condition", ["false", "1 == 2", "input.nothing", 'to_number("x") == 1'])
def test_a_test_that_does_not_hold_fails_with_its_line(condition: str, policies: Path) -> None:
    test = TEST + "\ntest_more if " + condition + "\n"
    write(policies, "base/owner", "MA001", test=test)

    (said,) = failures(policies)

    assert said.startswith("rules/base/owner/owner_test.rego:9: ")


def test_lines_that_nothing_ran_are_named(policies: Path) -> None:
    write(policies, "base/owner", "MA001", **body("unused if {\n\tinput.manifest.x == 1\n}"))

    (coverage,) = tried(policies).coverage

    assert coverage.path == RULE
    assert coverage.missed == (21,)


def test_the_rules_of_an_organisation_are_tried_and_reviewed_too(
    policies: Path, tmp_path: Path
) -> None:
    acme = tmp_path / "acme"
    file = write(acme, "acme/owner", "ACME001", **body('x := crypto.sha256("x")'))
    (file.parent / "refused.json").unlink()

    said = failures(policies, acme)

    assert f"{acme}/rules/acme/owner/owner.rego:0: there is no refused.json beside it." in said
    assert any("calls crypto.sha256" in line for line in said)


def test_a_broken_sample_is_told_in_one_line(policies: Path) -> None:
    (policies / "rules/base/owner/refused.json").write_text('{"a":')

    with pytest.raises(BadPolicy, match=r"refused\.json: Expecting value: line 1"):
        failures(policies)
