"""An organisation's own rules and data: they add and tighten, never replace or loosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from microapp_cli.adapters import rego
from microapp_cli.core.errors import BadPolicy
from tests.rulebooks import METADATA, green_facts, tiny_policies, without_owner
from tests.rulebooks import write_rule as write

OURS = """\
strict: {forbidden: union, allowed: intersect, most_days: lower, least_words: higher}
forbidden: [telnet]
allowed: [https, wss]
most_days: 90
least_words: 10
name: ours
"""


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """Policies with one rule, MA001, and one file of data."""
    folder = tiny_policies(tmp_path / "policies")
    (folder / "data").mkdir()
    (folder / "data/limits.yaml").write_text(OURS)
    return folder


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """An organisation's folder with one rule of its own."""
    folder = tmp_path / "acme"
    write(folder, "acme/owner", "ACME001")
    return folder


def refusal(policies: Path, overlay: Path) -> str:
    """What a person reads when an overlay is refused."""
    with pytest.raises(BadPolicy) as refused:
        rego.load(policies, overlay)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def limits(policies: Path, overlay: Path, text: str) -> dict[str, object]:
    """Our data with the organisation's laid over it."""
    (overlay / "data").mkdir(exist_ok=True)
    (overlay / "data/limits.yaml").write_text(text)
    found: dict[str, object] = rego.load(policies, overlay).data["limits"]
    return found


def test_a_rule_of_an_organisation_judges_beside_ours(policies: Path, acme: Path) -> None:
    rulebook = rego.load(policies, acme)

    found = rego.engine("embedded", rulebook).judge({**without_owner(), "layers": ["acme", "base"]})

    assert [finding["id"] for finding in found] == ["ACME001", "MA001"]
    assert rulebook.by_id["ACME001"].path == f"{acme}/rules/acme/owner/owner.rego"
    assert rulebook.sha256 != rego.load(policies).sha256


def test_a_rule_may_join_a_layer_of_ours(policies: Path, acme: Path) -> None:
    write(acme, "base/cost_centre", "ACME-2")

    found = rego.engine("embedded", rego.load(policies, acme)).judge(without_owner())

    assert [finding["id"] for finding in found] == ["ACME-2", "MA001"]


def test_a_rule_of_an_organisation_uses_our_functions(policies: Path, acme: Path) -> None:
    (policies / "lib").mkdir()
    (policies / "lib/words.rego").write_text(
        "package microapp.lib.words\n\nimport rego.v1\n\nmany(text) if count(text) > 3\n"
    )
    body = (
        "\nimport rego.v1\n\nimport data.microapp.lib.words\n\n"
        'deny contains {{"id": "ACME001", "path": "x", "message": "x"}} if words.many("four")\n'
    )
    write(acme, "acme/owner", "ACME001", body=body)

    engine = rego.engine("embedded", rego.load(policies, acme))

    assert len(engine.judge(green_facts(layers=["acme"]))) == 1


Spoil = Callable[[Path], object]
SPOILT: dict[str, tuple[Spoil, str]] = {
    "it takes the place of a rule of ours": (
        lambda acme: write(acme, "base/owner", "ACME001"),
        "acme/rules/base/owner/owner.rego: base/owner is a rule of ours, and an overlay may only",
    ),
    "it takes an id of ours": (
        lambda acme: write(acme, "acme/owner", "MA001"),
        "ids such as MA001 are ours. Use your own letters, such as ACME001.",
    ),
    "it takes an id that may be ours one day": (
        lambda acme: write(acme, "acme/owner", "MA9"),
        "ids such as MA9 are ours",
    ),
    "an id twice": (
        lambda acme: write(acme, "acme/other", "ACME001"),
        "the id ACME001 is that of",
    ),
    "a rule in our package, in a folder of its own": (
        lambda acme: write(
            acme, "acme/owner", "ACME001", package="package microapp.rules.base.owner\n"
        ),
        "its folder asks for `package microapp.rules.acme.owner`",
    ),
    "a rule in the package of the aggregator": (
        lambda acme: write(acme, "acme/owner", "ACME001", package="package microapp.main\n"),
        "its folder asks for `package microapp.rules.acme.owner`",
    ),
    "two packages in one file": (
        lambda acme: write(
            acme, "acme/owner", "ACME001", body="package microapp.main\nverdict := {{}}\n"
        ),
        "",
    ),
    "no METADATA": (
        lambda acme: write(acme, "acme/owner", "ACME001", metadata=""),
        "no METADATA above the package",
    ),
    "no why": (
        lambda acme: write(
            acme, "acme/owner", "ACME001", metadata=METADATA.replace("#   why", "#   because")
        ),
        "custom: why is missing",
    ),
    "functions of its own": (
        lambda acme: place(acme / "lib/dates.rego", "package microapp.lib.dates\n"),
        "acme/lib would not be read. Known are: controls.yaml, questionnaire.yaml, data/, rules/.",
    ),
    "an aggregator of its own": (
        lambda acme: place(acme / "main.rego", "package microapp.main\n"),
        "acme/main.rego would not be read",
    ),
    "a folder misspelt": (
        lambda acme: (acme / "rules").rename(acme / "rule"),
        "acme/rule would not be read",
    ),
    "no rules in the folder of rules": (
        lambda acme: (acme / "rules/acme").rename(acme.parent / "away"),
        "acme/rules: no rules in there",
    ),
    "a link out of it": (
        lambda acme: link(acme / "rules/acme/owner/owner.rego", acme.parent / "elsewhere.rego"),
        "a link out of",
    ),
    "a folder that is a link out of it": (
        lambda acme: link(acme / "rules/acme", acme.parent / "elsewhere"),
        "a link out of",
    ),
    "data that is no file": (
        lambda acme: place(acme / "data/limits.yaml/x", ""),
        "acme/data/limits.yaml would not be read",
    ),
    "data that is JSON": (
        lambda acme: place(acme / "data/limits.json", "{}"),
        "acme/data/limits.json would not be read. Data lies in data/<name>.yaml.",
    ),
}


