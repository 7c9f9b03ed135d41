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
from microapp_kit.audit_chains import check_chains
from microapp_kit.brought import Living
from microapp_kit.errors import Refusal
from microapp_kit.exchange import Exchange
from microapp_kit.idempotency import Idempotency
from microapp_kit.output import output
from microapp_kit.policy import Decisions
from microapp_kit.secrets import CannotStart
from microapp_kit.service import Guards, Service
from microapp_kit.store import Store

log = logging.getLogger("microapp")
CHORES_EVERY = 1.0
HOUR = 3600


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
        self,
        service: Service,
        foundation: Foundation,
        runs_with: Mapping[str, Any],
        decisions: Decisions | None = None,
        living: Living | None = None,
    ) -> None:
        self._service = service
        self._decisions = decisions
        self._living = living or Living({})
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

    def refused(self, status: int) -> None:
        """Count what was refused before it came here."""
        self._on.guards.telemetry.refused(status)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self.start()
        except CannotStart as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def start(self) -> None:
        """Open what the app stands on and begin its chores."""
        on = self._on
        await on.store.start()
        await on.guards.authenticator.start()
        entry = Entry(
            PLATFORM_ORG, Exchange.now(), "", "service.started", "", "", dict(self._runs_with)
        )
        await on.store.write(PLATFORM_ORG, lambda: on.audit.append(entry))
        await self._living.start()
        self._chores = asyncio.create_task(self._do_chores())

    async def stop(self) -> None:
        """End the chores and close what the app stands on."""
        if self._chores is not None:
            self._chores.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._chores
        await self._living.stop()
        with contextlib.suppress(Refusal):
            await self._tell_failed_sign_ins()
        if self._decisions is not None:
            await self._decisions.close()
        await self._on.guards.authenticator.close()
        await self._on.guards.limiter.close()
        await self._on.store.close()
        output.flush()

    async def _do_chores(self) -> None:
        """Write down failed sign-ins each second; forget old keys, prove the log each hour."""
        for second in itertools.count():
            try:
                await self._tell_failed_sign_ins()
                await self._living.each_second()
                if second % HOUR == 0:
                    await self._expire_keys()
                    await self._check_audit_log()
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

    async def _check_audit_log(self) -> None:
        whole = True
        async for chain in check_chains(self._on.store, self._on.audit):
            if chain.broken_at is not None:
                whole = False
                log.error("The audit log is broken at entry %s of a chain.", chain.broken_at)
        self._on.guards.telemetry.audit_broken(not whole)
