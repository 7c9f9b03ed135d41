"""The service: the one place where the protections are put in order.

Every request passes, in this order: request id and clock · open pages · limit per address until a
token is verified · token · limits per caller, org and app · role · policy · strict bounded body ·
idempotency · the work and its audit entry in one transaction · headers · metrics and log.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from starlette.types import ASGIApp, Receive, Scope, Send

from microapp_kit.answer import Answer
from microapp_kit.audit_failures import FailedSignIns
from microapp_kit.auth import Authenticator, Unauthenticated
from microapp_kit.brought import Refused, no_headers
from microapp_kit.crud import Handler
from microapp_kit.errors import Envelope, Refusal, envelope, given_up, internal_error
from microapp_kit.exchange import SCOPE_KEY, Exchange
from microapp_kit.jsonbody import drain
from microapp_kit.limits import Limiter, Limits, Verdict
from microapp_kit.outgoing import ALWAYS, HTTPS_ONLY, Outgoing, raw_headers
from microapp_kit.principal import Principal
from microapp_kit.routing import ROUTE_KEY, UNKNOWN_ROUTE
from microapp_kit.telemetry import Telemetry

log = logging.getLogger("microapp")
OPERATOR_ROLES = ("metrics", "admin")


@dataclass(frozen=True, slots=True)
class Guards:
    """The protections that every request passes."""

    authenticator: Authenticator
    limits: Limits
    limiter: Limiter
    telemetry: Telemetry
    failed_sign_ins: FailedSignIns


class Service:
    """The app as the server runs it: guards around routes."""

    def __init__(
        self,
        guards: Guards,
        routes: ASGIApp,
        *,
        open_pages: Mapping[str, Handler],
        operator_pages: Mapping[str, Handler],
        local: bool,
        shape: Envelope = envelope,
        refused: Refused = no_headers,
    ) -> None:
        self._guards = guards
        self._routes = routes
        self._open_pages = open_pages
        self._operator_pages = operator_pages
        self._local = local
        self._envelope = shape
        self._refused = refused
        self._fixed = raw_headers(ALWAYS if local else {**ALWAYS, **HTTPS_ONLY})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard and answer one HTTP request."""
        telemetry = self._guards.telemetry
        began = time.perf_counter()
        request_id = telemetry.begin(scope)
        fixed = [*self._fixed, (b"x-request-id", request_id.encode("ascii"))]
        outgoing = Outgoing(send, fixed, self._envelope)
        exchange = Exchange(scope, receive, request_id)
        scope[SCOPE_KEY] = exchange
        try:
            await self._serve(exchange, outgoing)
        except Refusal as refusal:
            await self._refuse(exchange, outgoing, refusal)
        except asyncio.CancelledError:  # the time is over that the server had to stop
            if outgoing.started:
                raise
            await self._refuse(exchange, outgoing, given_up())
        except Exception:
            log.exception("A request failed.", extra={"request_id": request_id})
            await self._refuse(exchange, outgoing, internal_error())
        finally:
            del scope[SCOPE_KEY]  # nothing refers to itself, so nothing is left to search for
            principal = exchange.sender
            telemetry.observe(
                method=exchange.method,
                route=scope.get(ROUTE_KEY, UNKNOWN_ROUTE),
                status=outgoing.status,
                seconds=time.perf_counter() - began,
                org=principal.org if principal else "",
                sub=principal.sub if principal else "",
                request_id=request_id,
                noted=exchange.noted,
            )

    async def _serve(self, exchange: Exchange, outgoing: Outgoing) -> None:
        if b"%2f" in exchange.scope.get("raw_path", b"").lower():  # no slash to proxies before us
            raise Refusal(404, "not_found", "There is no such path.")
        if exchange.path in self._open_pages:
            await self._open(exchange, outgoing, self._open_pages[exchange.path])
            return
        operator_page = self._operator_pages.get(exchange.path)
        if operator_page is not None and self._local:
            await self._open(exchange, outgoing, operator_page)
            return
        exchange.principal = await self._admit(exchange, outgoing)
        if operator_page is not None:
            if not any(exchange.principal.has(role) for role in OPERATOR_ROLES):
                raise Refusal(403, "forbidden", "This needs the role metrics or admin.")
            await self._page(exchange, outgoing, operator_page)
            return
        await self._routes(exchange.scope, exchange.receive, outgoing)

    async def _open(self, exchange: Exchange, outgoing: Outgoing, page: Handler) -> None:
        with suppress(Refusal):  # a probe is answered, whatever the limits or their Redis say
            await self._count_stranger(exchange, outgoing)
        await self._page(exchange, outgoing, page)

    async def _page(self, exchange: Exchange, outgoing: Outgoing, page: Handler) -> None:
        exchange.scope[ROUTE_KEY] = exchange.path
        if exchange.method not in ("GET", "HEAD"):
            raise Refusal(
                405,
                "method_not_allowed",
                "This path takes GET, HEAD.",
                headers={"Allow": "GET, HEAD"},
            )
        answer = await page(exchange)
        assert isinstance(answer, Answer)  # noqa: S101  (pages do not stream)
        await outgoing.answer(answer)

    async def _admit(self, exchange: Exchange, outgoing: Outgoing) -> Principal:
        """Find out who calls and count the call; strangers are counted before tokens are read."""
        guards = self._guards
        authorization = exchange.header("authorization")
        principal = guards.authenticator.remembered(authorization)
        if principal is None:
            await self._count_stranger(exchange, outgoing)
            principal = await guards.authenticator.authenticate(authorization)
        verdict = await guards.limiter.hit(guards.limits.of_caller(principal))
        self._judge(verdict, outgoing)
        return principal

    async def _count_stranger(self, exchange: Exchange, outgoing: Outgoing) -> None:
        checks = self._guards.limits.of_stranger(exchange.address)
        self._judge(await self._guards.limiter.hit(checks), outgoing)

    def _judge(self, verdict: Verdict, outgoing: Outgoing) -> None:
        outgoing.headers = verdict.headers()
        if not verdict.allowed:
            self._guards.telemetry.limit_refused(verdict.limit.name)
            raise verdict.refusal()

    async def _refuse(self, exchange: Exchange, outgoing: Outgoing, refusal: Refusal) -> None:
        guards = self._guards
        guards.telemetry.refused(refusal.status)
        if isinstance(refusal, Unauthenticated):
            guards.telemetry.auth_failed(refusal.reason)
            guards.failed_sign_ins.add(refusal.reason, exchange.address)
        if outgoing.started:
            return
        outgoing.headers = {**outgoing.headers, **await self._refused(exchange, refusal)}
        unread = refusal.status == 413 and "expect" not in exchange.headers
        ending = partial(drain, exchange.receive) if unread else None
        await outgoing.refuse(refusal, exchange.header("accept") or "", ending)
