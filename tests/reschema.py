"""Remakes policies/data/kubernetes/ from the wheel kubernetes-validate, which carries the schemas.

pip download --no-deps kubernetes-validate && unzip kubernetes_validate-*.whl -d wheel
python tests/reschema.py wheel
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[1] / "policies/data/kubernetes"
SOURCE = "kubernetes_validate/kubernetes-json-schema/v1.37.0-local-strict/_definitions.json"
PREFIX = "#/$defs/"
KINDS = {
    "io.k8s.api.apps.v1": ["DaemonSet", "Deployment", "StatefulSet"],
    "io.k8s.api.autoscaling.v2": ["HorizontalPodAutoscaler"],
    "io.k8s.api.batch.v1": ["CronJob", "Job"],
    "io.k8s.api.core.v1": [
        *("ConfigMap", "LimitRange", "Namespace", "PersistentVolumeClaim", "Pod"),
        *("ResourceQuota", "Secret", "Service", "ServiceAccount"),
    ],
    "io.k8s.api.networking.v1": ["Ingress", "NetworkPolicy"],
    "io.k8s.api.policy.v1": ["PodDisruptionBudget"],
    "io.k8s.api.rbac.v1": ["Role", "RoleBinding"],
}
GROUPS = {"networking": "networking.k8s.io", "rbac": "rbac.authorization.k8s.io"}
VALUES = {  # what Kubernetes' own validation allows and its schemas leave open
    "core.v1.Container/imagePullPolicy": ["Always", "IfNotPresent", "Never"],
    "core.v1.PodSpec/restartPolicy": ["Always", "OnFailure", "Never"],
    "core.v1.ContainerPort/protocol": ["TCP", "UDP", "SCTP"],
    "core.v1.ServicePort/protocol": ["TCP", "UDP", "SCTP"],
    "core.v1.ServiceSpec/type": ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"],
    "core.v1.SeccompProfile/type": ["Localhost", "RuntimeDefault", "Unconfined"],
    "core.v1.LimitRangeItem/type": ["Container", "PersistentVolumeClaim", "Pod"],
    "networking.v1.NetworkPolicyPort/protocol": ["TCP", "UDP", "SCTP"],
    "apps.v1.DeploymentStrategy/type": ["Recreate", "RollingUpdate"],
}
QUANTITY = [
    {"type": "number"},
    {
        "type": "string",
        "pattern": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$",
    },
]
INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]
LISTED_VALUES = {"networking.v1.NetworkPolicySpec/policyTypes": ["Egress", "Ingress"]}


def main(wheel: Path) -> None:
    """Write one schema for each kind, with only the definitions that it needs."""
    definitions = json.loads((wheel / SOURCE).read_text(encoding="utf-8"))["$defs"]
    _tighten(definitions)
    for package, kinds in KINDS.items():
        group, version = package.removeprefix("io.k8s.api.").split(".")
        for kind in kinds:
            schema = _schema(f"{package}.{kind}", definitions)
            name = "_".join([*([GROUPS.get(group, group)] if group != "core" else []), version])
            text = json.dumps(schema, separators=(",", ":"), sort_keys=True)
            (TARGET / f"{name}_{kind}.json").write_text(text + "\n", encoding="utf-8")


def _tighten(definitions: dict[str, Any]) -> None:
    for place, values in VALUES.items():
        definition, field = place.split("/")
        definitions[f"io.k8s.api.{definition}"]["properties"][field]["enum"] = values
    for place, values in LISTED_VALUES.items():
        definition, field = place.split("/")
        definitions[f"io.k8s.api.{definition}"]["properties"][field]["items"]["enum"] = values
    definitions["io.k8s.apimachinery.pkg.api.resource.Quantity"] = {"anyOf": QUANTITY}
    definitions["io.k8s.apimachinery.pkg.util.intstr.IntOrString"] = {"anyOf": INT_OR_STRING}


def _schema(name: str, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of one kind; `status` goes, because a person never writes it."""
    root = _plain(definitions[name])
    root["properties"].pop("status", None)
    root["required"] = sorted({*root.get("required", []), "apiVersion", "kind", "metadata"})
    needed: dict[str, Any] = {}
    waiting = list(_references(root))
    while waiting:
        reference = waiting.pop()
        if reference not in needed:
            needed[reference] = _plain(definitions[reference])
            waiting.extend(_references(needed[reference]))
    short = {reference: reference.rsplit("io.k8s.", 1)[-1] for reference in needed}
    named = {short[reference]: _renamed(part, short) for reference, part in needed.items()}
    return {**_renamed(root, short), "$defs": named}


def _plain(part: Any) -> Any:
    """A schema without its prose and without what only an API server reads."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: value for key, value in part.items() if not _is_prose(key, value)}
    if isinstance(kept.get("type"), list):  # null says nothing: a person leaves the line out
        kept["type"] = next(name for name in kept["type"] if name != "null")
    return {key: _plain(value) for key, value in kept.items()}


def _is_prose(key: str, value: Any) -> bool:
    dropped = key.startswith("x-kubernetes-") or key in ("description", "format", "$schema", "$id")
    return dropped and not isinstance(value, dict)


def _references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for item in part for found in _references(item)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"].removeprefix(PREFIX)] if isinstance(part.get("$ref"), str) else []
    return own + [found for value in part.values() for found in _references(value)]


def _renamed(part: Any, short: dict[str, str]) -> Any:
    if isinstance(part, list):
        return [_renamed(item, short) for item in part]
    if not isinstance(part, dict):
        return part
    reference = part.get("$ref")
    if isinstance(reference, str):
        return {"$ref": f"#/$defs/{short[reference.removeprefix(PREFIX)]}"}
    return {key: _renamed(value, short) for key, value in part.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
