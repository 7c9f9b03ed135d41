"""A running app for your tests: real requests through every protection, on a database of its own.

with running_app(resources) as app:
    assert app.call("POST", "/v1/notes", json={"title": "Hello"}).status_code == 201
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from sqlalchemy import create_engine

from microapp_kit.application import create_app
from microapp_kit.brought import Brought
from microapp_kit.custom import APIRouter
from microapp_kit.manifest import Manifest, read_manifest
from microapp_kit.migrate import prepare
from microapp_kit.resource import Resource
from microapp_kit.schema import metadata_of
from microapp_kit.settings import Settings, read_settings
from microapp_kit.token import LOCAL_ISSUER, development_key, signed
from microapp_kit.walls import Walls, build_walls

HERE = Path.cwd()


class RunningApp:
    """An app that takes calls; each call says who makes it."""

    def __init__(
        self,
        manifest: Manifest,
        settings: Settings,
        resources: Sequence[Resource],
        routers: Sequence[APIRouter],
        brought: Brought | None = None,
    ) -> None:
        self._manifest = manifest
        self._settings = settings
        self._app = create_app(manifest, settings, resources, routers, brought)
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        self._runner.__enter__()
        self._runner.run(self._app.start())
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://app")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._runner.run(self._client.aclose())
        self._runner.run(self._app.stop())
        self._runner.__exit__(kind, error, trace)

    def token(self, sub: str = "ann", org: str = "acme", role: str = "writer") -> str:
        """Give a development token."""
        now = int(time.time())
        claims: dict[str, object] = {"iss": LOCAL_ISSUER, "aud": self._manifest.name}
        claims |= {"sub": sub, "org": org, "roles": [role], "iat": now, "exp": now + 600}
        return signed(claims, development_key(self._settings.secret))

    def call(
        self,
        method: str,
        path: str,
        *,
        sub: str = "ann",
        org: str = "acme",
        role: str = "writer",
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx.Response:
        """Make one call as someone of an org with a role."""
        return self.race(
            [{"method": method, "url": path, "headers": headers or {}, **more}],
            sub=sub,
            org=org,
            role=role,
        )[0]

    def race(
        self,
        requests: Sequence[Mapping[str, Any]],
        *,
        sub: str = "ann",
        org: str = "acme",
        role: str = "writer",
    ) -> list[httpx.Response]:
        """Make several calls at the same time."""
        bearer = {"Authorization": f"Bearer {self.token(sub, org, role)}"}

        async def together() -> list[httpx.Response]:
            return await asyncio.gather(
                *(
                    self._client.request(**{**r, "headers": bearer | dict(r.get("headers", {}))})
                    for r in requests
                )
            )

        return self._runner.run(together())


@contextmanager
def running_app(
    resources: Sequence[Resource],
    routers: Sequence[APIRouter] = (),
    *,
    brought: Brought | None = None,
    migrated: bool = True,
    folder: Path = HERE,
    manifest: Manifest | None = None,
    **environ: str,
) -> Iterator[RunningApp]:
    """Run an app on an empty database: the one its migrations make, or its tables as declared."""
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{place}/test.db"
        given = {"APP_ENV": "local", "DATABASE_URL": url, "APP_SECRET": "dev-tests", **environ}
        settings = read_settings(given, folder)
        if migrated:
            prepare(settings, resources, brought)
        else:
            _make_tables(settings.database_url, resources, brought)
        found = manifest or read_manifest(HERE / "microapp.yaml")
        with RunningApp(found, settings, resources, routers, brought) as app:
            yield app


def _make_tables(url: str, resources: Sequence[Resource], brought: Brought | None) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        metadata_of(resources, brought).create_all(connection)
        build_walls(connection, Walls(()))
    engine.dispose()
