"""A value of a YAML text is changed in place, and nothing else is."""

from __future__ import annotations

import pytest
import yaml

from microapp_cli.adapters.yaml_edits import put

TEXT = """\
# Ours
name: leave-helper  # its name
policies:
- base   # always
- auth

controls:
  # who may
  auth:
    mfa: {value: none, because: 'you said "a"'}  # see above
    session: {value: 60, because: x}
tier: T0
größe: "ä: {}"
last: {a: 1}
"""


@pytest.mark.parametrize(
    ("keys", "value", "old", "new"),
    [
        (["tier"], "T2", "tier: T0", "tier: T2"),
        (["name"], "a: b", "name: leave-helper  #", "name: 'a: b'  #"),
        (
            ["policies"],
            ["base", "pii"],
            "policies:\n- base   # always\n- auth",
            "policies: [base, pii]",
        ),
        (["controls", "auth", "mfa", "value"], True, "{value: none,", "{value: true,"),
        (
            ["controls", "auth", "audit"],
            {"value": "on", "because": "it: is"},
            "    mfa:",
            "    audit: {value: 'on', because: 'it: is'}\n    mfa:",
        ),
        (["controls", "pii", "x"], {"value": 1}, "  auth:", "  pii: {x: {value: 1}}\n  auth:"),
        (["last", "b"], [1], "{a: 1}", "{b: [1], a: 1}"),
        (["größe"], 1, 'größe: "ä: {}"', "größe: 1"),
    ],
)
def test_only_the_value_changes(keys: list[str], value: object, old: str, new: str) -> None:
    changed = put(TEXT, keys, value)

    assert changed == TEXT.replace(old, new)
    found = yaml.safe_load(changed)
    for key in keys:
        found = found[key]
    assert found == value


@pytest.mark.parametrize(
    "text", ["- a\n", "", "tier: {}\n", "tier: x\n", "a: &x 1\nb: *x\n", "tier:\n"]
)
def test_what_cannot_be_changed_safely_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        put(text, ["tier", "value"], 1)
