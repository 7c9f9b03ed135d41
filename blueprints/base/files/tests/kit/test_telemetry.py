"""Proof that operators see what happens, and that callers cannot write into what they see."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from prometheus_client import Counter
from prometheus_client.parser import text_string_to_metric_families

from microapp_kit.manifest import Manifest
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import Settings
from microapp_kit.telemetry import Telemetry


@pytest.fixture
def telemetry(manifest: Manifest, settings: Callable[..., Settings]) -> Telemetry:
    """The telemetry of an app."""
    return Telemetry(manifest, settings())


def begin(telemetry: Telemetry, *headers: tuple[bytes, bytes]) -> str:
    """Begin a request with these headers."""
    return telemetry.begin({"headers": list(headers)})


def serve(telemetry: Telemetry, **changes: Any) -> None:
    """Serve one request."""
    usual = {"method": "GET", "route": "/v1/notes", "status": 200, "seconds": 0.03}
    usual |= {"org": "acme", "request_id": begin(telemetry), "sub": "ann"}
    telemetry.observe(**(usual | changes))


def metrics(telemetry: Telemetry) -> dict[str, dict[tuple[str, ...], float]]:
    """Give what /metrics says: name → values of the labels, the app first → number."""
    said: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(telemetry.exposition()[1].decode()):
        for sample in family.samples:
            names = sorted(sample.labels, key=lambda name: (name != "app", name))
            labels = tuple(sample.labels[name] for name in names)
            said.setdefault(sample.name, {})[labels] = sample.value
    return said


def test_a_request_is_counted_by_app_owner_route_method_and_status(telemetry: Telemetry) -> None:
    serve(telemetry)
    serve(telemetry, status=404)

    counted = metrics(telemetry)["microapp_requests_total"]

    ann = ("leave-helper", "GET", "ann@acme.example", "/v1/notes")
    assert counted == {(*ann, "200"): 1, (*ann, "404"): 1}


def test_the_time_to_answer_falls_into_the_stated_buckets(telemetry: Telemetry) -> None:
    serve(telemetry, seconds=0.03)

    buckets = metrics(telemetry)["microapp_request_seconds_bucket"]

    at = {bound: count for (_, bound, _, _), count in buckets.items()}
    assert list(at) == [
        "0.005",
        "0.01",
        "0.025",
        "0.05",
        "0.1",
        "0.25",
        "0.5",
        "1.0",
        "2.5",
        "5.0",
        "10.0",
        "+Inf",
    ]
    assert (at["0.025"], at["0.05"]) == (0, 1)


def test_requests_in_progress_are_told(telemetry: Telemetry) -> None:
    begin(telemetry)
    serve(telemetry)

    assert metrics(telemetry)["microapp_requests_in_progress"] == {("leave-helper",): 1}


def test_usage_is_counted_by_organisation(telemetry: Telemetry) -> None:
    serve(telemetry, org="acme")
    serve(telemetry, org="")

    counted = metrics(telemetry)["microapp_usage_requests_total"]
    assert counted == {("leave-helper", "acme", "ann@acme.example"): 1}


@pytest.mark.parametrize(
    ("tell", "metric", "label"),
    [
        (lambda t: t.refused(401), "microapp_refusals_total", "unauthenticated"),
        (lambda t: t.refused(429), "microapp_refusals_total", "rate_limited"),
        (lambda t: t.refused(418), "microapp_refusals_total", "other"),
        (lambda t: t.auth_failed("expired"), "microapp_auth_failures_total", "expired"),
        (lambda t: t.limit_refused("org_daily"), "microapp_limit_refusals_total", "org_daily"),
        (lambda t: t.audit_entry("note.created"), "microapp_audit_entries_total", "note.created"),
        (lambda t: t.policy_decision("deny"), "microapp_policy_decisions_total", "deny"),
    ],
)
def test_events_are_counted(
    telemetry: Telemetry, tell: Callable[[Telemetry], None], metric: str, label: str
) -> None:
    tell(telemetry)

    counted = metrics(telemetry)[metric]
    assert {labels: number for labels, number in counted.items() if number} == {
        ("leave-helper", label): 1
    }


def test_a_series_that_alarms_watch_is_there_before_its_first_event(telemetry: Telemetry) -> None:
    said = metrics(telemetry)

    assert said["microapp_policy_decisions_total"]["leave-helper", "error"] == 0
    assert said["microapp_limit_refusals_total"]["leave-helper", "org_daily"] == 0
    assert said["microapp_audit_broken"] == {("leave-helper",): 0}


def test_a_metric_of_a_blueprint_says_which_service_shows_it(telemetry: Telemetry) -> None:
    words = Counter("words", "Words.", ["app"], registry=telemetry.registry)

    words.labels("caller").inc(3)

    assert metrics(telemetry)["words_total"] == {("caller", "leave-helper"): 3}


def test_readiness_and_a_broken_audit_log_are_told(telemetry: Telemetry) -> None:
    telemetry.ready("database", True)
    telemetry.ready("database", False)
    telemetry.audit_broken(True)

    said = metrics(telemetry)
    assert said["microapp_ready"] == {("leave-helper", "database"): 0}
    assert said["microapp_audit_broken"] == {("leave-helper",): 1}


def test_what_runs_here_is_told(telemetry: Telemetry) -> None:
    (labels,) = metrics(telemetry)["microapp_info"]

    assert labels == ("leave-helper", "crud", "ann@acme.example", "HR", "T1", "unknown")


@pytest.mark.parametrize(
    ("controls", "share"), [({}, 0.995), ({"slo_pct": 99.9}, 0.999), ({"slo_pct": 101}, 1)]
)
def test_how_many_requests_must_succeed_is_told(
    manifest: Manifest,
    settings: Callable[..., Settings],
    controls: dict[str, object],
    share: float,
) -> None:
    stated = replace(manifest, controls={**manifest.controls, "reliability": controls})

    told = metrics(Telemetry(stated, settings()))["microapp_slo_ratio"]

    assert told == {("leave-helper",): pytest.approx(share)}


@pytest.mark.parametrize("value", [0, -1, True, "99.5", None, float("nan")])
def test_an_objective_that_is_no_number_stops_the_start(
    manifest: Manifest, settings: Callable[..., Settings], value: object
) -> None:
    stated = replace(manifest, controls={"reliability": {"slo_pct": value}})

    with pytest.raises(CannotStart, match="slo_pct"):
        Telemetry(stated, settings())


def test_hostile_callers_do_not_make_endless_series(telemetry: Telemetry) -> None:
    for number in range(500):
        serve(telemetry, org=f"org {number}", method=f"METHOD{number}")

    said = metrics(telemetry)
    assert len(said["microapp_usage_requests_total"]) == 201
    assert said["microapp_usage_requests_total"]["leave-helper", "other", "ann@acme.example"] == 300
    assert len(said["microapp_requests_total"]) == 1


def test_even_endless_routes_do_not_make_endless_series(telemetry: Telemetry) -> None:
    for number in range(2_100):
        serve(telemetry, route=f"/{number}")

    assert len(metrics(telemetry)["microapp_requests_total"]) == 2_001


def test_an_organisation_cannot_break_the_exposition(telemetry: Telemetry) -> None:
    serve(telemetry, org='a"} 1\nmicroapp_ready{check="x"} 0 # ann@acme.example')

    said = metrics(telemetry)
    assert "microapp_ready" not in said
    assert sum(said["microapp_usage_requests_total"].values()) == 1


def test_metrics_come_as_prometheus_reads_them(telemetry: Telemetry) -> None:
    media_type, body = telemetry.exposition()

    assert media_type.startswith("text/plain; version=")
    assert b"_created" not in body


@pytest.mark.parametrize(
    "given", [b"abcdefgh", b"0192a1b2-1234-7123-8123-123456789012", b"a.b_c-123"]
)
def test_a_well_formed_request_id_is_kept(telemetry: Telemetry, given: bytes) -> None:
    assert begin(telemetry, (b"host", b"x"), (b"x-request-id", given)) == given.decode()


@pytest.mark.parametrize(
    "given",
    [b"", b"short", b"x" * 65, b"with space", b"a\r\nb: cccccc", b"\xff" * 10, b"{{7*7}}aaa"],
)
def test_a_malformed_request_id_is_replaced(telemetry: Telemetry, given: bytes) -> None:
    made = begin(telemetry, (b"x-request-id", given))

    assert re.fullmatch(r"[0-9a-f-]{36}", made)


def test_tracing_that_is_asked_for_and_not_installed_is_told(
    manifest: Manifest,
    settings: Callable[..., Settings],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)

    serve(Telemetry(manifest, settings()))

    assert "opentelemetry-sdk" in caplog.text
