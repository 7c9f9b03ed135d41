"""`python -m app`: reads, checks, prepares the database and serves, or says why it does not."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from microapp_kit.application import create_app
from microapp_kit.custom import APIRouter
from microapp_kit.fitted import fits
from microapp_kit.manifest import read_manifest
from microapp_kit.resource import Resource
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import read_settings
from microapp_kit.telemetry import configure_logging
from microapp_kit.wire import StrictHttp

STOP_SECONDS = 10


def run(resources: Sequence[Resource], routers: Sequence[APIRouter] = ()) -> None:
    """Serve the app that lies in the current folder until it is told to stop."""
    folder = Path.cwd()
    try:
        settings = read_settings(os.environ, folder)
        manifest = read_manifest(folder / "microapp.yaml")
        if not fits(settings, resources):
            from microapp_kit.migrate import prepare  # 0.3 s that most starts need not pay

            prepare(settings, resources)
        app = create_app(manifest, settings, resources, routers)
    except CannotStart as error:
        print(f"Cannot start: {error}", file=sys.stderr)
        sys.exit(2)
    configure_logging(settings)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http=StrictHttp,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers="FORWARDED_ALLOW_IPS" in os.environ,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
