"""Telemetry: metrics by endpoint, app, owner and organisation, and one log line a request."""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
import uuid_utils
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from structlog.contextvars import bind_contextvars

from microapp_kit.exchange import NOTHING
from microapp_kit.logs import configure_logging
from microapp_kit.manifest import Manifest
from microapp_kit.output import output
from microapp_kit.redaction import Known, redact
from microapp_kit.service_label import ServiceLabel
from microapp_kit.settings import Settings
from microapp_kit.tracing import tracing_for

__all__ = ["Telemetry", "configure_logging"]

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
OTHER = "other"
SLO_PCT = 99.5  # per cent of requests that must succeed, where no answer asks for more
MOST_SERIES = 2_000
MOST_ORGS = 200
REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
REASONS = {
    400: "invalid",
    401: "unauthenticated",
    402: "over_budget",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "invalid",
    408: "too_slow",
    409: "conflict",
    412: "stale",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    428: "precondition_required",
    429: "rate_limited",
    500: "error",
    502: "unavailable",
    503: "unavailable",
    504: "unavailable",
}
"""Status of a refusal → its reason in the metrics."""
LIMITS = ("user", "org", "app", "org_daily", "address")
DECISIONS = ("allow", "deny", "error")
EVENTS = {
    "refusals": ("Requests refused, by reason.", "reason", ()),
    "auth_failures": ("Tokens refused, by reason.", "reason", ()),
    "limit_refusals": ("Requests over a limit.", "limit", LIMITS),
    "audit_entries": ("Entries in the audit log.", "action", ()),
    "policy_decisions": ("Decisions of request-time policies.", "decision", DECISIONS),
}
"""Counter → help text, label, and the values that are shown as 0 from the start."""


