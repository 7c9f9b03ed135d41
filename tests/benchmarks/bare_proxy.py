"""A bare proxy to a model: Starlette and aiohttp, no guard at all; what a proxy costs by itself.

`UPSTREAM` names the provider's address; run it with uvicorn.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

UPSTREAM = os.environ["UPSTREAM"]


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Keep one pool of connections."""
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        app.state.session = session
        yield


async def passed_on(request: Request) -> Response:
    """Pass a call on, and its answer back."""
    headers = {"Content-Type": "application/json"}
    async with request.app.state.session.post(
        f"{UPSTREAM}/v1/chat/completions", data=await request.body(), headers=headers
    ) as answer:
        body = await answer.read()
        return Response(body, answer.status, media_type="application/json")


app = Starlette(
    routes=[Route("/v1/chat/completions", passed_on, methods=["POST"])], lifespan=lifespan
)
