# ruff: noqa: E501 (tables)
"""One realistic edit of what is deployed turns exactly one rule red, at the right file and line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters import rego
from microapp_cli.adapters.facts import deploy
from tests.policies.edits.of_deploy import BASE, DOCKERFILE, LINES, PRODUCTION

HOUSE = Path(__file__).parents[2]
LAYER = HOUSE / "blueprints/runtimes/container/files"
GREEN = json.loads((HOUSE / "policies/samples/green.json").read_text())
ENGINE = rego.engine("embedded", rego.load(HOUSE / "policies"))

# fmt: off
PATCHES = [
    ("MA080", "- op: replace\n        path: /spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem\n        value: false"),
    ("MA081", "- op: add\n        path: /spec/template/spec/hostNetwork\n        value: true"),
    ("MA082", "- op: replace\n        path: /spec/template/spec/automountServiceAccountToken\n        value: true"),
    ("MA094", "- op: replace\n        path: /spec/template/spec/containers/0/image\n        value: app:latest"),
    ("MA080", "apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: app}\n      spec: {template: {spec: {containers: [{name: app, securityContext: {runAsUser: 0}}]}}}"),
]
# fmt: on


def repository() -> dict[str, str]:
    """What the container layer brings, with a name put in and nothing more in the image."""
    files = {}
    for path in LAYER.rglob("*"):
        if path.is_file():
            text = path.read_text().replace("{{ cookiecutter.name }}", "leave-helper")
            text = re.sub(r"{% for .*?{% endfor %}\n", "", text, flags=re.DOTALL)
            files[path.relative_to(LAYER).as_posix().removesuffix(".jinja")] = text
    return files


def judged(files: Mapping[str, str], **changes: Any) -> list[dict[str, Any]]:
    """What the rules of the layer deploy find in these files."""
    found = deploy.facts({path: text.encode() for path, text in files.items()})
    assert found.pop("unreadable") == []
    return ENGINE.judge({**GREEN, **found, **changes, "layers": ["deploy"]})


def edited(path: str, before: str, after: str) -> dict[str, str]:
    """The files with the last place changed at which `before` stands."""
    files = repository()
    head, found, tail = files[path].rpartition(before)
    assert found, f"{path} does not hold {before!r}"
    return {**files, path: head + after + tail}


def test_what_the_layer_brings_is_green() -> None:
    assert judged(repository()) == []


@pytest.mark.parametrize(("rule", "path", "before", "after", "shown"), LINES)
def test_an_edit_turns_exactly_its_rule_red(
    rule: str, path: str, before: str, after: str, shown: str
) -> None:
    files = edited(path, before, after)

    findings = judged(files)

    assert {finding["id"] for finding in findings} == {rule}
    lines = [files[found["path"]].splitlines()[found["line"] - 1] for found in findings]
    assert all(shown in line for line in lines), (findings, lines)


@pytest.mark.parametrize(("rule", "patch"), PATCHES)
def test_a_patch_of_an_environment_cannot_take_a_protection_away(rule: str, patch: str) -> None:
    path = f"{PRODUCTION}/kustomization.yaml"
    entry = f"patches:\n  - target: {{kind: Deployment, name: app}}\n    patch: |-\n      {patch}\n"

    findings = judged(edited(path, "patches:\n", entry))

    assert {(found["id"], found["path"]) for found in findings} == {(rule, path)}


@pytest.mark.parametrize(
    ("lost", "rules"),
    [
        (DOCKERFILE, {"MA070"}),
        (PRODUCTION, {"MA091"}),
        ("deploy/kubernetes/overlays/staging", {"MA091"}),
        ("deploy/", {"MA070", "MA091"}),
    ],
)
def test_what_is_deleted_is_missed(lost: str, rules: set[str]) -> None:
    files = {path: text for path, text in repository().items() if not path.startswith(lost)}

    assert {finding["id"] for finding in judged(files)} == rules


def test_production_needs_an_identity_provider_once_the_app_goes_live() -> None:
    manifest = {
        **GREEN["manifest"],
        "lifecycle": {**GREEN["manifest"]["lifecycle"], "stage": "production"},
    }

    findings = judged(repository(), manifest=manifest)

    assert [(f["id"], f["path"], f["line"]) for f in findings] == [
        ("MA090", f"{PRODUCTION}/settings.env", 3)
    ]


def test_an_ingress_needs_tls_and_at_a_higher_tier_a_guard() -> None:
    ingress = (
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: app}\nspec:\n"
        "  rules:\n    - host: leave.example.com\n      http:\n        paths:\n"
        "          - {path: /, pathType: Prefix, backend: {service: {name: app, port: {name: http}}}}\n"
    )
    files = {**repository(), f"{BASE}/ingress.yaml": ingress}
    demanded = {"controls": {"network": {"front": "allowlist_or_waf"}}}

    plain = judged(files)
    guarded = judged(
        {**files, f"{BASE}/ingress.yaml": f"{ingress}  tls: [{{hosts: [leave.example.com]}}]\n"},
        demanded=demanded,
    )

    assert [(f["id"], f["line"]) for f in plain] == [("MA093", 6)]
    assert [(f["id"], f["line"]) for f in guarded] == [("MA093", 3)]


@pytest.mark.parametrize(("range", "found"), [("203.0.113.0/24", []), ("0.0.0.0/0", ["MA093"])])
def test_an_allowlist_with_the_whole_internet_in_it_is_no_guard(
    range: str, found: list[str]
) -> None:
    ingress = (
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: app\n  annotations:\n"
        f'    nginx.ingress.kubernetes.io/whitelist-source-range: "{range}"\nspec:\n'
        "  tls: [{hosts: [leave.example.com]}]\n  rules: [{host: leave.example.com}]\n"
    )
    demanded = {"controls": {"network": {"ingress": "allowlist"}}}

    findings = judged({**repository(), f"{BASE}/ingress.yaml": ingress}, demanded=demanded)

    assert [finding["id"] for finding in findings] == found
