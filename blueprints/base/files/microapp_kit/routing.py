"""Routing: a path to its handler by method; what no route knows is 404, a wrong method 405."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from starlette.routing import BaseRoute, Match, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from microapp_kit.answer import Answer
from microapp_kit.crud import Handler
from microapp_kit.errors import Refusal
from microapp_kit.exchange import SCOPE_KEY, Exchange
from microapp_kit.outgoing import Outgoing

ROUTE_KEY = "microapp.route"
UNKNOWN_ROUTE = "unmatched"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

SaidOfPath = Callable[[str], str]
"""Gives what is said of a path that the app does not have."""


def no_such_path(path: str) -> str:
    """Say that a path is not there, and no more."""
    del path
    return "There is no such path."


class Endpoint:
    """The handlers of one path, as an ASGI app."""

    def __init__(
        self, path: str, handlers: Mapping[str, Handler], headers: Mapping[str, str]
    ) -> None:
        self._path = path
        self._headers = headers
        self._handlers = dict(handlers)
        if "GET" in handlers:
            self._handlers["HEAD"] = handlers["GET"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the handler of the request's method."""
        del receive
        scope[ROUTE_KEY] = self._path
        exchange: Exchange = scope[SCOPE_KEY]
        assert isinstance(send, Outgoing)  # noqa: S101  (the service hands its own down)
        send.headers.update(self._headers)
        handler = self._handlers.get(exchange.method)
        if handler is None:
            raise wrong_method(self._handlers)
        found = await handler(exchange)
        if isinstance(found, Answer):
            await send.answer(found)
        else:
            await send.stream(found)


def router_of(endpoints: Sequence[tuple[str, Endpoint]], default: ASGIApp) -> ASGIApp:
    """Give a router over endpoints by path; all other paths go to `default`."""
    routes = [Route(path, endpoint=endpoint) for path, endpoint in endpoints]
    return Paths(endpoints, Router(routes, default=default, redirect_slashes=False))


class Paths:
    """Looks up at once the paths that hold no parameter; the router has all others."""

    def __init__(self, endpoints: Sequence[tuple[str, Endpoint]], others: ASGIApp) -> None:
        first: dict[str, Endpoint] = {}
        for path, endpoint in endpoints:
            if "{" in path:
                break  # the first route that fits has the path: here order begins to count
            first.setdefault(path, endpoint)
        self._first = first
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go where the path leads."""
        found = None if scope.get("root_path") else self._first.get(scope["path"])
        await (found or self._others)(scope, receive, send)


def no_routes(said_of: SaidOfPath = no_such_path) -> ASGIApp:
    """Give what answers each path of an app that has no routes of its own."""

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        raise Refusal(404, "not_found", said_of(scope["path"]))

    return refuse


def check_route(
    routes: Sequence[BaseRoute], scope: Scope, said_of: SaidOfPath = no_such_path
) -> None:
    """Refuse with 404 what no route knows, or with 405 and every method that the path takes."""
    if _takes(routes, scope, scope["method"]):
        return
    allowed = [method for method in METHODS if _takes(routes, scope, method)]
    if allowed:
        raise wrong_method(allowed)
    raise Refusal(404, "not_found", said_of(scope["path"]))


def _takes(routes: Sequence[BaseRoute], scope: Scope, method: str) -> bool:
    asked = {**scope, "method": method}
    return any(route.matches(asked)[0] is Match.FULL for route in routes)


def wrong_method(allowed: Iterable[str]) -> Refusal:
    """Give the refusal of a method that a path does not take (RFC 9110, 15.5.6)."""
    allow = ", ".join(sorted(allowed))
    return Refusal(405, "method_not_allowed", f"This path takes {allow}.", headers={"Allow": allow})
