"""The parts of the store of vectors together, where the platform turned it on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry

from microapp_kit.errors import Detail, Refusal
from microapp_kit.manifest import Manifest
from microapp_llm.redaction import Redactor
from microapp_llm.vector_store.metadata import MetadataGuard
from microapp_llm.vector_store.metrics import VectorMetrics
from microapp_llm.vector_store.settings import read_vector_settings
from microapp_llm.vector_store.store import FULL, VectorStore


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is there only where vectors are on."""

    store: VectorStore
    guard: MetadataGuard
    metrics: VectorMetrics

    def check_number(self, number: int) -> None:
        """Refuse, before anything is paid, more vectors at once than an app may keep."""
        if number > self.store.most:
            detail = Detail("items", f"At most {self.store.most} are kept.")
            raise Refusal(422, "invalid", "There are more items than are kept.", details=[detail])

    @contextmanager
    def counting_refused(self, number: int) -> Iterator[None]:
        """Count vectors that there is no room for."""
        try:
            yield
        except Refusal as refusal:
            if refusal.code == FULL:
                self.metrics.add("refused", number)
            raise

    async def sweep(self) -> None:
        """Forget what is too old, and show what is left."""
        self.metrics.add("pruned", await self.store.sweep(datetime.now(UTC)))
        self.metrics.show(await self.store.size())


def open_keeping(
    environ: Mapping[str, str],
    database_url: str,
    manifest: Manifest,
    text_days: int | None,
    redactor: Redactor,
    registry: CollectorRegistry,
) -> Keeping | None:
    """Give the store with what belongs to it, nothing where it is off, or refuse to start."""
    settings = read_vector_settings(environ, database_url, manifest, text_days)
    if settings is None:
        return None
    return Keeping(VectorStore(settings), MetadataGuard(redactor), VectorMetrics(registry))
