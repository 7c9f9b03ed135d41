"""Proof that operators see what happens, and that callers cannot write into what they see."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families

from microapp_kit.manifest import Manifest
from microapp_kit.settings import Settings
from microapp_kit.telemetry import Telemetry, configure_logging


@pytest.fixture
def telemetry(manifest: Manifest, settings: Callable[..., Settings]) -> Telemetry:
    """The telemetry of an app."""
    return Telemetry(manifest, settings())


class Logs:
    """Standard output, as an operator's collector reads it."""

    def __init__(self, captured: pytest.CaptureFixture[bytes]) -> None:
        self._captured = captured

    def lines(self) -> list[dict[str, Any]]:
        """Give the lines written since the last look."""
        return [json.loads(line) for line in self._captured.readouterr().out.splitlines()]


@pytest.fixture
def logs(capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Logs]:
    """Read what is logged, and undo how logging was configured."""
    root, handlers, level = logging.getLogger(), logging.root.handlers[:], logging.root.level
    yield Logs(capfdbinary)
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


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


def test_a_request_writes_one_line(telemetry: Telemetry, logs: Logs) -> None:
    serve(telemetry, request_id="abcdefgh")

    (line,) = logs.lines()

    assert line.pop("timestamp").endswith("Z")
    assert len(line.pop("caller")) == 16
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": "abcdefgh",
        "method": "GET",
        "route": "/v1/notes",
        "status": 200,
        "ms": 30.0,
        "org": "acme",
    }


def test_a_caller_is_the_same_in_every_line_and_nobody_can_tell_who(
    telemetry: Telemetry, logs: Logs
) -> None:
    for sub in ("ann@acme.example", "ann@acme.example", "bob@acme.example", ""):
        serve(telemetry, sub=sub)

    first, again, other, nobody = (line["caller"] for line in logs.lines())

    assert first == again != other
    assert "ann" not in first
    assert nobody == ""


def test_a_line_cannot_be_forged(
    telemetry: Telemetry, settings: Callable[..., Settings], logs: Logs
) -> None:
    configure_logging(settings())
    serve(telemetry, org='a\n{"event":"forged"}', method="GET\nX")
    logging.getLogger("app").warning('b\n{"event":"forged"}')

    assert [line["event"] for line in logs.lines()] == ["request", 'b\n{"event":"forged"}']


def test_whoever_logs_is_redacted(settings: Callable[..., Settings], logs: Logs) -> None:
    configure_logging(settings())

    logging.getLogger("app").warning("from %s", "ann@acme.example", extra={"password": "hunter2"})
    logging.getLogger("uvicorn.error").error("Bearer abcdefghijklmnop")
    structlog.get_logger().info("paid", card="4111 1111 1111 1111")

    text = json.dumps(logs.lines())

    for secret in ("ann@", "hunter2", "abcdefghij", "4111"):
        assert secret not in text
    assert text.count('"level"') == 3


def test_the_lines_of_a_request_carry_its_id(
    telemetry: Telemetry, settings: Callable[..., Settings], logs: Logs
) -> None:
    configure_logging(settings())

    async def request(given: bytes) -> None:
        begin(telemetry, (b"x-request-id", given))
        await asyncio.sleep(0)
        logging.getLogger("app").warning("from the standard library")
        structlog.get_logger().warning("from structlog")

    async def both() -> None:
        await asyncio.gather(request(b"request-a"), request(b"request-b"))

    asyncio.run(both())

    ids = [line["request_id"] for line in logs.lines()]
    assert ids == ["request-a", "request-a", "request-b", "request-b"]


def test_an_exception_says_where_and_outside_local_not_what(
    production: Callable[..., Settings], logs: Logs
) -> None:
    configure_logging(production())
    try:
        int("the body of somebody's note")
    except ValueError:
        logging.getLogger("app").exception("failed")
        structlog.get_logger().exception("failed too")

    for line in logs.lines():
        assert line["exception"]["type"] == "ValueError"
        assert "test_telemetry.py" in line["exception"]["at"][-1]
        assert "note" not in json.dumps(line["exception"]["type"])
        assert "body of somebody" not in json.dumps(line)


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
