"""What goes on inside the proxy: what waits, and which providers are left alone.

Nothing is counted for it on the way of a call: each scrape looks at how things are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from prometheus_client import CollectorRegistry, Gauge


class Inside:
    """Gauges that are read at each scrape."""

    def __init__(
        self, registry: CollectorRegistry, models: Iterable[str], rests: Callable[[str], bool]
    ) -> None:
        breaker = Gauge(
            "microapp_llm_breaker_open",
            "Whether a model's provider is left alone as it kept failing.",
            ["model"],
            registry=registry,
        )
        for model in models:
            breaker.labels(model).set_function(partial(rests, model))
        self._waiting = Gauge(
            "microapp_llm_waiting",
            "What waits to be written in this process, or for its turn in all of them.",
            ["what"],
            registry=registry,
        )

    def show(self, what: str, waiting: Callable[[], int]) -> None:
        """Show how many of something wait."""
        self._waiting.labels(what).set_function(waiting)
