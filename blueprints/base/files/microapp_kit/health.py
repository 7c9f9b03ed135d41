"""Health: whether the process lives, and whether what it needs answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from microapp_kit.answer import Answer, json_answer

Check = Callable[[], Awaitable[bool]]
Told = Callable[[str, bool], None]

log = logging.getLogger(__name__)
SECONDS_PER_CHECK = 2.0


class Health:
    """Named checks; an answer says which one fails, and nothing about why."""

    def __init__(self, checks: Mapping[str, Check], told: Told) -> None:
        self._checks = checks
        self._told = told

    def alive(self) -> Answer:
        """Answer /healthz: the process takes requests."""
        return json_answer(200, {"status": "ok"})

    async def ready(self) -> Answer:
        """Answer /readyz: 200 when every check holds, else 503 and which ones fail."""
        names = list(self._checks)
        held = await asyncio.gather(*(self._holds(name) for name in names))
        for name, holds in zip(names, held, strict=True):
            self._told(name, holds)
        shown = {name: "ok" if holds else "failed" for name, holds in zip(names, held, strict=True)}
        if all(held):
            return json_answer(200, {"status": "ok", "checks": shown})
        return json_answer(503, {"status": "unavailable", "checks": shown}, {"Retry-After": "5"})

    async def _holds(self, name: str) -> bool:
        try:
            async with asyncio.timeout(SECONDS_PER_CHECK):
                return bool(await self._checks[name]())
        except Exception as error:
            log.warning("The readiness check %s failed: %s.", name, type(error).__name__)
            return False
