"""Tells people of budget alerts: a metric, a line in the log, and a webhook where one is set."""

from __future__ import annotations

import asyncio

import structlog

from microapp_llm.metrics import Metrics
from microapp_llm.money.alerts import Event
from microapp_llm.providers.asking import ProviderFailed
from microapp_llm.providers.http import Lines

log = structlog.get_logger(__name__)
MOST_WAITING = 100


class AlertsTold:
    """Takes alerts at once and sends them beside the requests."""

    def __init__(self, metrics: Metrics, lines: Lines, url: str) -> None:
        self._metrics = metrics
        self._lines = lines
        self._url = url
        self._sending: set[asyncio.Task[None]] = set()

    def tell(self, event: Event) -> None:
        """Tell of an event; never waits, and never fails a call."""
        self._metrics.alert(event.kind)
        log.warning("llm_alert", kind=event.kind, org=event.org, **event.facts)
        if self._url and len(self._sending) < MOST_WAITING:
            task = asyncio.get_running_loop().create_task(self._send(event))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def close(self) -> None:
        """Wait for what is being sent."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=5)

    async def _send(self, event: Event) -> None:
        told = {"kind": event.kind, "org": event.org, "facts": dict(event.facts)}
        try:
            await self._lines.tell(self._url, told)
        except (ProviderFailed, TimeoutError) as error:
            log.warning("llm_alert_not_sent", why=str(error) or type(error).__name__)
