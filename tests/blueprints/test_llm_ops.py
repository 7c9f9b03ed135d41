"""The proxy's alerts, their runbook and the dashboard: proven, and about metrics that it has."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from microapp_llm.metrics import Metrics
from microapp_llm.money.metrics import MoneyMetrics
from microapp_llm.vector_store.metrics import VectorMetrics
from tests.servers.promtool import promtool
from tests.yaml_text import parsed

OPS = Path(__file__).parents[2] / "blueprints/llm_proxy/files/ops"
ALERTS = parsed((OPS / "prometheus/llm_alerts.yml").read_text())
PROOF = parsed((OPS / "prometheus/llm_alerts_test.yml").read_text())
RULES: list[dict[str, Any]] = [rule for group in ALERTS["groups"] for rule in group["rules"]]
NAMES = [rule["alert"] for rule in RULES]
DASHBOARD = json.loads((OPS / "grafana/llm.json").read_text())
SHOWN = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def metrics() -> dict[str, set[str]]:
    """Every metric that the proxy registers, with its labels."""
    registry = CollectorRegistry()
    Metrics(registry, lambda app: bool(app))
    MoneyMetrics(registry)
    VectorMetrics(registry)
    found = {}
    collectors: list[Any] = list(registry._collector_to_names)
    for collector in collectors:
        name = f"{collector._name}_total" if collector._type == "counter" else collector._name
        found[name] = set(collector._labelnames)
    return found


def test_the_unit_tests_of_the_alerts_pass() -> None:
    words = [promtool(), "test", "rules", "llm_alerts_test.yml"]
    result = subprocess.run(words, cwd=OPS / "prometheus", capture_output=True, text=True)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("alert", NAMES)
def test_each_alert_is_proven_to_fire_and_to_stay_quiet(alert: str) -> None:
    looks = [look for test in PROOF["tests"] for look in test["alert_rule_test"]]
    expected = [bool(look["exp_alerts"]) for look in looks if look["alertname"] == alert]

    assert set(expected) == {True, False}


def test_the_runbook_has_an_entry_for_each_alert_and_no_other() -> None:
    runbook = (OPS / "llm.md").read_text()

    assert re.findall(r"^## (\w+)$", runbook, re.MULTILINE) == NAMES
    assert [rule["annotations"]["runbook"] for rule in RULES] == [
        f"ops/llm.md#{name.lower()}" for name in NAMES
    ]


@pytest.mark.parametrize("query", [*SHOWN, *(rule["expr"] for rule in RULES)])
def test_a_query_asks_only_for_metrics_and_labels_that_the_proxy_has(query: str) -> None:
    known = metrics()
    names = {re.sub(r"_(bucket|count|sum)$", "", n) for n in re.findall(r"microapp_\w+", query)}
    grouped = {
        label.strip()
        for group in re.findall(r"by \(([^)]*)\)", query)
        for label in group.split(",")
    }

    assert names <= known.keys()
    assert grouped <= set().union(*(known[name] for name in names)) | {"le", "instance"}


def test_the_dashboard_shows_every_metric() -> None:
    assert [name for name in metrics() if not any(name in query for query in SHOWN)] == []
