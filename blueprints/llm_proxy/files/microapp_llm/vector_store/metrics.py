"""What the store of vectors tells its operators; no organisation, app or person is named."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge

from microapp_llm.vector_store.store import Size

KINDS = ("put", "searched", "deleted", "pruned", "refused")


class VectorMetrics:
    """Counts what happens to vectors, and shows how many there are."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._counts = Counter(
            "microapp_llm_vectors_total", "Vectors by what happened.", ["what"], registry=registry
        )
        self._rows = Gauge("microapp_llm_vectors_kept", "Vectors that are kept.", registry=registry)
        self._bytes = Gauge(
            "microapp_llm_vectors_bytes", "Bytes of vectors that are kept.", registry=registry
        )
        self._used = Gauge(
            "microapp_llm_vectors_used_ratio",
            "Share of the largest file of vectors that is used.",
            registry=registry,
        )
        for what in KINDS:
            self._counts.labels(what)

    def add(self, what: str, number: int = 1) -> None:
        """Count vectors, or searches."""
        self._counts.labels(what).inc(number)

    def show(self, size: Size) -> None:
        """Show how much is kept."""
        self._rows.set(size.rows)
        self._bytes.set(size.bytes)
        self._used.set(size.used)
