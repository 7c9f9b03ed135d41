"""Evidence: a control holds only when something proves it, and nothing speaks against it."""

from __future__ import annotations

from typing import Any

import pytest

from microapp_cli.core.evidence import gather
from microapp_cli.core.findings import Evidence, Finding
from microapp_cli.core.rulebook import Rule

CONTROL = "auth.mfa"
TEST = "tests/kit/test_auth.py"
PAGE = "docs/privacy.md"
SIGNED: dict[str, Any] = {"control": CONTROL, "on": "2026-11-01", "by": "zoe", "problems": []}


def rule(id: str = "MA001", *controls: str) -> Rule:
    """A rule that judged, for these controls."""
    texts = dict.fromkeys(("title", "description", "why", "fix", "path"), "x")
    return Rule(id, "base", "r", "error", controls=controls, waivable=True, **texts)


def finding(id: str = "MA001", *controls: str, waived: str = "") -> Finding:
    """A finding of a rule."""
    texts: dict[str, Any] = dict.fromkeys(("path", "title", "why", "fix"), "x")
    return Finding(
        id=id, severity="error", line=1, message="no.", controls=controls, waived=waived, **texts
    )


def evidence(
    *proofs: dict[str, Any],
    rules: tuple[Rule, ...] = (),
    findings: tuple[Finding, ...] = (),
    value: Any = "required",
    confirmed: object = None,
    **changes: Any,
) -> Evidence:
    """The evidence for the one control that is demanded."""
    facts: dict[str, Any] = {
        "today": "2026-11-23",
        "demanded": {"controls": {"auth": {"mfa": value}}, "facts": {"data": "internal"}},
        "platform": [],
        "files": [{"path": TEST, "class": "platform"}],
        "documents": {PAGE: {"words": 50}},
        "attestations": [],
        **changes,
    }
    (found,) = gather(
        facts,
        rules=rules,
        findings=findings,
        table={CONTROL: proofs},
        titles={CONTROL: "Two factors"},
        confirmed=confirmed,
    )
    return found


def test_a_control_that_nothing_proves_does_not_hold() -> None:
    found = evidence()

    assert (found.state, found.because) == ("not held", "nothing proves it.")
    assert (found.control, found.title, found.proof) == (CONTROL, "Two factors", ())


def test_without_answers_no_control_is_demanded() -> None:
    facts: dict[str, Any] = {"today": "2026-11-23", "demanded": None, "attestations": []}

    assert gather(facts, rules=[], findings=[], table={}, titles={}) == ()


def test_a_rule_that_names_the_control_and_finds_nothing_proves_it() -> None:
    found = evidence(rules=(rule("MA001", CONTROL),))

    assert (found.state, found.proof, found.because) == ("held", ("MA001",), "")


def test_a_rule_of_another_control_proves_nothing() -> None:
    assert evidence(rules=(rule("MA001", "auth.other"),)).state == "not held"


@pytest.mark.parametrize(("waived", "state"), [("", "not held"), ("until June", "waived")])
def test_a_finding_about_the_control_opens_it_unless_it_is_waived(waived: str, state: str) -> None:
    about = finding("MA001", CONTROL, waived=waived)

    assert evidence(rules=(rule("MA001", CONTROL),), findings=(about,)).state == state


def test_one_waived_finding_covers_no_other() -> None:
    both = (finding("MA001", CONTROL, waived="until June"), finding("MA001", CONTROL))

    assert evidence(rules=(rule("MA001", CONTROL),), findings=both).state == "not held"


def test_a_test_of_the_platform_proves_it() -> None:
    assert evidence({"test": TEST}).state == "held"


@pytest.mark.parametrize(
    "changes",
    [
        {"platform": [{"path": TEST}]},
        {"files": [{"path": TEST, "class": "yours"}]},
        {"files": []},
    ],
    ids=["changed", "no longer the platform's", "gone"],
)
def test_a_test_that_is_not_the_platform_s_own_proves_nothing(changes: dict[str, Any]) -> None:
    found = evidence({"test": TEST}, **changes)

    assert (found.state, found.because) == ("not held", f"{TEST} is not the platform's.")


