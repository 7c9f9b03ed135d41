"""What proves the controls: none is left out, and the platform alone speaks for all apps."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters import rego
from microapp_cli.adapters.policy_files import load_policies
from microapp_cli.core.blueprints import names
from microapp_cli.core.evidence import gather
from tests.policies.edits.apps import BENCH, App, Apps
from tests.rulebooks import POLICIES

SAID = {"says": "Every front door speaks TLS.", "by": "zoe@acme.example", "on": "2026-11-01"}
ONCE = {"network.tls": [{"attestation": "the platform team", "once": True}]}
EACH = {"network.tls": [{"attestation": "the owner"}]}
FACTS: dict[str, Any] = {
    "today": "2026-11-24",
    "demanded": {"controls": {"network": {"tls": "required"}}, "facts": {}},
    "attestations": [],
    "platform": [],
    "files": [],
    "documents": {},
}


def state(table: dict[str, Any], confirmed: object) -> str:
    """Whether the control is held, by what the platform said once."""
    (item,) = gather(FACTS, rules=(), findings=(), table=table, titles={}, confirmed=confirmed)
    return item.state


def test_every_control_has_a_rule_or_another_proof_and_no_proof_is_of_no_control() -> None:
    rulebook = rego.load(POLICIES)
    controls = {found.id for found in load_policies(POLICIES).controls.definitions}

    proven = {control for rule in rulebook.rules for control in rule.controls}

    assert proven | set(rulebook.data["evidence"]) == controls


OPEN_ENDED = [
    one.id
    for one in load_policies(POLICIES).controls.definitions
    if one.strictness.direction in {"lower", "higher", "grant"} and not one.strictness.order
]


@pytest.mark.parametrize("value", [0, 0.5, 1, 2, 3, 4, 100, 99.95, 1_000_000])
@pytest.mark.parametrize("llm", ["none", "agentic"])
def test_whatever_number_an_organisation_sets_the_control_can_be_held(
    value: float, llm: str
) -> None:
    rulebook = rego.load(POLICIES)
    controls: dict[str, dict[str, float]] = {}
    for group, _, name in (control.partition(".") for control in OPEN_ENDED):
        controls.setdefault(group, {})[name] = value
    said = {"on": FACTS["today"], "by": "zoe@acme.example", "problems": []}
    tests = {test.partition("::")[0] for test in proofs("test")}
    facts = {
        **FACTS,
        "demanded": {"controls": controls, "facts": {"llm": llm}},
        "attestations": [{**said, "control": control} for control in OPEN_ENDED],
        "files": [{"path": path, "class": "platform"} for path in tests],
        "documents": {page: {"words": 1000} for page in proofs("page")},
    }

    found = gather(
        facts, rules=rulebook.rules, findings=(), table=rulebook.data["evidence"], titles={}
    )

    assert {item.control for item in found} == set(OPEN_ENDED)
    assert [(item.control, item.because) for item in found if item.state != "held"] == []


def proofs(kind: str) -> set[str]:
    """All proofs of one kind that the table names."""
    table = rego.load(POLICIES).data["evidence"]
    return {proof[kind] for entries in table.values() for proof in entries if kind in proof}


def test_every_rule_that_proves_a_control_exists() -> None:
    assert proofs("rule") <= {rule.id for rule in rego.load(POLICIES).rules}


@pytest.mark.parametrize("blueprint", names(BENCH.layers.all, "blueprint"))
def test_every_test_that_proves_a_control_is_in_a_rendered_app(blueprint: str, apps: Apps) -> None:
    app = apps.rendered(App(blueprint=blueprint), f"{blueprint} for its proofs")

    named = proofs("test")

    assert named
    assert named <= {f"{path}::{name}" for path, name in functions(app)}


def functions(app: Path) -> set[tuple[str, str]]:
    """Every function of the kit's tests, with its file."""
    return {
        (path.relative_to(app).as_posix(), node.name)
        for path in (app / "tests/kit").glob("test_*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_a_test_proves_nothing_once_somebody_has_changed_its_file() -> None:
    table = {"network.tls": [{"test": "tests/kit/test_tls.py::test_it_is_asked_for"}]}
    file = {"path": "tests/kit/test_tls.py", "class": "platform"}
    whole = {**FACTS, "files": [file]}
    changed = {**whole, "platform": [{**file, "state": "changed"}]}

    states = [
        gather(facts, rules=(), findings=(), table=table, titles={})[0].state
        for facts in (whole, changed, FACTS)
    ]

    assert states == ["held", "not held", "not held"]


def test_the_platform_confirms_once_for_all_apps() -> None:
    assert state(ONCE, {"network.tls": SAID}) == "held"


def test_what_each_app_must_confirm_nobody_confirms_for_all() -> None:
    assert state(EACH, {"network.tls": SAID}) == "not held"


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("network.ingress", "allowlist"),
        ("network.egress", "allowlist_approved"),
        ("upgrade.security_patch_days", 30),
    ],
)
def test_what_no_file_can_show_is_held_only_where_somebody_confirms_it(
    control: str, value: object
) -> None:
    rulebook = rego.load(POLICIES)
    group, _, name = control.partition(".")
    facts = {**FACTS, "demanded": {"controls": {group: {name: value}}, "facts": {}}}
    table = rulebook.data["evidence"]

    states = [
        gather(facts, rules=rulebook.rules, findings=(), table=table, titles={}, confirmed=said)
        for said in (None, {control: SAID})
    ]

    assert [item.state for (item,) in states] == ["not held", "held"]


@pytest.mark.parametrize(
    "confirmed",
    [
        None,
        "network.tls",
        {"network.tls": "yes"},
        {"network.front": SAID},
        {"network.tls": {**SAID, "on": "2026-11-25"}},
        {"network.tls": {**SAID, "on": "2025-11-23"}},
        {"network.tls": {**SAID, "by": "the platform"}},
        {"network.tls": {**SAID, "says": " "}},
    ],
)
def test_what_is_not_whole_or_not_in_date_confirms_nothing(confirmed: object) -> None:
    assert state(ONCE, confirmed) == "not held"


@pytest.mark.parametrize(("llm", "said"), [("none", "held"), ("private", "not held")])
def test_who_uses_no_ai_is_asked_nothing_of_budgets_of_ai(llm: str, said: str) -> None:
    on_exceed = {"quotas": {"on_exceed": "soft_80_hard_100"}}
    kit = {"path": "tests/kit/test_limits.py", "class": "platform"}
    facts = {**FACTS, "demanded": {"controls": on_exceed, "facts": {"llm": llm}}, "files": [kit]}
    proofs_of_it = {"quotas.on_exceed": rego.load(POLICIES).data["evidence"]["quotas.on_exceed"]}

    (item,) = gather(facts, rules=(), findings=(), table=proofs_of_it, titles={}, confirmed={})

    assert item.state == said
