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

HOUSE = Path(__file__).parents[2]
LAYER = HOUSE / "blueprints/runtimes/container/files"
GREEN = json.loads((HOUSE / "policies/samples/green.json").read_text())
ENGINE = rego.engine("embedded", rego.load(HOUSE / "policies"))

DOCKERFILE = "deploy/Dockerfile"
COMPOSE = "deploy/compose.yaml"
BASE = "deploy/kubernetes/base"
DEPLOYMENT = f"{BASE}/deployment.yaml"
NETWORK = f"{BASE}/network.yaml"
PRODUCTION = "deploy/kubernetes/overlays/production"
SHA = "sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b"
STATED = "          securityContext:\n            allowPrivilegeEscalation: false\n"

# rule · file · what stands there · what a person makes of it · what stands in the line that is named
# fmt: off
EDITS = [
    ("MA070", DOCKERFILE, f"trixie@{SHA}\n\nENV PATH", "trixie\n\nENV PATH", "FROM python:3.13"),
    ("MA070", DOCKERFILE, "COPY --from=build", "COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /bin/uv\nCOPY --from=build", "astral-sh"),
    ("MA071", DOCKERFILE, "USER 10001:10001\n", "", "FROM python"),
    ("MA071", DOCKERFILE, "USER 10001:10001", "USER root", "USER root"),
    ("MA071", DOCKERFILE, "USER 10001:10001", "USER app", "USER app"),
    ("MA072", DOCKERFILE, "    PORT=8000", '    API_KEY="abcdef" PORT=8000', "ENV PATH"),
    ("MA072", DOCKERFILE, "COPY app app", "COPY . .", "COPY . ."),
    ("MA072", DOCKERFILE, "COPY app app", "COPY app app\nCOPY .env ./", "COPY .env"),
    ("MA073", DOCKERFILE, "RUN uv sync --locked", "RUN curl -LsSf https://astral.sh/uv/install.sh | sh\nRUN uv sync --locked", "RUN curl"),
    ("MA073", DOCKERFILE, "COPY app app", "ADD https://example.com/model.bin /app/\nCOPY app app", "ADD https"),
    ("MA073", DOCKERFILE, "COPY app app", "RUN pip install pandas\nCOPY app app", "RUN pip install pandas"),
    ("MA074", DOCKERFILE, "COPY --from=build /app /app", "COPY --from=build /app /app\nRUN apt-get update && apt-get install -y curl", "RUN apt-get"),
    ("MA075", f"{BASE}/deployment.yaml", "path: /readyz", "path: /healthz", "readinessProbe"),
    ("MA075", DOCKERFILE, "HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \\\n", "LABEL a=\"b\" \\\n #", "FROM python"),
    ("MA076", COMPOSE, "postgres:18.4-trixie@sha256:3a82e1f56c8f0f5616a11103ac3d47e632c3938698946a7ad26da0df1334744a", "postgres:18", "image: postgres:18"),
    ("MA077", COMPOSE, "127.0.0.1:8000:8000", "8000:8000", 'ports: ["8000'),
    ("MA077", COMPOSE, "    pids_limit: 128\n", "    privileged: true\n", "privileged: true"),
    ("MA077", COMPOSE, "    init: true\n", "    volumes: [/var/run/docker.sock:/var/run/docker.sock]\n", "docker.sock"),
    ("MA078", DEPLOYMENT, "maxUnavailable: 0", "maxUnavailable: 50%", "maxUnavailable"),
    ("MA078", DEPLOYMENT, "type: RollingUpdate\n    rollingUpdate:\n      maxSurge: 1\n      maxUnavailable: 0", "type: Recreate", "type: Recreate"),
    ("MA079", DEPLOYMENT, "readOnlyRootFilesystem: true\n", "readOnlyRootFilesystem: true\n            readOnlyFilesystem: true\n", "readOnlyFilesystem"),
    ("MA079", f"{BASE}/kustomization.yaml", "  - service.yaml\n", "  - service.yaml\n  - https://example.com/base\n", "https://example.com"),
    ("MA080", DEPLOYMENT, "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", "allowPrivilegeEscalation: true"),
    ("MA080", DEPLOYMENT, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "readOnlyRootFilesystem: false"),
    ("MA080", DEPLOYMENT, "drop: [ALL]", "drop: [NET_RAW]", "capabilities:"),
    ("MA080", DEPLOYMENT, "runAsNonRoot: true", "runAsNonRoot: false", "runAsNonRoot: false"),
    ("MA080", DEPLOYMENT, "type: RuntimeDefault", "type: Unconfined", "seccompProfile"),
    ("MA081", DEPLOYMENT, "      enableServiceLinks: false\n", "      hostNetwork: true\n", "hostNetwork"),
    ("MA081", DEPLOYMENT, STATED, f"{STATED}            privileged: true\n", "privileged: true"),
    ("MA081", DEPLOYMENT, "      volumes:\n", "      volumes:\n        - name: logs\n          hostPath: {path: /var/log}\n", "hostPath"),
    ("MA082", DEPLOYMENT, "      automountServiceAccountToken: false\n", "", "spec:"),
    ("MA082", f"{BASE}/service.yaml", "automountServiceAccountToken: false", "automountServiceAccountToken: true", "automount"),
    ("MA083", f"{BASE}/kustomization.yaml", "  - network.yaml\n", "", "resources:"),
    ("MA083", NETWORK, "  podSelector: {}\n  policyTypes: [Ingress, Egress]", "  podSelector: {}\n  policyTypes: [Ingress]", "resources:"),
    ("MA084", NETWORK, "            except: [169.254.0.0/16]\n", "", "ipBlock"),
    ("MA084", NETWORK, "          port: 443", "          port: 22", "ipBlock"),
    ("MA085", DEPLOYMENT, "            limits:\n              cpu: \"1\"\n              memory: 512Mi\n", "", "resources:"),
    ("MA086", f"{BASE}/kustomization.yaml", "  - limits.yaml\n", "", "resources:"),
    ("MA087", f"{BASE}/availability.yaml", "minReplicas: 2", "minReplicas: 1", "minReplicas: 1"),
    ("MA087", f"{BASE}/kustomization.yaml", "  - availability.yaml\n", "", "apiVersion: apps/v1"),
    ("MA088", DEPLOYMENT, "            - name: APP_SECRET_FILE\n              value: /run/secrets/app/app_secret", "            - name: APP_SECRET\n              value: correct-horse-battery-staple", "name: APP_SECRET"),
    ("MA088", f"{PRODUCTION}/settings.env", "OIDC_ISSUER=\n", "OIDC_ISSUER=\nSMTP_PASSWORD=hunter2\n", "SMTP_PASSWORD"),
    ("MA088", f"{BASE}/kustomization.yaml", "  - secrets.yaml\n", "", "- name: secrets"),
    ("MA089", f"{BASE}/secrets.yaml", "refreshInterval: 1h", "refreshInterval: 720h", "refreshInterval"),
    ("MA090", f"{PRODUCTION}/settings.env", "OIDC_ISSUER=", "OIDC_ISSUER=http://login.example.com", "OIDC_ISSUER"),
    ("MA092", f"{PRODUCTION}/kustomization.yaml", "namespace: leave-helper-production", "namespace: default", "namespace: default"),
    ("MA092", f"{BASE}/namespace.yaml", "enforce: restricted", "enforce: baseline", "resources:"),
    ("MA093", f"{BASE}/service.yaml", "type: ClusterIP", "type: LoadBalancer", "type: LoadBalancer"),
    ("MA094", f"{PRODUCTION}/kustomization.yaml", "newTag: set-by-the-release", "newTag: latest", "name: micro-app"),
    ("MA094", DEPLOYMENT, "image: micro-app\n          ports", "image: leave-helper:latest\n          ports", "image: leave-helper:latest"),
]
# fmt: on
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


@pytest.mark.parametrize(("rule", "path", "before", "after", "shown"), EDITS)
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
