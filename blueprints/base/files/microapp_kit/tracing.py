"""Tracing: one OpenTelemetry span a request, where its packages and an endpoint are there."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
PACKAGES = "opentelemetry-sdk and opentelemetry-exporter-otlp-proto-http"

log = logging.getLogger(__name__)
_open: ContextVar[tuple[Any, Any] | None] = ContextVar("open_span", default=None)


class Tracing:
    """Opens a span when a request comes and ends it when it is answered."""

    def __init__(self, app: str) -> None:
        sdk = importlib.import_module("opentelemetry.sdk.trace")
        batch = importlib.import_module("opentelemetry.sdk.trace.export").BatchSpanProcessor
        otlp = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        resource = importlib.import_module("opentelemetry.sdk.resources").Resource
        self._api = importlib.import_module("opentelemetry.trace")
        self._context = importlib.import_module("opentelemetry.context")
        self._extract = importlib.import_module("opentelemetry.propagate").extract
        provider = sdk.TracerProvider(resource=resource.create({"service.name": app}))
        provider.add_span_processor(batch(otlp.OTLPSpanExporter()))
        self._tracer = provider.get_tracer("microapp_kit")

    def begin(self, scope: Mapping[str, Any]) -> None:
        """Open the span of a request, as part of its caller's trace."""
        given = {
            n.decode("latin-1"): v.decode("latin-1")
            for n, v in scope["headers"]
            if n == b"traceparent"
        }
        span = self._tracer.start_span(
            "request", context=self._extract(given), kind=self._api.SpanKind.SERVER
        )
        _open.set((span, self._context.attach(self._api.set_span_in_context(span))))

    def end(self, method: str, route: str, status: int) -> None:
        """End the span of the request that is now answered."""
        opened = _open.get()
        if opened is None:
            return
        span, token = opened
        span.update_name(f"{method} {route}")
        span.set_attribute("http.request.method", method)
        span.set_attribute("http.route", route)
        span.set_attribute("http.response.status_code", status)
        span.end()
        self._context.detach(token)
        _open.set(None)


def tracing_for(app: str, environ: Mapping[str, str]) -> Tracing | None:
    """Give the tracing that the environment asks for, or none."""
    if not environ.get(ENDPOINT):
        return None
    try:
        return Tracing(app)
    except ImportError:
        log.warning("%s is set, but tracing needs %s.", ENDPOINT, PACKAGES)
        return None
