"""The life of the app: what starts before the first request, what runs beside, what stops last."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Scope, Send

from microapp_kit.audit import PLATFORM_ORG, Audit, Entry
from microapp_kit.errors import Refusal
from microapp_kit.exchange import Exchange
from microapp_kit.idempotency import Idempotency
from microapp_kit.secrets import CannotStart
from microapp_kit.service import Guards, Service
from microapp_kit.store import Store

log = logging.getLogger("microapp")
CHORES_EVERY = 1.0
EXPIRE_EVERY = 3600


@dataclass(frozen=True, slots=True)
class Foundation:
    """What the service stands on."""

    store: Store
    audit: Audit
    idempotency: Idempotency
    guards: Guards


class Application:
    """One micro-app: an ASGI app that also starts and stops what it stands on."""

    def __init__(
        self, service: Service, foundation: Foundation, runs_with: Mapping[str, Any]
    ) -> None:
        self._service = service
        self._on = foundation
        self._runs_with = runs_with
        self._chores: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope; only HTTP is spoken here."""
        if scope["type"] == "http":
            await self._service(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self._start()
        except CannotStart as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> None:
        on = self._on
        await on.store.start()
        await on.guards.authenticator.start()
        entry = Entry(
            PLATFORM_ORG, Exchange.now(), "", "service.started", "", "", dict(self._runs_with)
        )
        await on.store.write(PLATFORM_ORG, lambda: on.audit.append(entry))
        self._chores = asyncio.create_task(self._do_chores())

    async def _stop(self) -> None:
        if self._chores is not None:
            self._chores.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._chores
        with contextlib.suppress(Refusal):
            await self._tell_failed_sign_ins()
        await self._on.guards.authenticator.close()
        await self._on.guards.limiter.close()
        await self._on.store.close()

    async def _do_chores(self) -> None:
        """Write down failed sign-ins each second and forget old idempotency keys each hour."""
        for second in itertools.count():
            try:
                await self._tell_failed_sign_ins()
                if second % EXPIRE_EVERY == 0:
                    await self._expire_keys()
            except Refusal:
                log.warning("The database does not answer; chores wait.")
            except Exception:
                log.exception("A chore failed.")
            await asyncio.sleep(CHORES_EVERY)

    async def _tell_failed_sign_ins(self) -> None:
        failed, audit = self._on.guards.failed_sign_ins, self._on.audit
        counts = failed.take()
        if not counts:
            return
        changes = {f"{reason} from {place}": number for (reason, place), number in counts.items()}
        entry = Entry(PLATFORM_ORG, Exchange.now(), "", "auth.failed", "", "", changes)
        try:
            await self._on.store.write(PLATFORM_ORG, lambda: audit.append(entry))
        except BaseException:
            failed.give_back(counts)
            raise

    async def _expire_keys(self) -> None:
        idempotency = self._on.idempotency
        await self._on.store.write(PLATFORM_ORG, lambda: idempotency.expire(Exchange.now()))
