"""Your own routes: plain FastAPI in `app/routes.py`, behind the same protections as resources."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from microapp_kit import jsonbody
from microapp_kit.answer import Answer
from microapp_kit.errors import Detail, Refusal, envelope, internal_error
from microapp_kit.exchange import SCOPE_KEY, Exchange
from microapp_kit.idempotency import Claim, Idempotency, fingerprint, parse_key
from microapp_kit.outgoing import Outgoing
from microapp_kit.principal import Principal
from microapp_kit.routing import ROUTE_KEY, UNKNOWN_ROUTE, SaidOfPath, check_route, no_such_path
from microapp_kit.store import Store

__all__ = ["APIRouter", "Caller", "Refusal", "requires"]

READING = frozenset({"GET", "HEAD"})
log = logging.getLogger("microapp")
ROLE_TO_READ, ROLE_TO_CHANGE = "reader", "writer"
KEPT_HEADERS = frozenset({"content-type", "location", "etag"})


def _caller(request: Request) -> Principal:
    exchange: Exchange = request.scope[SCOPE_KEY]
    return exchange.principal


Caller = Annotated[Principal, Depends(_caller)]


def requires(role: str) -> Any:
    """Give the dependency of a route that asks for a role: `dependencies=[requires("admin")]`."""

    def check(request: Request) -> None:
        exchange: Exchange = request.scope[SCOPE_KEY]
        exchange.require(role)

    return Depends(check)


def api_of(routers: Sequence[APIRouter]) -> FastAPI:
    """Give the app's own routes as one FastAPI app, without pages of its own."""
    api = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in routers:
        api.include_router(router)
    return api


class CustomRoutes:
    """The app's own routes as an ASGI app: strict JSON, roles by default, idempotency keys."""

    def __init__(
        self,
        api: FastAPI,
        store: Store,
        idempotency: Idempotency,
        said_of: SaidOfPath = no_such_path,
    ) -> None:
        self._said_of = said_of
        self._api = api
        self._store = store
        self._idempotency = idempotency
        api.add_exception_handler(Refusal, _refusal)
        api.add_exception_handler(HTTPException, _http_exception)
        api.add_exception_handler(RequestValidationError, _invalid)
        api.add_exception_handler(Exception, _failed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the route of the request, after the checks that every route has."""
        del receive
        exchange: Exchange = scope[SCOPE_KEY]
        check_route(self._api.router.routes, scope, self._said_of)
        reading = exchange.method in READING
        exchange.require(ROLE_TO_READ if reading else ROLE_TO_CHANGE)
        assert isinstance(send, Outgoing)  # noqa: S101  (the service hands its own down)
        try:
            await self._guarded(exchange, send, reading=reading)
        finally:
            scope[ROUTE_KEY] = getattr(scope.get("route"), "path", UNKNOWN_ROUTE)

    async def _guarded(self, exchange: Exchange, send: Outgoing, *, reading: bool) -> None:
        scope = exchange.scope
        if reading:
            await self._api(scope, _replay(b""), send)
            return
        key = parse_key(exchange.header("idempotency-key")) if exchange.method == "POST" else None
        raw, body = await _strict_body(exchange)
        if key is None:
            await self._api(scope, _replay(raw), send)
            return
        await self._once(exchange, key, raw, body, send)

    async def _once(
        self, exchange: Exchange, key: str, raw: bytes, body: object, send: Outgoing
    ) -> None:
        principal = exchange.principal
        asked = fingerprint(exchange.method, exchange.path, exchange.query, body)
        route = f"{exchange.method} {exchange.path}"
        claim = Claim(principal.org, principal.sub, route, key, asked)
        kept = self._idempotency
        with kept.held(claim):
            stored = await self._store.write(
                principal.org, lambda: kept.begin(claim, exchange.now())
            )
            answer = stored or await self._run(exchange, raw)
            if stored is None:
                await self._store.write(
                    principal.org, lambda: kept.finish(claim, exchange.now(), answer)
                )
        await send.answer(answer)

    async def _run(self, exchange: Exchange, raw: bytes) -> Answer:
        """Run the route and hold its answer back until it is stored."""
        captured = _Captured()
        try:
            await self._api(exchange.scope, _replay(raw), captured)
        except Exception:
            log.exception("A request failed.")  # its answer, a 500, is already captured
        return captured.answer()


class _Captured:
    """An ASGI send that keeps what it is given."""

    def __init__(self) -> None:
        self.status = 0
        self._headers: Mapping[str, str] = {}
        self._chunks: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._headers = {
                name.decode("latin-1"): value.decode("latin-1")
                for name, value in message.get("headers", ())
                if name.decode("latin-1").lower() in KEPT_HEADERS
            }
        else:
            self._chunks.append(message.get("body", b""))

    def answer(self) -> Answer:
        return Answer(self.status, self._headers, b"".join(self._chunks))


async def _strict_body(exchange: Exchange) -> tuple[bytes, object]:
    raw = await exchange.body()
    if not raw:
        return raw, None
    jsonbody.check_media_type(exchange.header("content-type"))
    return raw, jsonbody.parse_json(raw)


def _replay(raw: bytes) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": raw, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive


def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101  (registered for it alone)
    media_type, body = envelope(error, request.headers.get("accept", ""))
    return Response(body, error.status, headers=error.headers, media_type=media_type)


def _failed(request: Request, error: Exception) -> Response:
    del error  # the service logs it; the caller learns nothing of the inside
    return _refusal(request, internal_error())


def _http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  (registered for it alone)
    code = "refused" if error.status_code < 500 else "failed"
    headers = error.headers or {}
    return _refusal(request, Refusal(error.status_code, code, str(error.detail), headers=headers))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (registered for it alone)
    details = [Detail(".".join(map(str, e["loc"]))[:100], e["msg"]) for e in error.errors()]
    return _refusal(request, Refusal(422, "invalid", "Some fields are not valid.", details=details))
