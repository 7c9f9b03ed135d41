"""What proves the controls: none is left out, and the platform alone speaks for all apps."""

from __future__ import annotations

from typing import Any

import pytest

from microapp_cli.adapters import rego
from microapp_cli.adapters.policy_files import load_policies
from microapp_cli.core.evidence import gather
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


def test_the_platform_confirms_once_for_all_apps() -> None:
    assert state(ONCE, {"network.tls": SAID}) == "held"


def test_what_each_app_must_confirm_nobody_confirms_for_all() -> None:
    assert state(EACH, {"network.tls": SAID}) == "not held"


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