class Telemetry:
    """What this process tells its operators."""

    def __init__(self, manifest: Manifest, settings: Settings) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._app, self._owner = manifest.name, manifest.owner.email
        self._registry = CollectorRegistry()
        self._brought = ServiceLabel(manifest.name)
        self._registry.register(self._brought)
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._orgs: dict[str, Counter] = {}
        self._open = self._lost_before = 0
        self._events: dict[tuple[str, str], Counter] = {}
        self._encode = msgspec.json.Encoder().encode
        self._tracing = tracing_for(manifest.name, os.environ)
        self._pseudonym = _pseudonyms(settings.secret)
        self._make_metrics()
        self._tell_info(manifest)

    def begin(self, scope: Any) -> str:
        """Note that a request has come; give its id, the caller's own when that is well-formed."""
        self._open += 1
        if self._tracing is not None:
            self._tracing.begin(scope)
        given = _given_id(scope["headers"])
        request_id = given or str(uuid_utils.uuid7())
        bind_contextvars(request_id=given or Known(request_id))
        return request_id

    def observe(
        self,
        *,
        method: str,
        route: str,
        status: int,
        seconds: float,
        org: str,
        request_id: str,
        sub: str = "",
        noted: Mapping[str, str] = NOTHING,
    ) -> None:
        """Count a finished request and write its line to the log."""
        self._open -= 1
        method = method if method in METHODS else OTHER
        series = self._series.get((method, route, status)) or self._new_series(
            method, route, status
        )
        series[0].inc()
        series[1].observe(seconds)
        if org:
            (self._orgs.get(org) or self._new_org(org)).inc()
        if self._tracing is not None:
            self._tracing.end(method, route, status)
        line = {
            "event": "request",
            "level": "info",
            "timestamp": datetime.now(UTC),
            "request_id": request_id,
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 3),
            "org": _shown(org),
            "caller": self._pseudonym(sub),
        }
        output.write(self._encode({**line, **noted} if noted else line))

    def refused(self, status: int) -> None:
        """Count a refused request by the reason of its status."""
        self._count("refusals", REASONS.get(status, OTHER))

    def auth_failed(self, reason: str) -> None:
        """Count a token that was refused."""
        self._count("auth_failures", reason)

    def limit_refused(self, limit: str, times: int = 1) -> None:
        """Count requests that were over a limit; none, to show it before there is one."""
        self._count("limit_refusals", limit, times)

    def audit_entry(self, action: str) -> None:
        """Count an entry in the audit log."""
        self._count("audit_entries", action)

    def policy_decision(self, decision: str) -> None:
        """Count a decision: allow, deny or error."""
        self._count("policy_decisions", decision)

    def audit_broken(self, broken: bool) -> None:
        """Tell whether the audit log's chain is broken."""
        self._audit_broken.set(broken)

    def ready(self, check: str, holds: bool) -> None:
        """Tell how a readiness check went."""
        self._ready.labels(self._app, check).set(holds)

    def exposition(self) -> tuple[str, bytes]:
        """Give the media type and text of /metrics."""
        self._lost.inc(output.lost - self._lost_before)
        self._lost_before = output.lost
        return CONTENT_TYPE_LATEST, generate_latest(self._registry)

    @property
    def registry(self) -> CollectorRegistry:
        """Where a blueprint registers metrics of its own; they are shown with the kit's."""
        return self._brought.registry

    def _make_metrics(self) -> None:
        on = self._registry
        self._requests = Counter(
            "microapp_requests_total",
            "Requests answered.",
            ["app", "owner", "route", "method", "status"],
            registry=on,
        )
        self._seconds = Histogram(
            "microapp_request_seconds",
            "Time to answer.",
            ["app", "route", "method"],
            buckets=BUCKETS,
            registry=on,
        )
        self._usage = Counter(
            "microapp_usage_requests_total",
            "Requests by organisation.",
            ["app", "owner", "org"],
            registry=on,
        )
        self._lost = Counter(
            "microapp_log_lines_lost_total",
            "Log lines that standard output did not take.",
            ["app"],
            registry=on,
        ).labels(self._app)
        self._ready = Gauge(
            "microapp_ready", "Whether a check holds.", ["app", "check"], registry=on
        )
        gauges = {
            "microapp_requests_in_progress": "Requests being answered.",
            "microapp_audit_broken": "Whether the audit log's chain is broken.",
        }
        in_progress, self._audit_broken = (
            Gauge(name, text, ["app"], registry=on).labels(self._app)
            for name, text in gauges.items()
        )
        in_progress.set_function(lambda: self._open)
        self._counters = {
            name: Counter(f"microapp_{name}_total", text, ["app", label], registry=on)
            for name, (text, label, _) in EVENTS.items()
        }
        for name, (_, _, values) in EVENTS.items():
            for value in values:
                self._counters[name].labels(self._app, value)

    def _tell_info(self, manifest: Manifest) -> None:
        info = {
            "app": manifest.name,
            "owner": manifest.owner.email,
            "team": manifest.owner.team,
            "tier": manifest.tier,
            "blueprint": manifest.blueprint,
            "version": os.environ.get("APP_VERSION") or "unknown",
        }
        gauge = Gauge("microapp_info", "What runs here.", list(info), registry=self._registry)
        gauge.labels(**info).set(1)
        must_succeed = manifest.per_cent("reliability", "slo_pct", SLO_PCT)
        text = "Share of requests that must succeed."
        objective = Gauge("microapp_slo_ratio", text, ["app"], registry=self._registry)
        objective.labels(self._app).set(must_succeed)

    def _count(self, counter: str, value: str, times: int = 1) -> None:
        series = self._events.get((counter, value))
        if series is None:
            series = self._events[counter, value] = self._counters[counter].labels(self._app, value)
        series.inc(times)

    def _new_series(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        shown = route if len(self._series) < MOST_SERIES else OTHER
        series = (
            self._requests.labels(self._app, self._owner, shown, method, str(status)),
            self._seconds.labels(self._app, shown, method),
        )
        if shown == route:
            self._series[method, route, status] = series
        return series

    def _new_org(self, org: str) -> Counter:
        if len(self._orgs) >= MOST_ORGS:
            return self._usage.labels(self._app, self._owner, OTHER)
        counter = self._usage.labels(self._app, self._owner, _shown(org))
        self._orgs[org] = counter
        return counter


def _pseudonyms(secret: bytes) -> Callable[[str], str]:
    """Give what names callers: the same one always alike, and no name tells who it is."""

    @lru_cache(maxsize=4096)
    def pseudonym(sub: str) -> str:
        return hmac.digest(secret, sub.encode(), "sha256")[:8].hex() if sub else ""

    return pseudonym


@lru_cache(maxsize=1024)
def _shown(org: str) -> str:
    return redact(org)


def _given_id(headers: list[tuple[bytes, bytes]]) -> str:
    """Give the id that the caller chose, where it is well-formed."""
    for name, value in headers:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
            return value.decode("ascii")
    return ""