def place(path: Path, text: str) -> None:
    """A file, and the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def link(path: Path, elsewhere: Path) -> None:
    """Move something away and leave a link to it."""
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


@pytest.mark.parametrize("name", SPOILT)
def test_an_overlay_that_does_not_only_add_is_refused(
    name: str, policies: Path, acme: Path
) -> None:
    spoil, said = SPOILT[name]
    spoil(acme)

    if said:
        assert said in refusal(policies, acme)
    else:  # the engine refuses what the loader cannot see
        from microapp_cli.core.errors import PolicyEngineError

        with pytest.raises(PolicyEngineError, match=r"owner\.rego:\d+:\d+: "):
            rego.engine("embedded", rego.load(policies, acme))


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("forbidden: [ftp]", "forbidden", ["telnet", "ftp"]),
        ("forbidden: [telnet]", "forbidden", ["telnet"]),
        ("allowed: [https]", "allowed", ["https"]),
        ("most_days: 30", "most_days", 30),
        ("least_words: 20", "least_words", 20),
    ],
)
def test_data_is_tightened_in_the_direction_that_its_file_names(
    text: str, key: str, value: object, policies: Path, acme: Path
) -> None:
    found = limits(policies, acme, text)

    assert found[key] == value
    assert found["name"] == "ours"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("allowed: [https, http]", "allowed: [https, http] loosens what holds now ([https, wss])."),
        ("most_days: 91", "most_days: 91 loosens what holds now (90)."),
        ("least_words: 9", "least_words: 9 loosens what holds now (10)."),
        ("name: theirs", "name is ours and not tuned. Of this file an overlay tunes: forbidden,"),
        ("more: 1", "more is ours and not tuned"),
        ("strict: {}", ""),
        ("forbidden: telnet", "forbidden must be a list, not telnet"),
        ("forbidden: []", ""),
        ("most_days: never", "most_days must be a number, not never"),
        ("strict: {most_days: higher}\nmost_days: 91", "most_days: 91 loosens"),
        ("strict: {most_days: sideways}\nmost_days: 1", "must be one of higher, intersect, lower"),
        ("strict: {gone: lower}", "there is no gone in this file"),
    ],
)
def test_data_that_loosens_is_refused_by_name(
    text: str, said: str, policies: Path, acme: Path
) -> None:
    if not said:  # it changes nothing, so it loosens nothing
        assert limits(policies, acme, text) == limits(policies, acme, "{}")
        return

    with pytest.raises(BadPolicy) as refused:
        limits(policies, acme, text)

    assert said in str(refused.value)
    assert "acme/data/limits.yaml" in str(refused.value)


def test_data_of_a_name_of_their_own_is_theirs_alone(policies: Path, acme: Path) -> None:
    place(acme / "data/cost_centres.yaml", "known: [4711]")

    data = rego.load(policies, acme).data

    assert data["cost_centres"] == {"known": [4711]}
    assert data["limits"] == rego.load(policies).data["limits"]


def test_an_overlay_of_data_alone_is_enough(policies: Path, tmp_path: Path) -> None:
    place(tmp_path / "beta/data/limits.yaml", "most_days: 1")

    assert rego.load(policies, tmp_path / "beta").data["limits"]["most_days"] == 1


def test_a_readme_and_hidden_files_are_no_policies(policies: Path, acme: Path) -> None:
    place(acme / "README.md", "Our policies")
    place(acme / ".git/x.yaml", "x")
    place(acme / "docs/why.md", "x")
    place(acme / "rules/acme/owner/README.md", "x")

    assert len(rego.load(policies, acme).rules) == 2
