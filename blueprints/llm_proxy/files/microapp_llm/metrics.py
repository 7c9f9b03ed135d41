"""What the proxy tells its operators: spend, tokens, cache, redactions, findings and outcomes."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

from microapp_llm.call import Call

MOST_APPS = 200
OTHER = "other"
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
COUNTERS = {
    "calls": ("Calls of models, by outcome.", ("caller", "model", "outcome")),
    "spend_nano": ("Nano-dollars spent.", ("caller", "model")),
    "tokens": ("Tokens used, by direction.", ("caller", "model", "direction")),
    "cache": ("Look-ups in the cache, by result.", ("result",)),
    "redactions": ("Values taken out of requests, by kind.", ("kind",)),
    "findings": ("Things held back from answers, by kind.", ("kind",)),
    "alerts": ("Budget alerts, by kind.", ("kind",)),
}


class Metrics:
    """Counts calls; names of apps are bounded, people and texts never appear."""

    def __init__(self, registry: CollectorRegistry, app: str) -> None:
        self._app = app
        self._apps: set[str] = set()
        self._counters = {
            name: Counter(f"microapp_llm_{name}_total", text, ["app", *labels], registry=registry)
            for name, (text, labels) in COUNTERS.items()
        }
        self._seconds = Histogram(
            "microapp_llm_seconds",
            "Time of a call, to its end.",
            ["app", "model"],
            buckets=BUCKETS,
            registry=registry,
        )
        for result in ("hit", "miss"):
            self._counters["cache"].labels(app, result)

    def ended(self, call: Call, nano: int, seconds: float) -> None:
        """Count a call that has ended."""
        model = (call.served or call.models[0]).alias if call.models else OTHER
        caller = self._caller(call.caller.app)
        self._add("calls", 1, caller, model, call.outcome)
        self._seconds.labels(self._app, model).observe(seconds)
        if nano:
            self._add("spend_nano", nano, caller, model)
        if call.use is not None and call.cache != "hit":
            self._add("tokens", call.use.input, caller, model, "in")
            self._add("tokens", call.use.output, caller, model, "out")
        if call.cache in ("hit", "miss"):
            self._add("cache", 1, call.cache)
        for name, counts in (("redactions", call.redacted), ("findings", call.findings)):
            for kind, number in counts.items():
                self._add(name, number, kind)

    def alert(self, kind: str) -> None:
        """Count an alert."""
        self._add("alerts", 1, kind)

    def _caller(self, app: str) -> str:
        if app in self._apps or len(self._apps) < MOST_APPS:
            self._apps.add(app)
            return app
        return OTHER

    def _add(self, name: str, number: float, *labels: str) -> None:
        self._counters[name].labels(self._app, *labels).inc(number)