@pytest.mark.parametrize(("words", "state"), [(50, "held"), (51, "not held")])
def test_a_page_proves_it_from_its_number_of_words_on(words: int, state: str) -> None:
    assert evidence({"page": PAGE, "words": words}).state == state


def test_a_page_that_is_not_there_proves_nothing() -> None:
    assert evidence({"page": "docs/none.md", "words": 1}).because == "docs/none.md is not written."


@pytest.mark.parametrize(
    ("rules", "findings", "state"),
    [
        ((rule("MA009"),), (), "held"),
        ((), (), "not held"),
        ((rule("MA009"),), (finding("MA009"),), "not held"),
        ((rule("MA009"),), (finding("MA009", waived="x"),), "held"),
    ],
    ids=["judged", "did not judge", "found something", "waived"],
)
def test_a_rule_in_the_table_must_have_judged_and_found_nothing(
    rules: tuple[Rule, ...], findings: tuple[Finding, ...], state: str
) -> None:
    assert evidence({"rule": "MA009"}, rules=rules, findings=findings).state == state


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "held"),
        ({"on": "2026-11-23"}, "held"),
        ({"on": "2026-11-24"}, "not held"),
        ({"on": "2026-10-24"}, "held"),
        ({"on": "2026-10-23"}, "not held"),
        ({"control": "auth.other"}, "not held"),
        ({"problems": ["by is missing"]}, "not held"),
    ],
)
def test_an_attestation_proves_it_for_its_days_when_it_is_whole(
    changes: dict[str, Any], state: str
) -> None:
    proof = {"attestation": "The owner", "days": 30}

    assert evidence(proof, attestations=[{**SIGNED, **changes}]).state == state


@pytest.mark.parametrize(
    ("value", "state"),
    [(22, "held"), (21, "not held"), (22.5, "held"), (21.5, "not held"), ("yearly", "held")],
)
def test_an_attestation_lasts_as_long_as_the_control_says(value: int, state: str) -> None:
    proof = {"attestation": "The owner", "days": "value"}

    assert evidence(proof, attestations=[SIGNED], value=value).state == state


@pytest.mark.parametrize(("once", "state"), [(True, "held"), (False, "not held")])
def test_what_the_platform_says_once_counts_only_where_the_table_says_so(
    once: bool, state: str
) -> None:
    confirmed = {
        CONTROL: {"says": "Backups are kept.", "by": "zoe@acme.example", "on": "2026-11-01"}
    }
    proof = {"attestation": "The platform", "once": once}

    assert evidence(proof, confirmed=confirmed).state == state


@pytest.mark.parametrize("confirmed", [None, [], "yes", {CONTROL: "yes"}, {CONTROL: {}}])
def test_what_is_not_whole_confirms_nothing(confirmed: object) -> None:
    proof = {"attestation": "The platform", "once": True}

    assert evidence(proof, confirmed=confirmed).state == "not held"


@pytest.mark.parametrize(
    ("proof", "state"),
    [
        ({"test": TEST, "when": {"data": ["internal"]}}, "held"),
        ({"test": TEST, "when": {"data": ["public"]}}, "not held"),
        ({"test": TEST, "where": ["required"]}, "held"),
        ({"test": TEST, "where": ["optional"]}, "not held"),
        ({"test": TEST, "unless": ["optional"]}, "held"),
        ({"test": TEST, "unless": ["required"]}, "not held"),
    ],
)
def test_a_proof_counts_only_where_it_applies(proof: dict[str, Any], state: str) -> None:
    assert evidence(proof).state == state


def test_every_proof_in_the_table_is_needed() -> None:
    found = evidence({"test": TEST}, {"page": PAGE, "words": 99}, rules=(rule("MA001", CONTROL),))

    assert found.state == "not held"
    assert found.proof == ("MA001", TEST, PAGE)
