"""What the proxy tells its operators of calls: outcomes, cache, redactions, findings and times."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from microapp_llm.answers.leaks import INSTRUCTIONS, MARK
from microapp_llm.cache.answers import Counts
from microapp_llm.call import Call

MOST_APPS = 200
OTHER = "other"
UNKNOWN = "unknown"  # whatever a token says that names no app of apps.yaml
UNREAD = "redaction_failed"
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)
COUNTERS = {
    "outcomes": ("Calls that ended, by outcome.", ("app", "model", "outcome")),
    "cache": ("Look-ups in the cache, by result.", ("result",)),
    "redactions": ("Values taken out of requests, by kind.", ("kind",)),
    "findings": ("Things taken out of answers, by kind.", ("kind",)),
}


class CacheChurn(Collector):
    """What became of the cache's entries: how many were kept, outlived their time, or gave way."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Give the counts as they are now."""
        text = "Entries of the cache, by what became of them; down counts its failures."
        family = CounterMetricFamily("microapp_llm_cache_entries", text, labels=["fate"])
        for fate in ("kept", "expired", "evicted", "down"):
            family.add_metric([fate], getattr(self._counts, fate))
        yield family


class Metrics:
    """Counts calls; only listed apps are named, within bounds; people and texts never appear."""

    def __init__(self, registry: CollectorRegistry, is_listed: Callable[[str], bool]) -> None:
        self._is_listed = is_listed
        self._apps: set[str] = set()
        self._series: dict[tuple[str, tuple[str, ...]], Counter] = {}
        self._counters = {
            name: Counter(f"microapp_llm_{name}_total", text, labels, registry=registry)
            for name, (text, labels) in COUNTERS.items()
        }
        self._seconds = Histogram(
            "microapp_llm_seconds",
            "Time of a call, to its end.",
            ["model"],
            buckets=BUCKETS,
            registry=registry,
        )
        for result in ("hit", "miss"):
            self._counters["cache"].labels(result)
        for kind in (MARK, INSTRUCTIONS):  # shown as 0: the first one raises an alert
            self._counters["findings"].labels(kind)
        self._unread = Counter(
            "microapp_llm_redaction_failures_total",
            "Calls refused as personal data could not be looked for.",
            registry=registry,
        )

    def ended(self, call: Call, seconds: float) -> None:
        """Count a call that has ended."""
        model = (call.served or call.tried or call.model).alias if call.models else OTHER
        self._add("outcomes", 1, self._app(call.caller.app), model, call.outcome)
        self._seconds.labels(model).observe(seconds)
        if call.outcome == UNREAD:
            self._unread.inc()
        if call.cache in ("hit", "miss"):
            self._add("cache", 1, call.cache)
        for name, counts in (("redactions", call.redacted), ("findings", call.findings)):
            for kind, number in counts.items():
                self._add(name, number, kind)

    def _app(self, app: str) -> str:
        if not self._is_listed(app):
            return UNKNOWN
        if app in self._apps or len(self._apps) < MOST_APPS:
            self._apps.add(app)
            return app
        return OTHER

    def _add(self, name: str, number: float, *labels: str) -> None:
        series = self._series.get((name, labels))
        if series is None:
            series = self._series[name, labels] = self._counters[name].labels(*labels)
        series.inc(number)
