"""Alerts, their runbook and the dashboard: valid, proven, and about metrics that the kit has."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.servers.fixtures import StartService
from tests.servers.promtool import promtool
from tests.yaml_text import parsed

OPS = Path(__file__).parents[2] / "blueprints/base/files/ops"
ALERTS = OPS / "prometheus/alerts.yml"
PROOF = OPS / "prometheus/alerts_test.yml"
RUNBOOK = (OPS / "README.md").read_text()
DASHBOARD = json.loads((OPS / "grafana/dashboard.json").read_text())
METRICS = {
    "microapp_requests_total": {"app", "owner", "route", "method", "status"},
    "microapp_request_seconds": {"app", "route", "method", "le"},
    "microapp_requests_in_progress": {"app"},
    "microapp_refusals_total": {"app", "reason"},
    "microapp_auth_failures_total": {"app", "reason"},
    "microapp_limit_refusals_total": {"app", "limit"},
    "microapp_usage_requests_total": {"app", "owner", "org"},
    "microapp_audit_entries_total": {"app", "action"},
    "microapp_audit_broken": {"app"},
    "microapp_log_lines_lost_total": {"app"},
    "microapp_ready": {"app", "check"},
    "microapp_info": {"app", "owner", "team", "tier", "blueprint", "version"},
    "microapp_slo_ratio": {"app"},
    "microapp_policy_decisions_total": {"app", "decision"},
}


def rules(key: str) -> list[dict[str, Any]]:
    """Every alert or every record of the rule file."""
    groups = parsed(ALERTS.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"] if key in rule]


def panels() -> list[dict[str, Any]]:
    """Every panel that shows something."""
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def queries() -> list[str]:
    """Every PromQL expression of the alerts and the dashboard."""
    of_rules = [rule["expr"] for rule in rules("expr")]
    return of_rules + [target["expr"] for panel in panels() for target in panel["targets"]]


def proven(alert: str) -> list[list[Any]]:
    """What the unit tests expect of an alert, each time they look."""
    tests = parsed(PROOF.read_text())["tests"]
    looks = [look for test in tests for look in test["alert_rule_test"]]
    return [look["exp_alerts"] for look in looks if look["alertname"] == alert]


ALERT_NAMES = [rule["alert"] for rule in rules("alert")]


def test_the_unit_tests_of_the_alerts_pass() -> None:
    words = [promtool(), "test", "rules", PROOF.name]
    result = subprocess.run(words, cwd=PROOF.parent, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("alert", ALERT_NAMES)
def test_each_alert_is_proven_to_fire_and_to_stay_quiet(alert: str) -> None:
    expectations = proven(alert)

    assert any(expectations), f"no unit test sees {alert} fire"
    assert not all(expectations), f"no unit test sees {alert} stay quiet"


@pytest.mark.parametrize("rule", rules("alert"), ids=ALERT_NAMES)
def test_each_alert_points_to_its_runbook_entry(rule: dict[str, Any]) -> None:
    anchor = rule["annotations"]["runbook"]

    assert anchor == f"ops/README.md#{rule['alert'].lower()}"
    assert f"\n## {rule['alert']}\n" in RUNBOOK


def test_the_runbook_has_no_entry_without_an_alert() -> None:
    assert re.findall(r"^## (\w+)$", RUNBOOK, re.MULTILINE) == ALERT_NAMES


@pytest.mark.parametrize("rule", rules("alert"), ids=ALERT_NAMES)
def test_each_alert_pages_or_files_a_ticket(rule: dict[str, Any]) -> None:
    assert rule["labels"] in ({"severity": "page"}, {"severity": "ticket"})


@pytest.mark.parametrize("query", queries())
def test_a_query_asks_only_for_metrics_that_the_kit_has(query: str) -> None:
    names = re.findall(r"(?<![:\w])microapp_\w+", query)

    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in names} <= METRICS.keys()


@pytest.mark.parametrize("query", queries())
def test_a_query_groups_and_selects_only_by_labels_that_the_kit_has(query: str) -> None:
    grouped = re.findall(r"by \(([^)]*)\)", query)
    selected = re.findall(r"[{,](\w+)(?:=~|=|!=)", query)
    labels = {label.strip() for group in grouped for label in group.split(",")} | set(selected)

    assert labels <= set().union(*METRICS.values()) | {"job", "instance"}


@pytest.mark.parametrize("metric", METRICS)
def test_the_dashboard_shows_the_metric(metric: str) -> None:
    shown = [target["expr"] for panel in panels() for target in panel["targets"]]

    assert any(metric in query for query in shown)


def test_every_query_of_the_dashboard_is_promql(tmp_path: Path) -> None:
    shown = [target["expr"] for panel in panels() for target in panel["targets"]]
    plain = [q.replace("$app", "leave").replace("$__rate_interval", "5m") for q in shown]
    recorded = [{"record": f"query{n}", "expr": query} for n, query in enumerate(plain)]
    file = tmp_path / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": recorded}]}))

    words = [promtool(), "check", "rules", str(file)]
    result = subprocess.run(words, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def test_the_dashboard_can_be_imported_anywhere() -> None:
    variables = {variable["name"] for variable in DASHBOARD["templating"]["list"]}
    sources = {target["datasource"]["uid"] for p in panels() for target in p["targets"]}

    assert DASHBOARD["id"] is None
    assert variables == {"datasource", "app"}
    assert sources == {"${datasource}"}


def test_no_two_panels_share_an_id_or_a_place() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    places = [(p["gridPos"]["x"], p["gridPos"]["y"]) for p in DASHBOARD["panels"]]

    assert len(set(ids)) == len(ids)
    assert len(set(places)) == len(places)


def test_a_running_service_has_the_metrics_with_their_labels(start_service: StartService) -> None:
    service = start_service("sqlite")
    service.caller().create()
    service.stranger().get("/v1/notes")

    exposed = service.stranger().get("/metrics").body.decode()

    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(exposed):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        found[name] = {label for sample in family.samples for label in sample.labels}
    assert {name: found.get(name) for name in METRICS} == METRICS
