"""The metrics of a blueprint, each with the name of the service, which theirs do not say."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector


class ServiceLabel(Collector):
    """Shows what is registered in a registry of its own, with a label `service`.

    Where the kit's metrics say `app`, a blueprint may mean one that called it.
    """

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()
        self._service = {"service": service}

    def collect(self) -> Iterator[Metric]:
        """Give every metric as it is now."""
        for metric in self.registry.collect():
            metric.samples = [
                sample._replace(labels={**sample.labels, **self._service})
                for sample in metric.samples
            ]
            yield metric
