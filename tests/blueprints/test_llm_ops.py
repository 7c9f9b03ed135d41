"""The proxy's alerts, their runbook and the dashboard: proven, and about metrics that it has."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from microapp_llm.cache.answers import Counts
from microapp_llm.inside import Inside
from microapp_llm.metrics import CacheChurn, Metrics
from microapp_llm.money.alerts import Watch
from microapp_llm.money.metrics import MoneyMetrics
from microapp_llm.money.need import CHAT, Hold, Settled, Standing, Used
from microapp_llm.vector_store.metrics import VectorMetrics
from tests.servers.promtool import promtool
from tests.yaml_text import parsed

LAYERS = Path(__file__).parents[2] / "blueprints"
OPS = LAYERS / "llm_proxy/files/ops"
COMPOSE = LAYERS / "runtimes/container/files/deploy/compose.yaml.jinja"
IMAGE = COMPOSE.parent / "Dockerfile.jinja"
ALERTS = parsed((OPS / "prometheus/llm_alerts.yml").read_text())
PROOF = parsed((OPS / "prometheus/llm_alerts_test.yml").read_text())
RULES: list[dict[str, Any]] = [rule for group in ALERTS["groups"] for rule in group["rules"]]
NAMES = [rule["alert"] for rule in RULES]
DASHBOARD = json.loads((OPS / "grafana/llm.json").read_text())
SHOWN = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]

FIRST_TIME = re.compile(r"increase\((\w+)(\{[^}]*\})?\[\w+\]\)\) > 0")
SPIKES, USED = "microapp_llm_spend_spikes_total", "microapp_llm_budget_used_ratio"
OPEN = "microapp_llm_breaker_open"


def shown_by(registry: CollectorRegistry) -> None:
    """Register all that the proxy shows, as it is at its start."""
    Metrics(registry, lambda app: bool(app))
    MoneyMetrics(registry, ["small"])
    VectorMetrics(registry)
    inside = Inside(registry, ["small"], lambda model: model == "broken")
    inside.show("lineage", lambda: 7)
    registry.register(CacheChurn(Counts()))


def metrics() -> dict[str, set[str]]:
    """Every metric that the proxy registers, with its labels."""
    registry = CollectorRegistry()
    shown_by(registry)
    found = {}
    collectors: list[Any] = list(registry._collector_to_names)
    for collector in collectors:
        if isinstance(collector, CacheChurn):
            found["microapp_llm_cache_entries_total"] = {"fate"}
            continue
        name = f"{collector._name}_total" if collector._type == "counter" else collector._name
        found[name] = set(collector._labelnames)
    return found


def test_the_unit_tests_of_the_alerts_pass() -> None:
    words = [promtool(), "test", "rules", "llm_alerts_test.yml"]
    result = subprocess.run(words, cwd=OPS / "prometheus", capture_output=True, text=True)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_an_alert_names_the_service_and_its_owner_as_those_of_every_app_do(
    rule: dict[str, Any],
) -> None:
    assert rule["labels"]["app"] == "{{ $labels.service }}"
    assert 'microapp_info{app=%q}" $labels.service | query' in rule["annotations"]["owner"]


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
    given = {"le", "instance", "service"}  # by the buckets, by the scrape and by the kit
    assert grouped <= set().union(*(known[name] for name in names)) | given


def test_what_an_alert_waits_for_the_first_time_of_is_shown_as_0_before() -> None:
    registry = CollectorRegistry()
    shown_by(registry)
    told: dict[str, list[dict[str, str]]] = {}
    for family in registry.collect():
        for sample in family.samples:
            told.setdefault(sample.name, []).append(sample.labels)

    unseen = [
        f"{name}{wanted}"
        for rule in RULES
        for name, wanted in FIRST_TIME.findall(rule["expr"])
        if not any(_fits(labels, wanted) for labels in told.get(name, []))
    ]

    assert unseen == ["microapp_llm_spend_spikes_total"]  # whose apps are not known at the start


def test_an_app_that_spends_for_the_first_time_has_no_spikes_yet() -> None:
    registry = CollectorRegistry()
    metrics = MoneyMetrics(registry)
    hold = Hold("r1", "acme", "leave", "ann", "small", 10, 10, 60, CHAT, "2026-11-27")

    metrics.settled([(hold, Used(1, 0, 1, 5, "ok"), Settled(True, 5, 2, 0, 0))])

    assert registry.get_sample_value(SPIKES, {"app": "leave"}) == 0


def test_a_gauge_looks_at_each_scrape_and_the_breaker_of_each_model_is_shown() -> None:
    registry, broken = CollectorRegistry(), {"small"}
    inside = Inside(registry, ["small", "large"], lambda model: model in broken)
    waiting = [1, 2, 3]
    inside.show("lineage", lambda: len(waiting))

    before = [registry.get_sample_value(OPEN, {"model": m}) for m in ("small", "large")]
    broken.clear()
    waiting.clear()

    assert before == [1, 0]
    assert registry.get_sample_value(OPEN, {"model": "small"}) == 0
    assert registry.get_sample_value("microapp_llm_waiting", {"what": "lineage"}) == 0


def test_last_month_is_forgotten_also_where_nobody_calls() -> None:
    registry = CollectorRegistry()
    metrics = MoneyMetrics(registry)
    november = Standing("chat", "org", "", "2026-11", 100, 90, 0, 0, 0, 0)
    told = {"org": "acme", "budget": "chat", "level": "org", "subject": ""}
    metrics.at(datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
    metrics.standing("acme", [november])
    before = registry.get_sample_value(USED, told)

    metrics.at(datetime(2026, 12, 1, 0, 0, 1, tzinfo=UTC))
    after = registry.get_sample_value(USED, told)
    metrics.standing("acme", [november])  # a call that was reserved before midnight

    assert (before, after) == (0.9, None)
    assert registry.get_sample_value(USED, told) is None


def test_a_refusal_shows_how_full_the_month_is_after_a_restart_too() -> None:
    registry = CollectorRegistry()
    full = Standing("chat", "org", "", "2026-11", 100, 100, 0, 0, 0, 0)
    hold = Hold("r1", "acme", "leave", "ann", "small", 10, 10, 60, CHAT, "2026-11-27")

    Watch(metrics=MoneyMetrics(registry)).refused(hold, [full])

    told = {"org": "acme", "budget": "chat", "level": "org", "subject": ""}
    assert registry.get_sample_value(USED, told) == 1


def _fits(labels: dict[str, str], wanted: str) -> bool:
    asked = re.findall(r'(\w+)=~?"([^"]*)"', wanted)
    return all(re.fullmatch(value, labels.get(name, "")) for name, value in asked)


def test_the_dashboard_shows_every_metric() -> None:
    assert [name for name in metrics() if not any(name in query for query in SHOWN)] == []


def test_vectors_outlive_the_container_of_a_trial_on_a_volume_of_its_user() -> None:
    text = COMPOSE.read_text("utf-8").replace("{{ cookiecutter.name }}", "trial")
    told = parsed(text)
    app = told["services"]["app"]
    image = IMAGE.read_text("utf-8").rpartition("FROM ")[2]

    assert (app["volumes"], app["read_only"]) == (["data:/data"], True)
    assert "data" in told["volumes"]
    assert "install --directory --owner=10001 --group=10001 --mode=0700 /data" in image
    assert image.index("/data") < image.index("USER 10001:10001")


def test_a_trial_with_compose_takes_settings_of_its_own_from_outside_git() -> None:
    text = COMPOSE.read_text("utf-8").replace("{{ cookiecutter.name }}", "trial")
    app = parsed(text)["services"]["app"]

    (given,) = app["env_file"]
    assert given == {"path": "../.local/compose/settings.env", "required": False}
    assert app["environment"]["APP_ENV"] == "local"  # what stands here wins over that file
