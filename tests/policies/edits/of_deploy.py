# ruff: noqa: E501 (tables)
"""Edits of what is deployed: the layer deploy."""

from __future__ import annotations

from tests.policies.edits.changes import swap_last
from tests.policies.edits.edit import Edit

DOCKERFILE = "deploy/Dockerfile"
COMPOSE = "deploy/compose.yaml"
BASE = "deploy/kubernetes/base"
DEPLOYMENT = f"{BASE}/deployment.yaml"
NETWORK = f"{BASE}/network.yaml"
PRODUCTION = "deploy/kubernetes/overlays/production"
SHA = "sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b"
STAGING = "deploy/kubernetes/overlays/staging"
STATED = "          securityContext:\n            allowPrivilegeEscalation: false\n"

# rule · file · what stands there · what a person makes of it · what stands in the line that is named
# fmt: off
LINES = [
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
    ("MA077", COMPOSE, '["data:/data"]', "[/var/run/docker.sock:/var/run/docker.sock]", "docker.sock"),
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

YOURS = "settings.env"


# What the base leaves out is missed by each environment.
ALSO = {
    rule: ((rule, f"{STAGING}/kustomization.yaml", "resources:"),) for rule in ("MA083", "MA086")
}


def whole(rule: str, path: str, before: str, after: str, shown: str) -> Edit:
    """The same edit in a whole repository; what is the platform's, the platform ships so."""
    place = f"{PRODUCTION}/kustomization.yaml" if rule in ALSO else path
    shipped = () if path.endswith(YOURS) else (path,)
    return Edit(
        rule,
        place,
        shown,
        (swap_last(path, before, after),),
        shipped=shipped,
        also=ALSO.get(rule, ()),
    )


FIRST = {line[0]: line for line in reversed(LINES)}
EDITS = [
    *(whole(*line) for line in FIRST.values()),
    Edit(
        "MA091",
        f"{PRODUCTION}/kustomization.yaml",
        0,
        (swap_last(f"{PRODUCTION}/settings.env", "=production", "=staging"),),
    ),
]
